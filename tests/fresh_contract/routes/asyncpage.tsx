import { define } from "../utils.ts";
export default define.page(async (ctx) => {
  await Promise.resolve();
  if (ctx.url.searchParams.has("r")) return new Response("resp", { status: 202 }) as never;
  return <i>async</i>;
});
