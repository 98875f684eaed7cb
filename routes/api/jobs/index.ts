import type { JobsView } from "../../../protocol/api.ts";
import { listJobs } from "../../../store/jobs.ts";
import { define } from "../../../utils.ts";
import { endpoint } from "../(_endpoint)/endpoint.ts";

const DEFAULT_LIMIT = 500;

export const handler = define.handlers({
  GET: endpoint("listJobs", async (ctx, { scope, query }) => {
    const options = { state: query.state, limit: query.limit ?? DEFAULT_LIMIT };
    const view: JobsView = { jobs: await listJobs(ctx.state.workspace.db, scope, options) };
    return Response.json(view);
  }),
});
