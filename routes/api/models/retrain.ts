import { HttpError } from "fresh";
import { correctedTracks } from "../../../jobs/retrain.ts";
import type { JobView } from "../../../protocol/api.ts";
import { getModel } from "../../../store/models.ts";
import { listTrackIds } from "../../../store/tracks.ts";
import { define } from "../../../utils.ts";
import { endpoint, found } from "../(_endpoint)/endpoint.ts";
import { modelIdOf } from "../(_endpoint)/timelines.ts";

export const handler = define.handlers({
  POST: endpoint("retrain", async (ctx, { scope, body }) => {
    const { workspace } = ctx.state;
    const parentId = await modelIdOf(workspace, scope, body.parentId);
    const parent = found(await getModel(workspace.db, scope, parentId), "retrain");
    const asked = { parentId, trackIds: body.trackIds ?? null },
      known = new Set(await listTrackIds(workspace.db, scope));
    found(asked.trackIds?.every((id) => known.has(id)) === false ? undefined : asked, "retrain");
    if (!(await correctedTracks(workspace, scope, asked)).some(({ news }) => news)) {
      throw new HttpError(
        409,
        "Cannot retrain a model: there must be a correction that stands and that it can learn from " +
          "(are there only rejections or notes, or verdicts on another model, or has it learned them all?)",
      );
    }
    const view: JobView = await workspace.retrain(scope, { ...asked, parentName: parent.name });
    return Response.json(view, { status: 202 });
  }),
});
