import { HttpError } from "fresh";
import { STEP_SECONDS } from "../../../../core/model/model.ts";
import { isReversal } from "../../../../core/review/correction.ts";
import { coveredEvenSteps } from "../../../../core/review/covered_steps.ts";
import type { CorrectionsView, CorrectionView, NewCorrection } from "../../../../protocol/api.ts";
import { addCorrection, findRepeated, listCorrections } from "../../../../store/corrections.ts";
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
  POST: endpoint("addCorrection", async (ctx, { scope, id: trackId, body }) => {
    const { db, bus } = ctx.state.workspace;
    const { durationSeconds } = found(await getTrackFiles(db, scope, trackId), "addCorrection");
    const input = isReversal(body) ? body : { ...body, confidence: body.confidence ?? 1, tool: body.tool ?? "api" };
    const broken = brokenRule(body, durationSeconds);
    // What was stored before its track's length was known is the same event still.
    if (broken !== null && !await findRepeated(db, scope, { trackId, input })) {
      throw new HttpError(400, `Cannot save a correction: ${broken}`);
    }
    const { event, created } = await addCorrection(db, scope, { trackId, input });
    if (created) bus.publish(scope.projectId, { type: "track", trackId });
    const view: CorrectionView = event;
    return Response.json(view, { status: created ? 201 : 200 });
  }),
});

/**
 * What must hold for a correction to say something of a track; null if it does.
 * @param durationSeconds of the track; null while it is not known.
 */
function brokenRule(body: NewCorrection, durationSeconds: number | null): string | null {
  if (isReversal(body)) return null;
  if (durationSeconds !== null && body.timeSeconds >= durationSeconds) {
    return `body.timeSeconds must be below the track's ${durationSeconds} s`;
  }
  if (body.kind === "note") return null;
  const stepCount = Math.ceil((durationSeconds ?? Infinity) / STEP_SECONDS);
  const { first, end } = coveredEvenSteps(body, { stepSeconds: STEP_SECONDS, stepCount });
  if (first === end) return "its time must hold the middle of a step: those begin at whole seconds and last one";
  const coveredSeconds = Math.min(body.durationSeconds, end * STEP_SECONDS - body.timeSeconds);
  if (body.kind === "trace" && body.value[0][0] >= coveredSeconds) {
    return "body.value must begin before the last step that its time covers ends";
  }
  return null;
}
