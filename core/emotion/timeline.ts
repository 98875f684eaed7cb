/**
 * A heatmap timeline: what the `.moodline.json` contract holds, as types. Reading and writing bytes is `formats/`.
 * @module
 */
import type { Point } from "./grid.ts";

/** The piece of audio a timeline tells about. */
export interface TimelineSource {
  /** File name without its folder. */
  name: string;
  /** SHA-256 of the file's bytes, 64 hex digits. */
  sha256: string;
  durationSeconds: number;
  /** Rate of the file itself, in Hz. */
  sampleRate: number;
}

/** The model that made a timeline. */
export interface TimelineModel {
  id: string;
  /** SHA-256 of the model file's bytes, 64 hex digits. */
  sha256: string;
  recipe: string;
}

/** One column of a timeline. */
export interface TimelineStep {
  startSeconds: number;
  /** 121 probabilities > 0, sum 1; index as in `grid.ts`. */
  heatmap: number[];
  /** Posterior mean. */
  mean: Point;
  /** Entropy of the heatmap: how much listeners are expected to differ. */
  entropyNats: number;
  /** What the model does not know; null without a committee. */
  epistemicNats: number | null;
  /** Cell of the most probable path (Viterbi) at this step. */
  path: number;
}

/** Second-by-second heatmaps of one piece: ceil(durationSeconds / stepSeconds) steps. */
export interface HeatmapTimeline {
  source: TimelineSource;
  model: TimelineModel;
  stepSeconds: number;
  steps: TimelineStep[];
}
