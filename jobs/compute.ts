/**
 * The port behind which all heavy work happens: decoding, features, training. Jobs ask, workers answer; `main.ts` joins them.
 * Every call runs outside the caller's thread, can be cancelled, and takes and gives plain data.
 * @module
 */
import { DECODER_CHOICES, type DecoderChoice } from "../audio/decode.ts";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { OnProgress } from "../core/progress.ts";
import type { MoveCorrection } from "../core/review/correction.ts";

export { DECODER_CHOICES, type DecoderChoice };

export interface CallOptions {
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** Lowest and highest sample of each bucket, [2·buckets], as signed bytes; `secondsPerPeak` a bucket. */
export interface Waveform {
  secondsPerPeak: number;
  peaks: Int8Array;
}

export interface AnalyzeRequest {
  audioPath: string;
  /** Name that goes into the timeline; the path's base name by default. */
  name?: string;
  modelPath: string;
  /** Whether to draw the waveform too. */
  waveform: boolean;
  /** Where to write a mono WAV rendition when browsers cannot play the file (aiff); none by default. */
  renditionPath?: string;
}

export interface AnalyzeResult {
  timeline: HeatmapTimeline;
  /** If it was asked for. */
  waveform: Waveform | null;
  /** Whether a rendition was written. */
  rendition: boolean;
}

export interface TrainRequest {
  /** Audio file of each piece by its name (the file name without its ending). */
  audio: { piece: string; path: string }[];
  annotationsPath: string;
  recipe: string;
  seed: number;
}

export interface TrainResult {
  /** The bytes of the model file. */
  model: Uint8Array;
  summary: Record<string, unknown>;
}

export interface RetrainRequest {
  parentPath: string;
  /** Model id to write into the new file. */
  modelId: string;
  tracks: { audioPath: string; name: string; moves: MoveCorrection[] }[];
}

export interface EvaluateRequest {
  audio: { piece: string; path: string }[];
  annotationsPath: string;
  /** A model file to score, or recipes to cross-validate; with the control of shuffled ratings if asked for. */
  subject: { modelPath: string } | { recipes: string[]; folds: number; seed: number; control: boolean };
}

/** What the workers can do. Errors carry a message that a user can act on. */
export interface Compute {
  analyze(request: AnalyzeRequest, options?: CallOptions): Promise<AnalyzeResult>;
  train(request: TrainRequest, options?: CallOptions): Promise<TrainResult>;
  retrain(request: RetrainRequest, options?: CallOptions): Promise<TrainResult>;
  /** The report as `moodline evaluate --out` writes it. */
  evaluate(request: EvaluateRequest, options?: CallOptions): Promise<Record<string, unknown>>;
  close(): void;
}
