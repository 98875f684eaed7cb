/**
 * Timelines: which blob holds what a model predicts for a track. A row here is what "finished" means for an analysis.
 * @module
 */
import type { Db, Scope, TimelineTable } from "./schema.ts";
import { newId } from "./store.ts";

export type TimelineRecord = Pick<
  TimelineTable,
  "trackId" | "modelId" | "sha256" | "valence" | "arousal" | "entropyNats" | "summary"
>;

/** Adds a timeline; when there is one of this track and model already, that one stays. */
export async function addTimeline(db: Db, scope: Scope, timeline: TimelineRecord): Promise<void> {
  await db.insertInto("timelines").values({ ...scope, ...timeline, id: newId(), createdAt: Date.now() })
    .onConflict((conflict) => conflict.columns(["trackId", "modelId"]).doNothing()).execute();
}

export function getTimeline(
  db: Db,
  scope: Scope,
  key: { trackId: string; modelId: string },
): Promise<TimelineRecord | undefined> {
  return db.selectFrom("timelines").select([
    "trackId",
    "modelId",
    "sha256",
    "valence",
    "arousal",
    "entropyNats",
    "summary",
  ])
    .where("projectId", "=", scope.projectId)
    .where("trackId", "=", key.trackId).where("modelId", "=", key.modelId).executeTakeFirst();
}

/** Name and summary of every track that a model has analysed, oldest track first. */
export function listSummaries(db: Db, scope: Scope, modelId: string): Promise<{ name: string; summary: string }[]> {
  return db.selectFrom("timelines").innerJoin("tracks", "tracks.id", "timelines.trackId")
    .select(["tracks.name", "timelines.summary"])
    .where("timelines.projectId", "=", scope.projectId).where("timelines.modelId", "=", modelId)
    .orderBy("tracks.id").execute();
}
