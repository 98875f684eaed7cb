import { HttpError } from "fresh";
import type { JobView } from "../../../protocol/api.ts";
import { getModel } from "../../../store/models.ts";
import { listTracks } from "../../../store/tracks.ts";
import { define } from "../../../utils.ts";
import { endpoint, found } from "../(_endpoint)/endpoint.ts";
import { modelIdOf } from "../(_endpoint)/timelines.ts";

export const handler = define.handlers({
  POST: endpoint("retrain", async (ctx, { scope, body }) => {
    const { workspace } = ctx.state;
    const parentId = await modelIdOf(workspace, scope, body.parentId);
    const parent = found(await getModel(workspace.db, scope, parentId), "retrain");
    const tracks = await listTracks(workspace.db, scope);
    const asked = body.trackIds && new Set(body.trackIds);
    if (!tracks.some((track) => track.correctionCount > 0 && (!asked || asked.has(track.id)))) {
      throw new HttpError(409, "Cannot retrain a model: there must be a correction that stands");
    }
    const view: JobView = await workspace.retrain(scope, {
      parentId,
      parentName: parent.name,
      trackIds: body.trackIds ?? null,
    });
    return Response.json(view, { status: 202 });
  }),
});
