/**
 * From points to heatmaps: how far ratings of unheard music scatter about what was predicted.
 * @module
 */
import { ratingsAtStep } from "../../annotation/labels.ts";
import type { PlaneGaussian } from "../../emotion/plane_gaussian.ts";
import { STEP_SECONDS } from "../../model/model.ts";
import type { TrainingPiece } from "../../model/training_piece.ts";
import { gaussianMaps } from "./baseline.ts";

/** Covariance of ratings about predictions. */
export type Scatter = Omit<PlaneGaussian, "mean">;

/**
 * Σ = mean over pieces of the mean of (y - ŷ)·(y - ŷ)ᵀ over every annotator's rating y at every step. It holds both how raters
 * differ and how far off the prediction is, so the points must come from a fit that has not heard the piece.
 * @param points of each piece, [T, 2]: arousal, valence.
 * @returns zeros if nobody rated anything.
 */
export function residualScatter(pieces: readonly TrainingPiece[], points: readonly Float64Array[]): Scatter {
  const total = { arousal: 0, covariance: 0, valence: 0 };
  let rated = 0;
  pieces.forEach(({ series, features }, i) => {
    const sum = { arousal: 0, covariance: 0, valence: 0 };
    let ratings = 0;
    for (let t = 0; t < features.steps; t++) {
      for (const { arousal, valence } of ratingsAtStep(series, t, STEP_SECONDS)) {
        const a = arousal - points[i][2 * t], v = valence - points[i][2 * t + 1];
        sum.arousal += a * a;
        sum.covariance += a * v;
        sum.valence += v * v;
        ratings++;
      }
    }
    if (ratings === 0) return;
    rated++;
    for (const key of ["arousal", "covariance", "valence"] as const) total[key] += sum[key] / ratings;
  });
  const share = 1 / Math.max(1, rated);
  return { arousal: share * total.arousal, covariance: share * total.covariance, valence: share * total.valence };
}

/** Maps [T, 121] of points [T, 2] that all scatter alike. */
export function scatteredMaps(points: Float64Array, scatter: Scatter): Float64Array {
  return gaussianMaps(points.length / 2, (t) => ({
    mean: { arousal: points[2 * t], valence: points[2 * t + 1] },
    ...scatter,
  }));
}
