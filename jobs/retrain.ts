/**
 * The `retrain` job: a parent model and the standing corrections → a new version, and timelines of the corrected tracks
 * by it. The version's id is decided when the job is queued: a resumed job finds it and does not train twice.
 * @module
 */
import { canTeach } from "../core/model/lessons.ts";
import { STEP_SECONDS } from "../core/model/model.ts";
import { partOf } from "../core/progress.ts";
import { type Correction, isMapEdit, standing } from "../core/review/correction.ts";
import { listCorrectedTrackIds, listCorrections } from "../store/corrections.ts";
import type { RetrainInput } from "../store/jobs.ts";
import { getModel } from "../store/models.ts";
import type { Scope } from "../store/schema.ts";
import { getTrackFiles } from "../store/tracks.ts";
import { addModelFile } from "./add_model.ts";
import { analyzeTrack, type JobTools } from "./analyze.ts";
import type { CallOptions } from "./compute.ts";
import { failureMessage, isPermanent, JobError } from "./failure.ts";

/** Share of the progress bar that is training; the rest is the analyses. */
const TRAINING_SHARE = 0.7;

interface CorrectedTrack {
  id: string;
  name: string;
  audioPath: string;
  corrections: Correction[];
}

/** @returns what to tell the user. */
export async function retrain(
  tools: JobTools,
  scope: Scope,
  { input, ...options }: { input: RetrainInput } & CallOptions,
): Promise<string> {
  const tracks = await correctedTracks(tools, scope, input);
  if (!await getModel(tools.db, scope, input.modelId)) await trainVersion(tools, scope, { input, tracks, ...options });
  const failures: string[] = [];
  for (const [index, track] of tracks.entries()) {
    const onProgress: CallOptions["onProgress"] = ({ fraction }) =>
      options.onProgress?.({
        fraction: TRAINING_SHARE + (1 - TRAINING_SHARE) * (index + fraction) / tracks.length,
        message: `analysing ${track.name}`,
      });
    try {
      await analyzeTrack(tools, scope, {
        trackId: track.id,
        modelId: input.modelId,
        onProgress,
        signal: options.signal,
      });
    } catch (error) {
      if (!isPermanent(error)) throw error;
      failures.push(failureMessage(error));
    }
  }
  return [`made ${input.modelName}`, ...failures].join("; ");
}

async function trainVersion(
  tools: JobTools,
  scope: Scope,
  { input, tracks, onProgress, signal }: { input: RetrainInput; tracks: CorrectedTrack[] } & CallOptions,
): Promise<void> {
  const parent = await getModel(tools.db, scope, input.parentId);
  if (!parent) throw new JobError("Cannot retrain: the parent model must exist");
  if (tracks.length === 0) throw new JobError("Cannot retrain: there must be a correction that stands");
  const { model } = await tools.compute.retrain({
    parentPath: tools.blobs.path(parent.sha256),
    modelId: input.modelName,
    tracks: tracks.map(({ audioPath, name, corrections }) => ({ audioPath, name, corrections })),
  }, {
    onProgress: onProgress && partOf(onProgress, 0, TRAINING_SHARE),
    signal,
  });
  signal?.throwIfAborted();
  await addModelFile(tools, scope, { bytes: model, id: input.modelId, parentId: parent.id });
  tools.bus.publish(scope.projectId, { type: "models" });
}

/** Tracks of which a model can learn something, oldest track first. */
export async function correctedTracks(
  { db, blobs }: Pick<JobTools, "db" | "blobs">,
  scope: Scope,
  { trackIds, parentId }: Pick<RetrainInput, "trackIds" | "parentId">,
): Promise<CorrectedTrack[]> {
  const tracks: CorrectedTrack[] = [];
  for (const id of await listCorrectedTrackIds(db, scope)) {
    if (trackIds && !trackIds.includes(id)) continue;
    const corrections = standing(await listCorrections(db, scope, id)).filter((one) => isAbout(one, parentId));
    const files = await getTrackFiles(db, scope, id);
    if (!files || !teaches(corrections, files.durationSeconds)) continue;
    tracks.push({ id, name: files.name.split("/").at(-1)!, audioPath: blobs.path(files.sha256), corrections });
  }
  return tracks;
}

/** @param durationSeconds null while nobody has analysed the track. */
function teaches(corrections: Correction[], durationSeconds: number | null): boolean {
  if (durationSeconds === null) return corrections.some(({ kind }) => kind !== "reject");
  return canTeach(corrections, Math.ceil(durationSeconds / STEP_SECONDS));
}

/** Edits are about the music; a verdict is about the maps of one model. */
function isAbout(correction: Correction, modelId: string): boolean {
  return isMapEdit(correction) || (correction.kind !== "note" && correction.modelId === modelId);
}
