/**
 * The `retrain` job: a parent model and the standing corrections → a new version, and timelines of the corrected tracks
 * by it. The version's id is decided when the job is queued: a resumed job finds it and does not train twice.
 * @module
 */
import { modelFromContents } from "../core/model/file.ts";
import { hasLearned, type Learned, newLessons } from "../core/model/lessons.ts";
import { STEP_SECONDS } from "../core/model/model.ts";
import { partOf } from "../core/progress.ts";
import { type Correction, isMapEdit, isReversal, standing } from "../core/review/correction.ts";
import { readModelFile } from "../formats/model_file.ts";
import { listCorrectedTrackIds, listCorrections } from "../store/corrections.ts";
import type { RetrainInput } from "../store/jobs.ts";
import { getModel } from "../store/models.ts";
import type { Db, Scope } from "../store/schema.ts";
import { getTrackFiles } from "../store/tracks.ts";
import { addModelFile } from "./add_model.ts";
import { analyzeTrack, type JobTools } from "./analyze.ts";
import type { CallOptions } from "./compute.ts";
import { failureMessage, isPermanent, JobError, shownName } from "./failure.ts";

/** Share of the progress bar that is training; the rest is the analyses. */
const TRAINING_SHARE = 0.7;

interface CorrectedTrack {
  id: string;
  name: string;
  audioPath: string;
  /** Those that stand; of verdicts, those on the parent. */
  corrections: Correction[];
  /** Those that were taken back, verdicts on any model among them. */
  undone: Correction[];
  /** Whether any of it is new to the parent. */
  news: boolean;
}

/** @returns what to tell the user. */
export async function retrain(
  tools: JobTools,
  scope: Scope,
  { input, ...options }: { input: RetrainInput } & CallOptions,
): Promise<string> {
  const tracks = await correctedTracks(tools, scope, input);
  const failures = new Set<string>();
  if (!await getModel(tools.db, scope, input.modelId)) {
    for (const skipped of await trainVersion(tools, scope, { input, tracks, ...options })) failures.add(skipped);
  }
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
      failures.add(failureMessage(error));
    }
  }
  return [`made ${input.modelName}`, ...failures].join("; ");
}

/** @returns why tracks were left out. */
async function trainVersion(
  tools: JobTools,
  scope: Scope,
  { input, tracks, onProgress, signal }: { input: RetrainInput; tracks: CorrectedTrack[] } & CallOptions,
): Promise<string[]> {
  const parent = await getModel(tools.db, scope, input.parentId);
  if (!parent) throw new JobError("Cannot retrain: the parent model must exist");
  if (tracks.length === 0) throw new JobError("Cannot retrain: there must be a correction that stands");
  const { model, skipped } = await tools.compute.retrain({
    parentPath: tools.blobs.path(parent.sha256),
    modelId: input.modelName,
    tracks: tracks.map(({ audioPath, name, corrections, undone }) => ({ audioPath, name, corrections, undone })),
  }, {
    onProgress: onProgress && partOf(onProgress, 0, TRAINING_SHARE),
    signal,
  });
  signal?.throwIfAborted();
  await addModelFile(tools, scope, { bytes: model, id: input.modelId, parentId: parent.id });
  tools.bus.publish(scope.projectId, { type: "models" });
  return skipped;
}

/** Tracks that have something to learn for a model, old or new, or to forget; oldest track first. */
export async function correctedTracks(
  { db, blobs }: Pick<JobTools, "db" | "blobs">,
  scope: Scope,
  { trackIds, parentId }: Pick<RetrainInput, "trackIds" | "parentId">,
): Promise<CorrectedTrack[]> {
  const parent = await getModel(db, scope, parentId), wanted = trackIds && new Set(trackIds);
  if (!parent) return [];
  const { memory } = modelFromContents(readModelFile(await Deno.readFile(blobs.path(parent.sha256))));
  const tracks: CorrectedTrack[] = [];
  for (const id of await listCorrectedTrackIds(db, scope)) {
    const files = !wanted || wanted.has(id) ? await getTrackFiles(db, scope, id) : undefined;
    if (!files) continue;
    const said = await saidOf(db, scope, { trackId: id, parentId });
    const teaches = newsFor(NOTHING, said, files), news = newsFor(memory, said, files);
    if (!teaches && !news) continue;
    tracks.push({ id, name: shownName(files.name), audioPath: blobs.path(files.sha256), ...said, news });
  }
  return tracks;
}

type Said = Pick<CorrectedTrack, "corrections" | "undone">;

async function saidOf(
  db: Db,
  scope: Scope,
  { trackId, parentId }: { trackId: string; parentId: string },
): Promise<Said> {
  const events = await listCorrections(db, scope, trackId), left = standing(events);
  const stands = new Set(left.map(({ id }) => id));
  return {
    corrections: left.filter((correction) => isAbout(correction, parentId)),
    // Of any model: a version has learned verdicts on those before it, never on itself.
    undone: events.filter((event) => !isReversal(event)).filter(({ id }) => !stands.has(id)),
  };
}

/** What a model of the first version has learned. */
const NOTHING: Learned = { corrections: [], steps: new Int32Array(0) };

/** Whether there is anything to learn or to forget. */
function newsFor(learned: Learned, said: Said, { durationSeconds }: { durationSeconds: number | null }): boolean {
  if (hasLearned(learned, said.undone)) return true;
  // While nobody has analysed the track, nobody knows its steps.
  if (durationSeconds === null) return said.corrections.some(({ kind }) => kind !== "reject");
  return newLessons(said, Math.ceil(durationSeconds / STEP_SECONDS), learned).length > 0;
}

/** Edits are about the music; a verdict is about the maps of one model. */
function isAbout(correction: Correction, modelId: string): boolean {
  return isMapEdit(correction) || (correction.kind !== "note" && correction.modelId === modelId);
}
