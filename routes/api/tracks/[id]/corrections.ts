import { HttpError } from "fresh";
import { isReversal } from "../../../../core/review/correction.ts";
import type { CorrectionsView, CorrectionView } from "../../../../protocol/api.ts";
import { addCorrection, listCorrections } from "../../../../store/corrections.ts";
import { getTrackFiles } from "../../../../store/tracks.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  GET: endpoint("listCorrections", async (ctx, { scope, id }) => {
    const { db } = ctx.state.workspace;
    found(await getTrackFiles(db, scope, id), "listCorrections");
    const view: CorrectionsView = { events: await listCorrections(db, scope, id) };
    return Response.json(view);
  }),
  POST: endpoint("addCorrection", async (ctx, { scope, id, body }) => {
    const { db, bus } = ctx.state.workspace;
    const { durationSeconds } = found(await getTrackFiles(db, scope, id), "addCorrection");
    if (!isReversal(body) && durationSeconds !== null && body.timeSeconds >= durationSeconds) {
      throw new HttpError(
        400,
        `Cannot save a correction: body.timeSeconds must be below the track's ${durationSeconds} s`,
      );
    }
    const input = isReversal(body) ? body : { ...body, confidence: body.confidence ?? 1, tool: body.tool ?? "api" };
    const { event, created } = await addCorrection(db, scope, { trackId: id, input });
    if (created) bus.publish(scope.projectId, { type: "track", trackId: id });
    const view: CorrectionView = event;
    return Response.json(view, { status: created ? 201 : 200 });
  }),
});
