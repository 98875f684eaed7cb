/**
 * Tracks and the blobs they refer to.
 * @module
 */
import { activeModelId } from "./models.ts";
import type { Db, Scope } from "./schema.ts";
import { newId } from "./store.ts";

/** A track with what is known about it. */
export interface TrackRecord {
  id: string;
  name: string;
  sha256: string;
  durationSeconds: number | null;
  createdAt: number;
  /** Newest first. */
  timelines: { modelId: string; modelName: string; createdAt: number }[];
  /** Mean over the active model's timeline, else the newest. */
  summary: { valence: number; arousal: number; entropyNats: number } | null;
  /** Corrections that stand; notes are none. */
  correctionCount: number;
}

/** The files of a track. */
export interface TrackFiles {
  id: string;
  name: string;
  sha256: string;
  mediaType: string;
  durationSeconds: number | null;
  tilesSha256: string | null;
  renditionSha256: string | null;
}

/** Lets the project refer to a stored file; once is enough. */
export async function recordBlob(
  db: Db,
  scope: Scope,
  blob: { sha256: string; bytes: number; mediaType: string },
): Promise<void> {
  await db.insertInto("blobs").values({ ...scope, ...blob, createdAt: Date.now() })
    .onConflict((conflict) => conflict.columns(["projectId", "sha256"]).doNothing()).execute();
}

/** Adds a track, unless the project has its content already. The blob must be recorded. */
export async function addTrack(
  db: Db,
  scope: Scope,
  track: { name: string; sha256: string },
): Promise<{ id: string; created: boolean }> {
  const id = newId();
  await db.insertInto("tracks").values({
    ...scope,
    ...track,
    id,
    durationSeconds: null,
    tilesSha256: null,
    renditionSha256: null,
    createdAt: Date.now(),
  }).onConflict((conflict) => conflict.columns(["projectId", "sha256"]).doNothing()).execute();
  const row = await db.selectFrom("tracks").select("id")
    .where("projectId", "=", scope.projectId).where("sha256", "=", track.sha256).executeTakeFirstOrThrow();
  return { id: row.id, created: row.id === id };
}

/** What was found out about the file itself, or made of it. */
export async function updateTrackFiles(
  db: Db,
  scope: Scope,
  files: Pick<TrackFiles, "id"> & Partial<Pick<TrackFiles, "durationSeconds" | "tilesSha256" | "renditionSha256">>,
): Promise<void> {
  const { id, ...columns } = files;
  await db.updateTable("tracks").set(columns).where("projectId", "=", scope.projectId).where("id", "=", id).execute();
}

export function getTrackFiles(db: Db, scope: Scope, id: string): Promise<TrackFiles | undefined> {
  return db.selectFrom("tracks")
    .innerJoin(
      "blobs",
      (join) => join.onRef("blobs.sha256", "=", "tracks.sha256").onRef("blobs.projectId", "=", "tracks.projectId"),
    )
    .select([
      "tracks.id",
      "tracks.name",
      "tracks.sha256",
      "blobs.mediaType",
      "tracks.durationSeconds",
      "tracks.tilesSha256",
      "tracks.renditionSha256",
    ])
    .where("tracks.projectId", "=", scope.projectId).where("tracks.id", "=", id).executeTakeFirst();
}

/** Ids of all tracks, oldest first. */
export async function listTrackIds(db: Db, scope: Scope): Promise<string[]> {
  const rows = await db.selectFrom("tracks").select("id").where("projectId", "=", scope.projectId).orderBy("id")
    .execute();
  return rows.map((row) => row.id);
}

/** All tracks of the project, newest first. */
export function listTracks(db: Db, scope: Scope): Promise<TrackRecord[]> {
  return selectTracks(db, scope);
}

export async function getTrack(db: Db, scope: Scope, id: string): Promise<TrackRecord | undefined> {
  return (await selectTracks(db, scope, id))[0];
}

/** Three queries whatever the number of tracks. */
async function selectTracks(db: Db, scope: Scope, id?: string): Promise<TrackRecord[]> {
  const tracks = await db.selectFrom("tracks").select(["id", "name", "sha256", "durationSeconds", "createdAt"])
    .where("projectId", "=", scope.projectId).$if(id !== undefined, (query) => query.where("id", "=", id!))
    .orderBy("id", "desc").execute();
  const timelines = await db.selectFrom("timelines").innerJoin("models", "models.id", "timelines.modelId")
    .select([
      "timelines.trackId",
      "timelines.modelId",
      "models.name as modelName",
      "timelines.createdAt",
      "timelines.valence",
      "timelines.arousal",
      "timelines.entropyNats",
    ])
    .where("timelines.projectId", "=", scope.projectId)
    .$if(id !== undefined, (query) => query.where("timelines.trackId", "=", id!))
    .orderBy("timelines.id", "desc").execute();
  const counts = new Map((await countStanding(db, scope, id)).map((row) => [row.trackId, Number(row.count)]));
  const byTrack = Map.groupBy(timelines, (row) => row.trackId);
  const active = await activeModelId(db, scope);
  return tracks.map((track) => {
    const own = byTrack.get(track.id) ?? [];
    const shown = own.find((row) => row.modelId === active) ?? own[0];
    return {
      ...track,
      timelines: own.map(({ modelId, modelName, createdAt }) => ({ modelId, modelName, createdAt })),
      summary: shown ? { valence: shown.valence, arousal: shown.arousal, entropyNats: shown.entropyNats } : null,
      correctionCount: counts.get(track.id) ?? 0,
    };
  });
}

/** Corrections whose last reversal, if any, is a redo. Cost: one look at every event. */
function countStanding(db: Db, scope: Scope, trackId?: string) {
  return db.selectFrom("corrections as made")
    .select(["made.trackId", (e) => e.fn.countAll<number>().as("count")])
    .where("made.projectId", "=", scope.projectId).where("made.kind", "not in", ["undo", "redo", "note"])
    .$if(trackId !== undefined, (query) => query.where("made.trackId", "=", trackId!))
    .where((e) => {
      const last = (kind: "undo" | "redo") =>
        e.selectFrom("corrections as reversal").select((e) => e.fn.coalesce(e.fn.max("seq"), e.lit(0)).as("seq"))
          .whereRef("reversal.target", "=", "made.id").where("reversal.kind", "=", kind);
      return e(last("undo"), "<=", last("redo"));
    })
    .groupBy("made.trackId").execute();
}
