import type { JobView } from "../../../../protocol/api.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  POST: endpoint("cancelJob", async (ctx, { scope, id }) => {
    const view: JobView = found(await ctx.state.workspace.cancel(scope, id), "cancelJob");
    return Response.json(view);
  }),
});
