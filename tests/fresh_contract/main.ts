import { App, HttpError, staticFiles } from "fresh";
import type { State } from "./utils.ts";
export const app = new App<State>()
  .use(staticFiles())
  .use(async (ctx) => {
    const r = await ctx.next();
    r.headers.set("x-main", "1");
    return r;
  })
  .get("/p/:id", (ctx) => ctx.text(`p ${ctx.params.id} ${ctx.route}`))
  .post("/p/:id", () => {
    throw new HttpError(409, "conflict");
  })
  .ws("/ws3", { message: (s, e) => s.send("w:" + e.data) })
  .use("/adm", (ctx) => ctx.req.headers.has("k") ? ctx.next() : new Response("no", { status: 401 }))
  .get("/adm/x", () => new Response("adm"))
  .fsRoutes();
if (import.meta.main) await app.listen({ port: 8110 });
