/**
 * The `analyze` job: a track and a model → a timeline. Finished means that the timeline's row exists, so an interrupted
 * job is simply done again and a finished one is never repeated.
 * @module
 */
import { basename } from "node:path";
import { summarizeTimeline } from "../formats/summary_csv.ts";
import { TILES_MEDIA_TYPE } from "../formats/tiles.ts";
import { writeTimelineJson } from "../formats/timeline_json.ts";
import type { BlobFiles } from "../store/blobs.ts";
import { getModel } from "../store/models.ts";
import type { Database, Scope } from "../store/schema.ts";
import { addTimeline, getTimeline } from "../store/timelines.ts";
import { getTrackFiles, recordBlob, type TrackFiles, updateTrackFiles } from "../store/tracks.ts";
import type { AnalyzeResult, CallOptions, Compute } from "./compute.ts";
import type { EventBus } from "./event_bus.ts";
import { failureMessage, isPermanent, JobError } from "./failure.ts";
import type { TimelineColumns } from "./timeline_columns.ts";

/** What job kinds work with. */
export interface JobTools {
  db: Database;
  blobs: BlobFiles;
  columns: TimelineColumns;
  compute: Compute;
  bus: EventBus;
}

/** Analyses a track, unless its timeline is there. */
export async function analyzeTrack(
  tools: JobTools,
  scope: Scope,
  { trackId, modelId, ...options }: { trackId: string; modelId: string } & CallOptions,
): Promise<void> {
  const { db, blobs, compute, bus } = tools;
  if (await getTimeline(db, scope, { trackId, modelId })) return;
  const track = await getTrackFiles(db, scope, trackId), model = await getModel(db, scope, modelId);
  if (!track || !model) throw new JobError("Cannot analyse: the track and the model must exist");
  const audioPath = blobs.path(track.sha256), name = track.name.split("/").at(-1)!;
  const renditionPath = track.renditionSha256 === null ? blobs.temporaryPath() : undefined;
  const tilesPath = track.tilesSha256 === null ? blobs.temporaryPath() : undefined;
  try {
    const modelPath = blobs.path(model.sha256);
    const result = await compute.analyze({ audioPath, name, modelPath, renditionPath, tilesPath }, options);
    options.signal?.throwIfAborted();
    await keepAnalysis(tools, scope, { track, modelId, result, renditionPath, tilesPath });
  } catch (error) {
    if (!isPermanent(error)) throw error;
    const names = new Map([[audioPath, name], [basename(audioPath), name]]);
    throw new JobError(failureMessage(error, names), { cause: error });
  } finally {
    for (const path of [renditionPath, tilesPath]) if (path) await blobs.removeTemporary(path);
  }
  bus.publish(scope.projectId, { type: "track", trackId });
}

/** Files first, then all rows in one transaction: a row never names a file that is not there. */
async function keepAnalysis(
  { db, blobs, columns }: JobTools,
  scope: Scope,
  { track, modelId, result, renditionPath, tilesPath }: {
    track: TrackFiles;
    modelId: string;
    result: AnalyzeResult;
    renditionPath: string | undefined;
    tilesPath: string | undefined;
  },
): Promise<void> {
  const summary = summarizeTimeline(result.timeline, track.name), text = writeTimelineJson(result.timeline);
  const timeline = await blobs.put(new TextEncoder().encode(text));
  await columns.keep(timeline.sha256, text);
  const tiles = tilesPath ? await blobs.adopt(tilesPath) : null;
  const rendition = result.rendition && renditionPath ? await blobs.adopt(renditionPath) : null;
  await db.transaction().execute(async (tx) => {
    await recordBlob(tx, scope, { ...timeline, mediaType: "application/json" });
    if (tiles) await recordBlob(tx, scope, { ...tiles, mediaType: TILES_MEDIA_TYPE });
    if (rendition) await recordBlob(tx, scope, { ...rendition, mediaType: "audio/wav" });
    await updateTrackFiles(tx, scope, {
      id: track.id,
      durationSeconds: result.timeline.source.durationSeconds,
      tilesSha256: tiles?.sha256 ?? track.tilesSha256,
      renditionSha256: rendition?.sha256 ?? track.renditionSha256,
    });
    await addTimeline(tx, scope, {
      trackId: track.id,
      modelId,
      sha256: timeline.sha256,
      ...summary.mean,
      entropyNats: summary.meanEntropyNats,
      summary: JSON.stringify(summary),
    });
  });
}
