/**
 * The tables as Kysely types. Columns are snake_case in the database and camelCase here (CamelCasePlugin).
 * Ids are UUIDv7 text, times integer milliseconds since 1970, JSON is text, booleans are 0 or 1.
 * @module
 */
import type { Kysely, Transaction } from "kysely";
import type { CorrectionEvent } from "../core/review/correction.ts";

/** Every row says which project it belongs to and who made it. */
export interface OwnedRow {
  projectId: string;
  actorId: string;
  createdAt: number;
}

/** Whose rows a query may see, and who does it. */
export type Scope = Pick<OwnedRow, "projectId" | "actorId">;

export interface ProjectTable extends OwnedRow {
  id: string;
  name: string;
}

export interface ActorTable extends OwnedRow {
  id: string;
  kind: "local";
  name: string;
}

/** A file of DATA/blobs that the project refers to. */
export interface BlobTable extends OwnedRow {
  sha256: string;
  bytes: number;
  mediaType: string;
}

export interface TrackTable extends OwnedRow {
  id: string;
  name: string;
  sha256: string;
  /** null until analysed, as are tiles and rendition. */
  durationSeconds: number | null;
  tilesSha256: string | null;
  /** A WAV that browsers can play when they cannot play the original. */
  renditionSha256: string | null;
}

export interface ModelTable extends OwnedRow {
  id: string;
  /** The id within the model file. */
  name: string;
  sha256: string;
  parentId: string | null;
  recipe: string;
  card: string;
}

/** The promotion with the highest `seq` names the active model. */
export interface PromotionTable extends OwnedRow {
  id: string;
  seq: number;
  modelId: string;
}

export interface TimelineTable extends OwnedRow {
  id: string;
  trackId: string;
  modelId: string;
  sha256: string;
  /** Means over the song. */
  valence: number;
  arousal: number;
  entropyNats: number;
  /** JSON of the song's row in a summary table. */
  summary: string;
}

/**
 * An event; `seq` counts within the track. Reversals have `target` and nothing more. A move's value is in `valence` and
 * `arousal`, any other in `value`.
 */
export interface CorrectionTable extends OwnedRow {
  id: string;
  trackId: string;
  seq: number;
  kind: CorrectionEvent["kind"];
  target: string | null;
  timeSeconds: number | null;
  durationSeconds: number | null;
  valence: number | null;
  arousal: number | null;
  confidence: number | null;
  tool: string | null;
  clientKey: string | null;
  /** JSON. */
  value: string | null;
  comment: string | null;
  modelId: string | null;
  /** The name that the client gave; null: the actor's. */
  annotator: string | null;
}

/** The blob holds what an audit knows of a track and a model. */
export interface AuditTable extends OwnedRow {
  id: string;
  trackId: string;
  modelId: string;
  sha256: string;
}

export type JobKind = "analyze" | "retrain" | "audit";
export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

export interface JobTable extends OwnedRow {
  id: string;
  kind: JobKind;
  state: JobState;
  /** 0 … 1 */
  progress: number;
  message: string;
  trackId: string | null;
  modelId: string | null;
  input: string;
  attempts: number;
  cancelRequested: number;
  updatedAt: number;
}

/** Jobs that the engine may not know yet; the job's id is the idempotency key. */
export interface OutboxTable extends OwnedRow {
  jobId: string;
}

export interface Tables {
  projects: ProjectTable;
  actors: ActorTable;
  blobs: BlobTable;
  tracks: TrackTable;
  models: ModelTable;
  promotions: PromotionTable;
  timelines: TimelineTable;
  corrections: CorrectionTable;
  audits: AuditTable;
  jobs: JobTable;
  outbox: OutboxTable;
}

/** The opened database. */
export type Database = Kysely<Tables>;
/** The database, or a transaction on it. */
export type Db = Database | Transaction<Tables>;
