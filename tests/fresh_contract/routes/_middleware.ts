import { define } from "../utils.ts";
const a = define.middleware(async (ctx) => {
  (ctx.state.log ??= []).push("root-a");
  const r = await ctx.next();
  r.headers.set("x-a", "1");
  return r;
});
const b = define.middleware((ctx) => {
  ctx.state.log.push("root-b");
  if (ctx.url.searchParams.has("mwboom")) throw new Error("mw");
  return ctx.next();
});
export default [a, b];
