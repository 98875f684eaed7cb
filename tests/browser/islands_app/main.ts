import { App, staticFiles } from "fresh";

/** Shows what the contract application does not: slots that appear later, heads from islands, islands of islands. */
export const app = new App().use(staticFiles()).get("/favicon.ico", () => new Response(null, { status: 204 }))
  .fsRoutes();
