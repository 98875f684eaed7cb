import { App, csp } from "fresh";
import { app as contract } from "./main.ts";
import type { State } from "./utils.ts";

/** The same application under a policy that allows only the inline scripts of this server. */
export const app = new App<State>()
  .get("/favicon.ico", () => new Response(null, { status: 204 }))
  .use(csp({ useNonce: true }))
  .mountApp("/", contract);
