/**
 * The JSON of the HTTP API: what the server's routes answer and the islands read. Times are integer milliseconds since
 * 1970 unless the name says seconds. Ids are UUIDv7 text.
 * @module
 */
import type { AuditFinding } from "../core/review/audit.ts";
import type { Correction, CorrectionEvent, Reversal } from "../core/review/correction.ts";

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";
export type JobKind = "analyze" | "retrain" | "audit";

export interface JobView {
  id: string;
  kind: JobKind;
  state: JobState;
  /** 0 … 1 */
  progress: number;
  /** What it is doing, or why it failed: one line for the user. */
  message: string;
  trackId: string | null;
  /** The model in use (analyze, audit) or the one that was made (retrain, when done). */
  modelId: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface TrackView {
  id: string;
  name: string;
  sha256: string;
  /** null until analysed. */
  durationSeconds: number | null;
  createdAt: number;
  /** Timelines there are of it, newest first. */
  timelines: { modelId: string; modelName: string; createdAt: number }[];
  /** Mean over the active (else newest) timeline; null until analysed. */
  summary: { valence: number; arousal: number; entropyNats: number } | null;
  /** Corrections that stand; notes are none. */
  correctionCount: number;
}

export interface ModelView {
  id: string;
  /** The id within the model file, e.g. `default-1`. */
  name: string;
  sha256: string;
  parentId: string | null;
  recipe: string;
  active: boolean;
  createdAt: number;
  bytes: number;
  /** The card: the metadata of the model file (see docs/formats/model.md). */
  card: Record<string, unknown>;
}

/** What the server gives where the client does not: 1, `api`, and the name of who asks. */
type Given = "confidence" | "tool" | "annotator";
type New<T> = T extends unknown ? Omit<T, "id" | Given> & Partial<Pick<T, Extract<keyof T, Given>>> : never;

/** Body of POST /api/tracks/:id/corrections: the server gives the id. */
export type NewCorrection = New<Correction | Reversal> & {
  /** A key of the client's: posting the same key twice stores one event. */
  clientKey?: string;
};

/** A stored event, and the answer of POST /api/tracks/:id/corrections (201; 200 when the key was stored before). */
export type CorrectionView = CorrectionEvent & { createdAt: number };

/** GET /api/tracks/:id/corrections, in the order in which they were made. */
export interface CorrectionsView {
  events: CorrectionView[];
}

/** Tiles of one kind. Column c of a level begins at startSeconds + c · secondsPerColumn; tiles have tileColumns columns. */
export interface TilePyramidView {
  /** Bytes of a column: lowest and highest sample as signed bytes (waveform), the level of each band (spectrogram). */
  width: number;
  tileColumns: number;
  startSeconds: number;
  /** The finest first, each of columns twice as long as the one before; the last has one tile. */
  levels: { secondsPerColumn: number; columns: number; tiles: number }[];
}

/** GET /api/tracks/:id/tiles. */
export type TilesView =
  | {
    state: "ready";
    /** Of the tiles: give it as `v` when asking for one, which browsers then keep for good. */
    sha256: string;
    durationSeconds: number;
    waveform: TilePyramidView;
    /** Bands of equal width on the mel scale; the bytes 0 … 255 go evenly from lowDecibels to highDecibels. */
    spectrogram: TilePyramidView & { lowHz: number; highHz: number; lowDecibels: number; highDecibels: number };
  }
  | { state: "making"; progress: number };

/** GET /api/tracks/:id/pcm. */
export interface PcmView {
  sampleRate: number;
  /** 1 or 2. */
  channels: number;
  /** Samples a channel: exact when ready, by the file's headers while it is being decoded, null if they do not say. */
  samples: number | null;
  /** Samples that are there now. */
  available: number;
  state: "decoding" | "ready";
}

/** GET /api/tracks/:id/audit: the gravest kind first, within a kind the strongest. */
export interface AuditView {
  /** Whether the sound was heard for it (POST does that); without, nothing is said of level and silence. */
  heard: boolean;
  findings: AuditFinding[];
}

/** One line of GET /api/events (server-sent events, `data:` JSON). */
export type ServerEvent =
  | { type: "job"; job: JobView }
  | { type: "track"; trackId: string }
  | { type: "models" };

/** Every error answer of the API. */
export interface ApiError {
  error: { status: number; message: string };
}

/** GET /api/tracks, newest first. */
export interface TracksView {
  tracks: TrackView[];
}

/** POST /api/tracks (multipart/form-data, any field names): one entry a file, in the order sent. */
export interface UploadView {
  /** `created` is false when the same content was there already; `job` is null when its timeline is there already. */
  uploads: { track: TrackView; created: boolean; job: JobView | null }[];
}

/** GET /api/jobs (newest first), and the answer of POST /api/analyses (only the jobs there is still work for). */
export interface JobsView {
  jobs: JobView[];
}

/** GET /api/models, newest first; POST /api/models, …/promote answer a ModelView, …/retrain a JobView. */
export interface ModelsView {
  models: ModelView[];
}

/** Body of POST /api/analyses: tracks (default all) and model (default the active one). */
export interface AnalysesRequest {
  trackIds?: string[];
  modelId?: string;
}

/** Body of POST /api/models/retrain: corrected tracks to learn from (default all), parent (default the active model). */
export interface RetrainRequest {
  trackIds?: string[];
  parentId?: string;
}

/** GET /api/health. */
export interface HealthView {
  status: "ok";
  version: string;
}
