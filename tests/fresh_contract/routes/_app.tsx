import { define } from "../utils.ts";
export default define.page(({ Component, state }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>{state.title ?? "Default"}</title>
      <meta name="d" content="app" key="d" />
    </head>
    <body class="app">
      <Component />
    </body>
  </html>
));
