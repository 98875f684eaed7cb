import { asset } from "fresh/runtime";
import { strings } from "../components/strings.ts";
import { contributes } from "../protocol/contributes/mod.ts";
import { define } from "../utils.ts";
import { toldBy } from "./(_workbench)/told.ts";

const THEME = contributes.configuration.properties["moodline.appearance.theme"];

/** The frame of every page. */
export default define.page(({ Component, req, state }) => (
  <html lang="en" data-theme={themeOf(req)}>
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
      <Component />
    </body>
  </html>
));

function themeOf(req: Request): string {
  const theme = toldBy(req, "theme");
  return THEME.enum.find((known) => known === theme) ?? THEME.default;
}
