/**
 * Messages between the pool and its workers.
 * @module
 */
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { KernelName } from "../core/kernels.ts";
import type { Prediction } from "../core/model/model.ts";
import type { Progress } from "../core/progress.ts";
import type { StepFeatures } from "../core/signal/step_features.ts";
import type {
  AnalyzeRequest,
  AnalyzeResult,
  EvaluateRequest,
  ExplainRequest,
  ExplainResult,
  RetrainRequest,
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
  /** Step features of one audio file. */
  features: { request: { audioPath: string }; result: StepFeatures };
  train: { request: TrainRequest & { features: StepFeatures[] }; result: TrainResult };
  evaluate: { request: EvaluateRequest & { features: StepFeatures[] }; result: Record<string, unknown> };
  retrain: { request: RetrainRequest; result: TrainResult };
  explain: { request: ExplainRequest; result: ExplainResult };
}

export type TaskName = keyof Tasks;

/** Which kernels a worker has, and how many threads they may use. */
export interface WorkerKernels {
  kernels?: KernelName;
  threads: number;
}

/** Pool → worker. The first message says which kernels it has. */
export type ToWorker = WorkerKernels | { [N in TaskName]: { task: N; request: Tasks[N]["request"] } }[TaskName];

/** Worker → pool. */
export type FromWorker =
  | { kind: "ready" }
  | { kind: "progress"; progress: Progress }
  | { kind: "done"; result: Tasks[TaskName]["result"] }
  | { kind: "failed"; name: string; message: string; stack?: string };
