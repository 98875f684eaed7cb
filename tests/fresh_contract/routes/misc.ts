import { define } from "../utils.ts";
export const handler = define.handlers({
  GET(ctx) {
    const k = ctx.url.searchParams.get("k");
    if (k === "html") return ctx.html("<p>h</p>");
    if (k === "stream") {
      return ctx.stream(async function* () {
        yield "a";
        yield "b";
      } as never, { headers: { "content-type": "text/plain" } });
    }
    return ctx.json({
      config: ctx.config,
      error: ctx.error,
      isPartial: ctx.isPartial,
      params: ctx.params,
      path: ctx.url.pathname,
      search: ctx.url.search,
      req: ctx.req.url,
    });
  },
});
