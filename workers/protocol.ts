/**
 * Messages between the pool and its workers.
 * @module
 */
import type { DecoderChoice } from "../audio/decode.ts";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { EvaluationReport } from "../core/evaluation/report.ts";
import type { KernelName } from "../core/kernels.ts";
import type { Prediction } from "../core/model/model.ts";
import type { Progress } from "../core/progress.ts";
import type { AuditEvidence } from "../core/review/audit_evidence.ts";
import type { StepFeatures } from "../core/signal/step_features.ts";
import type { StepFrameSpec } from "../core/signal/step_spectrum_spec.ts";
import type {
  AnalyzeRequest,
  AnalyzeResult,
  AuditRequest,
  EvaluateRequest,
  ExplainRequest,
  ExplainResult,
  RetrainRequest,
  RetrainResult,
  TrainRequest,
  TrainResult,
} from "../jobs/compute.ts";

/**
 * An analysis on its way: heatmaps as one block, which is far smaller than as steps. `workers/compute.ts` makes the
 * timeline of it.
 */
export interface PackedAnalysis extends Omit<AnalyzeResult, "timeline"> {
  timeline: Omit<HeatmapTimeline, "steps">;
  prediction: Prediction;
}

/** What a worker can be asked for: the request and the result of each task. */
export interface Tasks {
  analyze: { request: AnalyzeRequest; result: PackedAnalysis };
  /** Step features of one audio file, after a perturbation where one is named. */
  features: { request: { audioPath: string; spec: StepFrameSpec; perturbation?: string }; result: StepFeatures };
  train: { request: TrainRequest & { heard: HeardPieces }; result: TrainResult };
  /** With the features of every piece for each specification that the subject needs. */
  evaluate: {
    request: EvaluateRequest & { heard: HeardPieces[]; perturbed?: PerturbedHearing };
    result: EvaluationReport;
  };
  retrain: { request: RetrainRequest; result: RetrainResult };
  drawTiles: { request: { audioPath: string; tilesPath: string }; result: void };
  decodePcm: { request: { audioPath: string; pcmPath: string }; result: void };
  explain: { request: ExplainRequest; result: ExplainResult };
  audit: { request: AuditRequest; result: AuditEvidence };
  expectation: { request: { modelPath: string }; result: Float32Array<ArrayBuffer> | null };
}

/** Features of pieces, in their order, for one specification. */
export interface HeardPieces {
  spec: StepFrameSpec;
  features: StepFeatures[];
  /** Of each piece's views, in their order. */
  views?: StepFeatures[][];
  /** Music that nobody rated. */
  unlabelled?: StepFeatures[];
}

/** Pieces after each perturbation or in another version, by name; those that cannot be made here, with the reason. */
export interface PerturbedHearing {
  features: Record<string, { piece: string; features: StepFeatures }[]>;
  skipped: Record<string, string>;
}

export type TaskName = keyof Tasks;

/** What a worker works with. */
export interface WorkerSetup {
  kernels?: KernelName;
  /** Threads that its kernels may use. */
  threads: number;
  /** What decodes the audio that it analyses; what is learned from is always decoded by npm packages. Default `npm`. */
  decoder?: DecoderChoice;
  /** Folder of the feature cache; none by default. */
  cacheFolder?: string;
}

/** The first message to a worker. */
export interface WorkerStart extends WorkerSetup {
  /** [1], shared: not 0 when nobody waits for the worker any more. */
  stopped: Int32Array;
}

/** Pool → worker. The first message says what it works with. */
export type ToWorker = WorkerStart | { [N in TaskName]: { task: N; request: Tasks[N]["request"] } }[TaskName];

/** Worker → pool. */
export type FromWorker =
  | { kind: "ready" }
  | { kind: "progress"; progress: Progress }
  | { kind: "done"; result: Tasks[TaskName]["result"] }
  | { kind: "failed"; name: string; message: string; stack?: string };
