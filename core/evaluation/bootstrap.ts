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

export interface BootstrapOptions {
  /** Default 5000. */
  resamples?: number;
  /** Share of resamples within the interval, 0 … 1. Default .95. */
  level?: number;
  /** Of each difference, what it is drawn together with (its album, say). By default each is drawn on its own. */
  clusters?: readonly string[];
}

/**
 * Paired bootstrap over pieces (Efron & Tibshirani 1993, §16): the mean of the pieces' differences, and the percentile
 * interval of that mean over resampled pieces. Pieces, not ratings, are drawn: ratings of a piece are not independent. Nor are
 * pieces of one cluster, where there are clusters: those are drawn whole, and the mean is over the pieces that were drawn.
 * @param differences one a piece; none give NaN.
 */
export function pairedBootstrap(
  differences: readonly number[],
  random: Random,
  { resamples = 5000, level = 0.95, clusters }: BootstrapOptions = {},
): Interval {
  const { sums, sizes } = clusterSums(differences, clusters);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0, size = 0;
    for (let i = 0; i < sums.length; i++) {
      const drawn = random.integer(sums.length);
      sum += sums[drawn];
      size += sizes[drawn];
    }
    return sum / size;
  }).sort();
  const outside = Math.floor((1 - level) / 2 * resamples);
  return { mean: mean(differences), low: means[outside], high: means[resamples - 1 - outside] };
}

/** What is drawn whole: sum and number of its differences. */
function clusterSums(differences: readonly number[], clusters?: readonly string[]) {
  if (clusters === undefined) return { sums: differences, sizes: differences.map(() => 1) };
  const groups = [...Map.groupBy(differences.keys(), (i) => clusters[i]).values()];
  return {
    sums: groups.map((group) => group.reduce((sum, i) => sum + differences[i], 0)),
    sizes: groups.map((group) => group.length),
  };
}
