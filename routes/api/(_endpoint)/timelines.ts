/**
 * Finding the timeline a request asks for.
 * @module
 */
import { HttpError } from "fresh";
import type { HeatmapTimeline } from "../../../core/emotion/timeline.ts";
import { correctedTimeline } from "../../../jobs/corrected_timelines.ts";
import type { Workspace } from "../../../jobs/workspace.ts";
import { listCorrections } from "../../../store/corrections.ts";
import { activeModelId } from "../../../store/models.ts";
import type { Scope } from "../../../store/schema.ts";
import { getTimeline } from "../../../store/timelines.ts";

/** The model asked for, or the active one. */
export async function modelIdOf({ db }: Workspace, scope: Scope, asked: string | undefined): Promise<string> {
  const modelId = asked ?? await activeModelId(db, scope);
  if (modelId === null) throw new HttpError(404, "Cannot find a model: one must be promoted first");
  return modelId;
}

/** The blob of a timeline. */
export async function timelineSha256(
  workspace: Workspace,
  scope: Scope,
  { trackId, model }: { trackId: string; model: string | undefined },
): Promise<string> {
  const modelId = await modelIdOf(workspace, scope, model);
  const timeline = await getTimeline(workspace.db, scope, { trackId, modelId });
  if (!timeline) {
    throw new HttpError(
      404,
      "Cannot show a timeline: the track must have been analysed with this model (see its jobs)",
    );
  }
  return timeline.sha256;
}

/** The timeline itself, with the track's standing corrections if they are asked for. */
export async function readTimeline(
  workspace: Workspace,
  scope: Scope,
  { trackId, sha256, corrected }: { trackId: string; sha256: string; corrected: boolean },
): Promise<HeatmapTimeline> {
  const events = corrected ? await listCorrections(workspace.db, scope, trackId) : [];
  return await correctedTimeline(workspace.blobs, { trackId, sha256, events });
}
