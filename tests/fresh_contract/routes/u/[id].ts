import { define } from "../../utils.ts";
export const handler = define.handlers({
  GET: (ctx) => ctx.json({ p: ctx.params }),
  DELETE: () => new Response(null, { status: 204 }),
});
