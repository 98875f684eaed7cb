/**
 * How sure a difference between two systems is.
 * @module
 */
import type { Random } from "../random.ts";
import { mean } from "../statistics.ts";

/** A mean difference with the interval that holds it. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
}

/**
 * Paired bootstrap over pieces (Efron & Tibshirani 1993, §16): the mean of the pieces' differences, and the percentile
 * interval of that mean over resampled pieces. Pieces, not ratings, are drawn: ratings of a piece are not independent.
 * @param differences one a piece; none give NaN.
 * @param level share of resamples within the interval, 0 … 1.
 */
export function pairedBootstrap(
  differences: readonly number[],
  random: Random,
  resamples = 5000,
  level = 0.95,
): Interval {
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < differences.length; i++) sum += differences[random.integer(differences.length)];
    return sum / differences.length;
  }).sort();
  const outside = Math.floor((1 - level) / 2 * resamples);
  return { mean: mean(differences), low: means[outside], high: means[resamples - 1 - outside] };
}
