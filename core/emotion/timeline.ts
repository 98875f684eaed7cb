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
  /** Entropy of the heatmap: how much listeners are expected to differ, and what the model does not know. */
  entropyNats: number;
  /**
   * What the model does not know: how much the members of its committee disagree about the cell, 0 (not at all) … the
   * logarithm of their number. Null without a committee.
   */
  epistemicNats: number | null;
  /** Cell of the most probable path (Viterbi) at this step. */
  path: number;
  /** How unlike the training music the passage up to here is; 1 is the limit. Absent where the model can not tell. */
  unfamiliarity?: number;
}

/** Second-by-second heatmaps of one piece: ceil(durationSeconds / stepSeconds) steps. */
export interface HeatmapTimeline {
  source: TimelineSource;
  model: TimelineModel;
  stepSeconds: number;
  /** How unlike the training music the whole piece is; above 1 it is flagged. Absent where the model can not tell. */
  unfamiliarity?: number;
  steps: TimelineStep[];
}
