import { page } from "fresh";
import { define } from "../utils.ts";
export const handlers = define.handlers({
  GET(ctx) {
    ctx.state.title = "Both";
    return page({ n: 1 }, { status: 201, headers: { "x-h": "y" } });
  },
  POST: (ctx) => ctx.redirect("/both?ok=1", 303),
});
export default define.page<typeof handlers>(({ data, state }) => <b>n={data.n} log={state.log.join(",")}</b>);
