import { asset } from "fresh/runtime";
import { strings } from "../components/strings.ts";
import { define } from "../utils.ts";

const PAGES = [["/", strings.app.tracks], ["/models", strings.app.models], ["/live", strings.live.title]] as const;

/** The frame of every page. */
export default define.page(({ Component, url, state }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="description" content={strings.app.description} />
      <title>{state.title ? strings.app.title(state.title) : strings.app.name}</title>
      <link rel="icon" href={asset("/icon.svg")} type="image/svg+xml" />
      <link rel="stylesheet" href={asset("/style.css")} />
    </head>
    <body>
      <a class="skip" href="#content">{strings.app.skip}</a>
      <header class="title-bar">
        <a class="brand" href="/">
          <img src="/icon.svg" alt="" width="20" height="20" />
          {strings.app.name}
        </a>
        <nav aria-label={strings.app.navigation}>
          {PAGES.map(([href, name]) => (
            <a key={href} href={href} class={isWithin(url.pathname, href) ? "current" : undefined}>{name}</a>
          ))}
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        <Component />
      </main>
    </body>
  </html>
));

/** Tracks live under `/` and under `/tracks/`. */
function isWithin(path: string, href: string): boolean {
  return href === "/" ? path === "/" || path.startsWith("/tracks/") : path.startsWith(href);
}
