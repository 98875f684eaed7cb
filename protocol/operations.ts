/**
 * The table of the HTTP API: for every operation its method, path, the action it needs, and what goes in and comes out.
 * Routes are guarded and checked by it, and the OpenAPI document is made from it.
 * @module
 */
import type { GenericSchema } from "valibot";
import type { Action } from "../core/access/policy.ts";
import * as schemas from "./schemas.ts";

export interface Answer {
  description: string;
  /** Schema of a JSON answer. */
  schema?: GenericSchema;
  /** Media type of any other answer. */
  mediaType?: string;
}

export interface Operation {
  method: "GET" | "POST";
  /** As Fresh writes it: `/api/tracks/:id`. */
  path: string;
  /** What it does, in the imperative: error messages say "Cannot <summary>". */
  summary: string;
  action: Action;
  /** What stands for `:name` in the path, beside the id. */
  params?: GenericSchema<unknown, unknown>;
  query: GenericSchema<unknown, unknown>;
  /** JSON body; a `multipart` form of files is read by the route itself. */
  body?: GenericSchema | "multipart";
  answers: Record<number, Answer>;
}

const notFound: Answer = { description: "There is no such thing in the project", schema: schemas.apiError };
const json = (description: string, schema: GenericSchema): Answer => ({ description, schema });
const file = (description: string, mediaType: string): Answer => ({ description, mediaType });

export const operations = {
  health: {
    method: "GET",
    path: "/api/health",
    summary: "tell whether the server works",
    action: "server.read",
    query: schemas.noQuery,
    answers: { 200: json("It does", schemas.healthView) },
  },
  openapi: {
    method: "GET",
    path: "/api/openapi.json",
    summary: "describe this API",
    action: "server.read",
    query: schemas.noQuery,
    answers: { 200: file("An OpenAPI 3.1 document", "application/json") },
  },
  events: {
    method: "GET",
    path: "/api/events",
    summary: "follow what happens",
    action: "job.read",
    query: schemas.noQuery,
    answers: { 200: file("Server-sent events; each `data:` is a ServerEvent", "text/event-stream") },
  },
  listTracks: {
    method: "GET",
    path: "/api/tracks",
    summary: "list tracks",
    action: "track.read",
    query: schemas.noQuery,
    answers: { 200: json("Newest first", schemas.tracksView) },
  },
  uploadTracks: {
    method: "POST",
    path: "/api/tracks",
    summary: "upload audio files",
    action: "track.create",
    query: schemas.noQuery,
    body: "multipart",
    answers: {
      201: json("One entry a file; each is queued for analysis", schemas.uploadView),
      400: json("The form is broken or holds no file", schemas.apiError),
      413: json("A file is too large; none of them was stored", schemas.apiError),
    },
  },
  getTrack: {
    method: "GET",
    path: "/api/tracks/:id",
    summary: "show a track",
    action: "track.read",
    query: schemas.noQuery,
    answers: { 200: json("The track", schemas.trackView), 404: notFound },
  },
  getAudio: {
    method: "GET",
    path: "/api/tracks/:id/audio",
    summary: "play a track",
    action: "track.read",
    query: schemas.audioQuery,
    answers: {
      200: file(
        "The audio; a rendition that browsers can play where the original is not, unless original=1",
        "audio/*",
      ),
      206: file("The range asked for", "audio/*"),
      404: notFound,
      416: { description: "The range lies outside the file" },
    },
  },
  listTiles: {
    method: "GET",
    path: "/api/tracks/:id/tiles",
    summary: "show the tiles of a track",
    action: "track.read",
    query: schemas.noQuery,
    answers: {
      200: json("What there is to paint waveform and spectrogram from, or how far it is", schemas.tilesView),
      404: notFound,
      422: json("The audio cannot be read", schemas.apiError),
    },
  },
  getTile: {
    method: "GET",
    path: "/api/tracks/:id/tiles/:kind/:level/:index",
    summary: "show a tile",
    action: "track.read",
    params: schemas.tileParams,
    query: schemas.tileQuery,
    answers: {
      200: file("Columns of bytes, one after the other; see the list of tiles", "application/octet-stream"),
      304: { description: "The tile is the one that the client has" },
      404: notFound,
    },
  },
  showPcm: {
    method: "GET",
    path: "/api/tracks/:id/pcm",
    summary: "tell of the samples of a track",
    action: "track.read",
    query: schemas.noQuery,
    answers: {
      200: json("Their number and rate. Asking begins to decode them", schemas.pcmView),
      404: notFound,
      422: json("The audio cannot be read", schemas.apiError),
    },
  },
  getPcm: {
    method: "GET",
    path: "/api/tracks/:id/pcm/samples",
    summary: "play samples",
    action: "track.read",
    query: schemas.pcmQuery,
    answers: {
      200: file(
        "`count` samples of each channel from `from` on, fewer at the end: 16-bit integers, interleaved, little-endian",
        "application/octet-stream",
      ),
      404: notFound,
      416: json("The track ends before `from`", schemas.apiError),
      422: json("The audio cannot be read", schemas.apiError),
      503: json("They are not decoded yet: ask again after `Retry-After` seconds", schemas.apiError),
    },
  },
  getTimeline: {
    method: "GET",
    path: "/api/tracks/:id/timeline",
    summary: "show a timeline",
    action: "track.read",
    query: schemas.timelineQuery,
    answers: {
      200: file(
        "`.moodline.json` of the model (default: the active one), with the corrections when corrected=1",
        "application/json",
      ),
      404: notFound,
    },
  },
  getTimelineColumns: {
    method: "GET",
    path: "/api/tracks/:id/timeline/columns",
    summary: "show a timeline in columns",
    action: "track.read",
    query: schemas.modelQuery,
    answers: {
      200: file(
        "The same numbers as the timeline of the model (default: the active one) has, as docs/formats/timeline.md lays them out",
        "application/octet-stream",
      ),
      304: { description: "The timeline is the one that the client has" },
      404: notFound,
    },
  },
  explainMap: {
    method: "GET",
    path: "/api/tracks/:id/attribution",
    summary: "explain a map",
    action: "track.read",
    query: schemas.attributionQuery,
    answers: {
      200: file(
        "A figure: what in the sound moved the model's map (default: the active model) at that second from that of mean music",
        "image/svg+xml",
      ),
      400: json("The track has no such second", schemas.apiError),
      404: notFound,
    },
  },
  exportTimeline: {
    method: "GET",
    path: "/api/tracks/:id/export",
    summary: "export a timeline",
    action: "track.read",
    query: schemas.exportQuery,
    answers: { 200: file("The timeline in the format asked for", "*/*"), 404: notFound },
  },
  drawMaps: {
    method: "GET",
    path: "/api/tracks/:id/figure",
    summary: "draw maps",
    action: "track.read",
    query: schemas.figureQuery,
    answers: {
      200: file(
        "A figure: maps of the steps from … to (all by default; of more than maps, 8 by default, evenly spaced ones) in a row",
        "image/svg+xml",
      ),
      400: json("No step begins in the range", schemas.apiError),
      404: notFound,
    },
  },
  getAudit: {
    method: "GET",
    path: "/api/tracks/:id/audit",
    summary: "audit a timeline",
    action: "track.read",
    query: schemas.modelQuery,
    answers: {
      200: json("Ranges of the model's timeline (default: the active model) that are worth a look", schemas.auditView),
      404: notFound,
    },
  },
  startAudit: {
    method: "POST",
    path: "/api/tracks/:id/audit",
    summary: "hear a track for its audit",
    action: "job.create",
    query: schemas.modelQuery,
    answers: { 202: json("The job; one that waits already is the same", schemas.jobView), 404: notFound },
  },
  listCorrections: {
    method: "GET",
    path: "/api/tracks/:id/corrections",
    summary: "list corrections",
    action: "correction.read",
    query: schemas.noQuery,
    answers: { 200: json("In the order in which they were made", schemas.correctionsView), 404: notFound },
  },
  addCorrection: {
    method: "POST",
    path: "/api/tracks/:id/corrections",
    summary: "save a correction",
    action: "correction.create",
    query: schemas.noQuery,
    body: schemas.newCorrection,
    answers: {
      200: json("It was stored before, under the same clientKey", schemas.correctionView),
      201: json("The stored event", schemas.correctionView),
      400: json("The event does not make sense", schemas.apiError),
      404: notFound,
      409: json("The clientKey belongs to another event", schemas.apiError),
    },
  },
  listJobs: {
    method: "GET",
    path: "/api/jobs",
    summary: "list jobs",
    action: "job.read",
    query: schemas.jobsQuery,
    answers: { 200: json("Newest first, 500 unless limit says otherwise", schemas.jobsView) },
  },
  getJob: {
    method: "GET",
    path: "/api/jobs/:id",
    summary: "show a job",
    action: "job.read",
    query: schemas.noQuery,
    answers: { 200: json("The job", schemas.jobView), 404: notFound },
  },
  cancelJob: {
    method: "POST",
    path: "/api/jobs/:id/cancel",
    summary: "cancel a job",
    action: "job.cancel",
    query: schemas.noQuery,
    answers: { 200: json("The job; one that has ended stays as it is", schemas.jobView), 404: notFound },
  },
  analyze: {
    method: "POST",
    path: "/api/analyses",
    summary: "analyse tracks",
    action: "job.create",
    query: schemas.noQuery,
    body: schemas.analysesRequest,
    answers: { 202: json("A job for each track that has no such timeline yet", schemas.jobsView), 404: notFound },
  },
  listModels: {
    method: "GET",
    path: "/api/models",
    summary: "list models",
    action: "model.read",
    query: schemas.noQuery,
    answers: { 200: json("Newest first", schemas.modelsView) },
  },
  uploadModel: {
    method: "POST",
    path: "/api/models",
    summary: "add a model",
    action: "model.create",
    query: schemas.noQuery,
    body: "multipart",
    answers: {
      200: json("The project has this very file already", schemas.modelView),
      201: json("The version; it is not active until promoted", schemas.modelView),
      400: json("There is not exactly one file, or it is malformed", schemas.apiError),
      413: json("The file is too large", schemas.apiError),
    },
  },
  getModel: {
    method: "GET",
    path: "/api/models/:id",
    summary: "show a model",
    action: "model.read",
    query: schemas.noQuery,
    answers: { 200: json("The version with its card", schemas.modelView), 404: notFound },
  },
  getModelFile: {
    method: "GET",
    path: "/api/models/:id/file",
    summary: "download a model",
    action: "model.read",
    query: schemas.noQuery,
    answers: { 200: file("The model file", "application/octet-stream"), 404: notFound },
  },
  getExpectation: {
    method: "GET",
    path: "/api/models/:id/expectation",
    summary: "tell where the emotion goes next",
    action: "model.read",
    query: schemas.noQuery,
    answers: {
      200: file(
        "p(next cell | present cell), [121, 121] little-endian 32-bit floats, a row for each present cell",
        "application/octet-stream",
      ),
      204: { description: "The model's steps do not depend on each other" },
      404: notFound,
    },
  },
  promoteModel: {
    method: "POST",
    path: "/api/models/:id/promote",
    summary: "promote a model",
    action: "model.promote",
    query: schemas.noQuery,
    answers: {
      200: json("The version, now active. Promoting an earlier one rolls back", schemas.modelView),
      404: notFound,
    },
  },
  retrain: {
    method: "POST",
    path: "/api/models/retrain",
    summary: "retrain a model",
    action: "job.create",
    query: schemas.noQuery,
    body: schemas.retrainRequest,
    answers: {
      202: json("The job; its modelId names the new version when it is done", schemas.jobView),
      404: notFound,
      409: json("There is nothing to learn from", schemas.apiError),
    },
  },
  exportSummary: {
    method: "GET",
    path: "/api/summary.csv",
    summary: "summarise all tracks",
    action: "track.read",
    query: schemas.modelQuery,
    answers: { 200: file("One row a song, by the model (default: the active one)", "text/csv"), 404: notFound },
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
