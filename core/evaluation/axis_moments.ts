/**
 * Predicted against rated means on one axis: what of the error lies between pieces and what within them.
 * @module
 */

/** Moments over the bins of one piece (of N, not N - 1). */
export interface AxisMoments {
  bins: number;
  predictedMean: number;
  observedMean: number;
  predictedVariance: number;
  observedVariance: number;
  covariance: number;
}

/** Moments of pairs, in two passes; NaN without pairs. */
export function axisMoments(predicted: readonly number[], observed: readonly number[]): AxisMoments {
  const bins = predicted.length;
  const average = (term: (i: number) => number) => predicted.reduce((sum, _, i) => sum + term(i), 0) / bins;
  const predictedMean = average((i) => predicted[i]), observedMean = average((i) => observed[i]);
  return {
    bins,
    predictedMean,
    observedMean,
    predictedVariance: average((i) => (predicted[i] - predictedMean) ** 2),
    observedVariance: average((i) => (observed[i] - observedMean) ** 2),
    covariance: average((i) => (predicted[i] - predictedMean) * (observed[i] - observedMean)),
  };
}

/** The moments of all bins together, every bin alike (Chan et al. 1983); NaN without bins. */
export function pooledMoments(pieces: readonly AxisMoments[]): AxisMoments {
  const bins = pieces.reduce((sum, piece) => sum + piece.bins, 0);
  const average = (term: (piece: AxisMoments) => number) =>
    pieces.reduce((sum, piece) => sum + piece.bins * term(piece), 0) / bins;
  const predictedMean = average((p) => p.predictedMean), observedMean = average((p) => p.observedMean);
  const predictedOff = (p: AxisMoments) => p.predictedMean - predictedMean;
  const observedOff = (p: AxisMoments) => p.observedMean - observedMean;
  return {
    bins,
    predictedMean,
    observedMean,
    predictedVariance: average((p) => p.predictedVariance + predictedOff(p) ** 2),
    observedVariance: average((p) => p.observedVariance + observedOff(p) ** 2),
    covariance: average((p) => p.covariance + predictedOff(p) * observedOff(p)),
  };
}

/** The moments of pieces' means, every piece alike. */
export function betweenMoments(pieces: readonly AxisMoments[]): AxisMoments {
  return axisMoments(pieces.map((p) => p.predictedMean), pieces.map((p) => p.observedMean));
}

/** Less variance than this is none. */
const NOTHING = 1e-12;

/** Pearson's r; null with fewer than 2 pairs or without variation. */
export function momentCorrelation({ bins, predictedVariance, observedVariance, covariance }: AxisMoments) {
  return bins >= 2 && predictedVariance > NOTHING && observedVariance > NOTHING
    ? covariance / Math.sqrt(predictedVariance * observedVariance)
    : null;
}

/**
 * Concordance correlation coefficient (Lin 1989, of N): 2·cov / (var + var + (mean - mean)²), -1 … 1; r that also pays for a
 * wrong scale and place. 0 for a prediction that stands still; null with fewer than 2 pairs or when nothing differs.
 */
export function concordance(moments: AxisMoments): number | null {
  const { bins, predictedMean, observedMean, predictedVariance, observedVariance, covariance } = moments;
  const apart = predictedVariance + observedVariance + (predictedMean - observedMean) ** 2;
  return bins >= 2 && apart > NOTHING ? 2 * covariance / apart : null;
}

/** Mean squared error: of the means (between) and of the movement around them (within); their sum is that of all pairs. */
export function squaredErrors(moments: AxisMoments): { between: number; within: number; movementGain: number } {
  const { predictedMean, observedMean, predictedVariance, observedVariance, covariance } = moments;
  return {
    between: (predictedMean - observedMean) ** 2,
    // Rounding may leave a hair below 0.
    within: Math.max(0, predictedVariance + observedVariance - 2 * covariance),
    /** What moving saves against standing still at the predicted mean: below 0, standing still was better. */
    movementGain: 2 * covariance - predictedVariance,
  };
}

/** Root of the mean squared error of all pairs. */
export function rootMeanSquaredError(moments: AxisMoments): number {
  const { between, within } = squaredErrors(moments);
  return Math.sqrt(between + within);
}
