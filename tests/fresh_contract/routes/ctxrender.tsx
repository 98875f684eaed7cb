import { define } from "../utils.ts";
export const handler = define.handlers({
  GET: (ctx) => ctx.render(<u>rendered</u>, { status: 203, headers: { "x-r": "1" } }),
});
