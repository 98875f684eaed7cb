/**
 * Five numbers that describe what the annotators of a step said: a normal distribution over the plane.
 * @module
 */
import { ratingsAtStep } from "../../annotation/labels.ts";
import { LEAST_DEVIATION, MOST_CORRELATION, type PlaneGaussian } from "../../emotion/plane_gaussian.ts";
import { STEP_SECONDS } from "../../model/model.ts";
import type { TrainingPiece } from "../../model/training_piece.ts";

/** Mean arousal and valence, variances of arousal and valence, correlation. */
export const PARAMETERS = 5;

/** The parameters at each rated step; variances are over the annotators, the correlation is 0 where one does not vary. */
export function ratedParameters({ series, features }: TrainingPiece): { step: number; values: number[] }[] {
  return Array.from(
    { length: features.steps },
    (_, step) => ({ step, ratings: ratingsAtStep(series, step, STEP_SECONDS) }),
  )
    .filter(({ ratings }) => ratings.length > 0)
    .map(({ step, ratings }) => {
      const mean = (of: (rating: { arousal: number; valence: number }) => number) =>
        ratings.reduce((sum, rating) => sum + of(rating), 0) / ratings.length;
      const a = mean(({ arousal }) => arousal), v = mean(({ valence }) => valence);
      const aa = mean(({ arousal }) => (arousal - a) ** 2), vv = mean(({ valence }) => (valence - v) ** 2);
      const both = Math.sqrt(aa * vv), av = mean(({ arousal, valence }) => (arousal - a) * (valence - v));
      return { step, values: [a, v, aa, vv, both > 1e-9 ? av / both : 0] };
    });
}

/**
 * The distribution of predicted parameters, made valid: a linear model may give negative variances and correlations beyond ±1.
 * @param parameters [5]
 */
export function validGaussian(parameters: ArrayLike<number>): PlaneGaussian {
  const arousal = Math.max(LEAST_DEVIATION ** 2, parameters[2]),
    valence = Math.max(LEAST_DEVIATION ** 2, parameters[3]);
  const correlation = Math.max(-MOST_CORRELATION, Math.min(MOST_CORRELATION, parameters[4]));
  return {
    mean: { arousal: parameters[0], valence: parameters[1] },
    ...{ arousal, valence, covariance: correlation * Math.sqrt(arousal * valence) },
  };
}
