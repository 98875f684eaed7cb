import type { JobsView } from "../../protocol/api.ts";
import { getModel } from "../../store/models.ts";
import { listTrackIds } from "../../store/tracks.ts";
import { define } from "../../utils.ts";
import { endpoint, found } from "./(_endpoint)/endpoint.ts";
import { modelIdOf } from "./(_endpoint)/timelines.ts";

export const handler = define.handlers({
  POST: endpoint("analyze", async (ctx, { scope, body }) => {
    const { workspace } = ctx.state;
    const modelId = await modelIdOf(workspace, scope, body.modelId);
    found(await getModel(workspace.db, scope, modelId), "getModel");
    const known = new Set(await listTrackIds(workspace.db, scope));
    const trackIds = body.trackIds ?? [...known];
    found(trackIds.every((id) => known.has(id)) || undefined, "analyze");
    const view: JobsView = { jobs: await workspace.analyze(scope, { trackIds, modelId }) };
    return Response.json(view, { status: 202 });
  }),
});
