/**
 * How wrong predictions of pieces are beyond what the raters' own noise explains: the scale of a committee.
 * @module
 */
import { meanRatings } from "../annotation/labels.ts";
import { mean } from "../statistics.ts";
import { type Heard, PREDICTIONS } from "./hearing.ts";
import { STEP_SECONDS } from "./model.ts";
import type { RatedStep, TrainingPiece } from "./training_piece.ts";

/** A hearing of a training piece as a committee is fitted to it. */
export interface CommitteePiece {
  piece: TrainingPiece;
  /** Number of the piece: hearings of one are drawn together. */
  owner: number;
  /** By the ear of the whole training. */
  heard: Heard;
  /** Whether that ear hears the past alone. */
  past: boolean;
  rated: readonly RatedStep[];
  /** Predictions by a listener that has not heard the piece, [T, 4]. */
  honest: Float64Array;
}

const AXES = ["arousal", "valence"] as const;

/**
 * Squared errors of honest predictions less the squared standard error of what they are compared with, [4]:
 * of the song's mean (rater means that differ: variance of the raters' means over their number), and mean over the rated steps
 * of the deviations from it (variance of the raters' own deviations over their number). Either may be negative; a single
 * rater's noise is not known, and taken as 0. A piece without a rated step has zeros.
 */
export function committeeErrors({ piece, rated, honest }: CommitteePiece): Float64Array {
  const out = new Float64Array(PREDICTIONS), raters = raterDeviations(piece);
  AXES.forEach((axis, o) => {
    if (rated.length === 0) return;
    const said = mean(rated.map((one) => one[axis]));
    const predicted = mean(rated.map(({ step }) => honest[step * PREDICTIONS + o]));
    out[o] = (predicted - said) ** 2 - squaredStandardError(raters.map((rater) => rater[axis].mean));
    for (const one of rated) {
      const error = honest[one.step * PREDICTIONS + AXES.length + o] - (one[axis] - said);
      const deviations = raters.map((rater) => rater[axis].deviations[one.step]).filter(Number.isFinite);
      out[AXES.length + o] += (error ** 2 - squaredStandardError(deviations)) / rated.length;
    }
  });
  return out;
}

/** Each rater's mean over the steps that they rated, and deviations from it, [T], NaN where they had not rated. */
function raterDeviations({ series, features: { steps } }: TrainingPiece) {
  return series.map((one) => {
    const held = meanRatings([one], steps, STEP_SECONDS);
    const about = (values: Float64Array) => {
      const own = mean([...values].filter(Number.isFinite));
      return { mean: own, deviations: values.map((value) => value - own) };
    };
    return { arousal: about(held.arousal), valence: about(held.valence) };
  }).filter(({ arousal }) => Number.isFinite(arousal.mean));
}

function squaredStandardError(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const about = mean(values), n = values.length;
  return values.reduce((sum, value) => sum + (value - about) ** 2, 0) / (n - 1) / n;
}
