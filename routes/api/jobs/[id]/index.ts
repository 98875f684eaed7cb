import type { JobView } from "../../../../protocol/api.ts";
import { getJob } from "../../../../store/jobs.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  GET: endpoint("getJob", async (ctx, { scope, id }) => {
    const view: JobView = found(await getJob(ctx.state.workspace.db, scope, id), "getJob");
    return Response.json(view);
  }),
});
