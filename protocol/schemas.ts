/**
 * The API's JSON as valibot schemas: what requests are checked against and the OpenAPI document is made from.
 * Each is checked by the compiler against its type in `api.ts`.
 * @module
 */
import * as v from "valibot";
import { AUDIT_KINDS } from "../core/review/audit.ts";
import type * as api from "./api.ts";
import { coordinate, count, id, millisecondsSince1970, share } from "./schema_parts.ts";

export { correctionsView, correctionView, newCorrection } from "./correction_schemas.ts";

/** Longest list of ids in a request. */
const MAX_IDS = 100_000;

export const jobView: v.GenericSchema<api.JobView> = v.object({
  id,
  kind: v.picklist(["analyze", "retrain", "audit"]),
  state: v.picklist(["queued", "running", "done", "failed", "cancelled"]),
  progress: share,
  message: v.string(),
  trackId: v.nullable(id),
  modelId: v.nullable(id),
  createdAt: millisecondsSince1970,
  updatedAt: millisecondsSince1970,
});

export const jobsView: v.GenericSchema<api.JobsView> = v.object({ jobs: v.array(jobView) });

export const trackView: v.GenericSchema<api.TrackView> = v.object({
  id,
  name: v.string(),
  sha256: v.string(),
  durationSeconds: v.nullable(v.number()),
  createdAt: millisecondsSince1970,
  timelines: v.array(v.object({ modelId: id, modelName: v.string(), createdAt: millisecondsSince1970 })),
  summary: v.nullable(v.object({ valence: coordinate, arousal: coordinate, entropyNats: v.number() })),
  correctionCount: count,
});

export const tracksView: v.GenericSchema<api.TracksView> = v.object({ tracks: v.array(trackView) });

export const uploadView: v.GenericSchema<api.UploadView> = v.object({
  uploads: v.array(v.object({ track: trackView, created: v.boolean(), job: v.nullable(jobView) })),
});

export const modelView: v.GenericSchema<api.ModelView> = v.object({
  id,
  name: v.string(),
  sha256: v.string(),
  parentId: v.nullable(id),
  recipe: v.string(),
  active: v.boolean(),
  createdAt: millisecondsSince1970,
  bytes: count,
  card: v.record(v.string(), v.unknown()),
});

export const modelsView: v.GenericSchema<api.ModelsView> = v.object({ models: v.array(modelView) });

const tilePyramid = {
  width: count,
  tileColumns: count,
  startSeconds: v.number(),
  levels: v.array(v.object({ secondsPerColumn: v.number(), columns: count, tiles: count })),
};

export const tilesView: v.GenericSchema<api.TilesView> = v.variant("state", [
  v.object({
    state: v.literal("ready"),
    sha256: v.string(),
    durationSeconds: v.number(),
    waveform: v.object(tilePyramid),
    spectrogram: v.object({
      ...tilePyramid,
      lowHz: v.number(),
      highHz: v.number(),
      lowDecibels: v.number(),
      highDecibels: v.number(),
    }),
  }),
  v.object({ state: v.literal("making"), progress: share }),
]);

export const pcmView: v.GenericSchema<api.PcmView> = v.object({
  sampleRate: v.number(),
  channels: count,
  samples: v.nullable(count),
  available: count,
  state: v.picklist(["decoding", "ready"]),
});

export const auditView: v.GenericSchema<api.AuditView> = v.object({
  heard: v.boolean(),
  findings: v.array(v.object({
    kind: v.picklist(Object.keys(AUDIT_KINDS) as (keyof typeof AUDIT_KINDS)[]),
    startSeconds: v.number(),
    endSeconds: v.number(),
    strength: v.number(),
    corrections: v.optional(count),
  })),
});

const trackIds = v.optional(v.pipe(v.array(id), v.maxLength(MAX_IDS)));

export const analysesRequest: v.GenericSchema<api.AnalysesRequest> = v.strictObject({
  trackIds,
  modelId: v.optional(id),
});

export const retrainRequest: v.GenericSchema<api.RetrainRequest> = v.strictObject({
  trackIds,
  parentId: v.optional(id),
});

export const apiError: v.GenericSchema<api.ApiError> = v.object({
  error: v.object({ status: v.pipe(v.number(), v.integer()), message: v.string() }),
});

export const healthView: v.GenericSchema<api.HealthView> = v.object({ status: v.literal("ok"), version: v.string() });

/** What a page of jobs may be asked for. */
export const jobsQuery = v.strictObject({
  state: v.optional(v.picklist(["queued", "running", "done", "failed", "cancelled"])),
  limit: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,4}$/, "1 … 99999"), v.transform(Number))),
});

const natural = (name: string, mostDigits: number) =>
  v.pipe(v.string(), v.regex(new RegExp(`^\\d{1,${mostDigits}}$`), name), v.transform(Number));

export const tileParams = v.object({
  kind: v.picklist(["waveform", "spectrogram"]),
  level: natural("0 … 99", 2),
  index: natural("0 … 9999999", 7),
});
/** `v` is the hash of the tiles: the address of a tile then never means another. */
export const tileQuery = v.strictObject({ v: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "a SHA-256"))) });

/** Most samples of one answer: 12 s at 44.1 kHz. */
const MOST_PCM_SAMPLES = 2 ** 19;
export const pcmQuery = v.strictObject({
  from: natural("0 … 99999999999", 11),
  count: v.pipe(natural("a whole number", 6), v.minValue(1), v.maxValue(MOST_PCM_SAMPLES)),
});

const flag = v.optional(v.picklist(["0", "1"]));

export const audioQuery = v.strictObject({ original: flag });
export const timelineQuery = v.strictObject({ model: v.optional(id), corrected: flag });
export const attributionQuery = v.strictObject({
  model: v.optional(id),
  second: v.pipe(v.string(), v.regex(/^\d{1,6}$/, "0 … 999999"), v.transform(Number)),
});
/** Most maps of one figure. */
const MAX_MAPS = 200;
const secondsText = v.pipe(v.string(), v.regex(/^\d{1,6}(\.\d{1,6})?$/, "0 … 999999"), v.transform(Number));
export const figureQuery = v.strictObject({
  model: v.optional(id),
  corrected: flag,
  from: v.optional(secondsText),
  to: v.optional(secondsText),
  maps: v.optional(v.pipe(
    v.string(),
    v.regex(/^\d{1,3}$/, `1 … ${MAX_MAPS}`),
    v.transform(Number),
    v.minValue(1),
    v.maxValue(MAX_MAPS),
  )),
});
export const exportQuery = v.strictObject({
  format: v.pipe(v.string(), v.maxLength(64)),
  model: v.optional(id),
  corrected: flag,
});
export const modelQuery = v.strictObject({ model: v.optional(id) });
export const noQuery = v.strictObject({});
