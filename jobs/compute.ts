/**
 * The port behind which all heavy work happens: decoding, features, training. Jobs ask, workers answer; `main.ts` joins them.
 * Every call runs outside the caller's thread, can be cancelled, and takes and gives plain data.
 * @module
 */
import { DECODER_CHOICES, type DecoderChoice } from "../audio/decode.ts";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { CrossValidationOptions, EvaluationReport } from "../core/evaluation/report.ts";
import type { ModelInsight } from "../core/model/insight.ts";
import type { OnProgress } from "../core/progress.ts";
import type { AuditEvidence } from "../core/review/audit_evidence.ts";
import type { Correction } from "../core/review/correction.ts";
import type { ExplainedStep } from "../formats/figures/attribution_figure.ts";
import type { FiringUnits } from "../formats/figures/song_figure.ts";

export { DECODER_CHOICES, type DecoderChoice };

export interface CallOptions {
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

export interface AnalyzeRequest {
  audioPath: string;
  /** Name that goes into the timeline; the path's base name by default. */
  name?: string;
  modelPath: string;
  /** Where to write the tiles that the track page draws; none by default. */
  tilesPath?: string;
  /** Where to write a mono WAV rendition when browsers cannot play the file (aiff); none by default. */
  renditionPath?: string;
}

export interface AnalyzeResult {
  timeline: HeatmapTimeline;
  /** Whether a rendition was written. */
  rendition: boolean;
}

/** The same piece played or recorded otherwise, or perturbed. */
export interface AudioView {
  /** The same for all pieces. */
  name: string;
  path: string;
  /** Name in `core/signal/perturb.ts`; none by default. */
  perturbation?: string;
}

/** Audio of a piece. */
export interface PieceAudio {
  /** Name of the audio file without its ending. */
  piece: string;
  path: string;
  /** Views of it that are learned from, too. */
  views?: AudioView[];
}

export interface TrainRequest {
  audio: PieceAudio[];
  /** Annotations or targets: its header says which. */
  annotationsPath: string;
  recipe: string;
  seed: number;
  /** Audio that nobody rated: the network is pre-trained on it, too. None by default. */
  unlabelled?: string[];
  /** A file of either kind whose motion the transitions are drawn to, and the share of them; none by default. */
  motion?: { path: string; share: number };
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
  /**
   * With the corrections that stand, in the order in which they were made, of verdicts those on the parent; and with those
   * that were taken back, verdicts on any model among them.
   */
  tracks: { audioPath: string; name: string; corrections: Correction[]; undone?: Correction[] }[];
}

export interface RetrainResult extends TrainResult {
  /** Why tracks were left out, in words for the user. */
  skipped: string[];
}

export interface EvaluateRequest {
  audio: PieceAudio[];
  /** As for training. */
  annotationsPath: string;
  /** A model file to score, or recipes to cross-validate. */
  subject: { modelPath: string } | CrossValidationSubject;
}

/** How to cross-validate recipes. */
export interface CrossValidationSubject extends Omit<CrossValidationOptions, "perturbed" | "unlabelledFor"> {
  /** Audio that nobody rated: networks are pre-trained on it, too. None by default. */
  unlabelled?: string[];
  /** Also with perturbed audio of the first recipe's pieces; false by default. */
  perturb?: boolean;
  /** Versions of pieces that are not learned from, only asked for; a view or a perturbation that all pieces have by name. */
  versions?: { piece: string; version: AudioView }[];
}

export interface ExplainRequest {
  modelPath: string;
  /** Hidden units to explain, the most influential. */
  units: number;
  /** A song to explain beside the model; none by default. */
  song?: {
    audioPath: string;
    /** Name in the figures; the path's base name by default. */
    name?: string;
    /** Time whose step is explained; the middle of the song by default. */
    atSeconds?: number;
  };
}

export interface ExplainResult {
  insight: ModelInsight;
  song?: { firing: FiringUnits; explained: ExplainedStep };
}

export interface AuditRequest {
  audioPath: string;
  modelPath: string;
}

/** What the workers can do. Errors carry a message that a user can act on. */
export interface Compute {
  analyze(request: AnalyzeRequest, options?: CallOptions): Promise<AnalyzeResult>;
  train(request: TrainRequest, options?: CallOptions): Promise<TrainResult>;
  /**
   * Leaves out tracks whose audio cannot be read, but for what was taken back there: to forget takes no audio. Fails where
   * that leaves nothing.
   */
  retrain(request: RetrainRequest, options?: CallOptions): Promise<RetrainResult>;
  /** The report as `moodline evaluate --out` writes it. */
  evaluate(request: EvaluateRequest, options?: CallOptions): Promise<EvaluationReport>;
  /** What the model's units hear, when they fire in a song, and why its map is as it is. */
  explain(request: ExplainRequest, options?: CallOptions): Promise<ExplainResult>;
  /** How a model's maps of a file change with the level, and in silence. */
  audit(request: AuditRequest, options?: CallOptions): Promise<AuditEvidence>;
  /** Where a model expects the emotion to go, as {@link expectedNext} says, in single precision. */
  expectation(request: { modelPath: string }, options?: CallOptions): Promise<Float32Array<ArrayBuffer> | null>;
  /** Writes the tiles of a file (`formats/tiles.ts`). */
  drawTiles(request: { audioPath: string; tilesPath: string }, options?: CallOptions): Promise<void>;
  /** Writes all samples of a file as 16-bit integers, interleaved; as `openStereo` gives them. A reader may follow. */
  decodePcm(request: { audioPath: string; pcmPath: string }, options?: CallOptions): Promise<void>;
  close(): void;
}
