/**
 * Whether probabilities mean what they say: reliability in bins of equal mass, and the expected calibration error.
 * @module
 */

/** Predictions that are alike, and what came of them. */
export interface ReliabilityBin {
  /** Mean predicted probability, and the share of times that it came true. */
  predicted: number;
  observed: number;
  /** Share of all weight that lies in the bin; all bins together 1. */
  share: number;
}

/** Chances that were predicted: n of them in three columns. */
export interface Chances {
  /** [n] probability that was predicted. */
  predicted: Float64Array;
  /** [n] how often it came true, 0 … weight. */
  came: Float64Array;
  /** [n] how often it was tried, > 0. */
  weight: Float64Array;
}

/** The same chances, ascending by what was predicted. Cost O(n log n). */
export function ascending({ predicted, came, weight }: Chances): Chances {
  const order = Uint32Array.from(predicted, (_, i) => i).sort((a, b) => predicted[a] - predicted[b]);
  const sorted = (column: Float64Array) => Float64Array.from(order, (i) => column[i]);
  return { predicted: sorted(predicted), came: sorted(came), weight: sorted(weight) };
}

/** As many as Guo et al. use. */
export const RELIABILITY_BINS = 15;

/**
 * Bins of equal mass, ascending by predicted probability: a bin closes when it holds its share of all mass, and never between two
 * chances of the same probability (so there may be fewer bins, one for a map that is flat).
 * @param chances {@link ascending}. Cost O(n).
 * @param mass what is shared out evenly: the `weight` (as many trials a bin), or what was `predicted` (as many successes a bin).
 * @returns at most {@link RELIABILITY_BINS} bins; none of nothing.
 */
export function reliabilityBins(chances: Chances, mass: "weight" | "predicted"): ReliabilityBin[] {
  const { predicted, came, weight } = chances, count = predicted.length;
  const massOf = (i: number) => mass === "weight" ? weight[i] : weight[i] * predicted[i];
  let allMass = 0, allWeight = 0;
  for (let i = 0; i < count; i++) {
    allMass += massOf(i);
    allWeight += weight[i];
  }
  const bins: ReliabilityBin[] = [];
  let sum = 0, quota = allMass / RELIABILITY_BINS, trials = 0, expected = 0, successes = 0;
  for (let i = 0; i < count; i++) {
    sum += massOf(i);
    trials += weight[i];
    expected += weight[i] * predicted[i];
    successes += came[i];
    const full = sum >= quota * (1 - 1e-12);
    if (i + 1 < count && (!full || predicted[i + 1] === predicted[i])) continue;
    bins.push({ predicted: expected / trials, observed: successes / trials, share: trials / allWeight });
    trials = expected = successes = 0;
    // Many chances of one probability may have filled several bins: the others share what is left.
    quota = sum + (allMass - sum) / Math.max(1, RELIABILITY_BINS - bins.length);
  }
  return bins;
}

/** Expected calibration error (Naeini et al. 2015): Σ share·|observed - predicted|, 0 … 1; 0 of nothing. */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  return bins.reduce((sum, { share, predicted, observed }) => sum + share * Math.abs(observed - predicted), 0);
}
