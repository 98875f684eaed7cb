/**
 * The Kalman filter over what annotators say.
 * @module
 */
import type { Kernels } from "../../kernels.ts";
import type { TrainingPiece } from "../../model/training_piece.ts";
import {
  type Belief,
  fitLinearDynamics,
  type KnownSequence,
  stateInference,
} from "../../regression/linear_dynamics.ts";
import { columnScale } from "../../statistics.ts";
import type { System } from "../cross_validate.ts";
import { descriptorRows, gaussianMaps, leastIndex, meanNllNats, predictHeldOut } from "./baseline.ts";
import { PARAMETERS, ratedParameters, validGaussian } from "./plane_parameters.ts";

/** How much of the observations is believed: what inner folds choose from. */
export const BELIEFS: Belief[] = [1, 10, 100, 1000].map((inflation) => ({ shrinkage: 0.5, inflation }));

/**
 * Schmidt & Kim (2010), "Prediction of time-varying musical mood distributions using Kalman filtering": the hidden state is the
 * five parameters of the annotators' normal distribution (means, variances, correlation), the observations are the descriptors;
 * both are learned by least squares on annotated music, and the state of unheard music is inferred by filter and smoother
 * (equations: `core/regression/linear_dynamics.ts`). The map is the normal distribution of the smoothed state, its covariance
 * that of the state's own means added, for that is how far off they may be. Differs in the descriptors, and in this: a model
 * of first order takes what is peculiar to a song for news of every second, and believes it far too much; so inner folds of the
 * training pieces choose how much larger the noise of the observations is than it was learned to be ({@link BELIEFS}).
 */
export function kalmanSystem(kernels: Kernels): System {
  const fit = (beliefs: readonly Belief[]) => (pieces: readonly TrainingPiece[]) => {
    const heard = pieces.map((piece) => descriptorRows(piece, kernels)), { width } = heard[0];
    const scale = columnScale(heard.map(({ rows }) => rows), width);
    const standard = (rows: Float64Array) =>
      rows.map((value, i) => (value - scale.mean[i % width]) / scale.deviation[i % width]);
    const sequences = pieces.flatMap((piece, i) => knownSequences(piece, standard(heard[i].rows), width));
    const dynamics = fitLinearDynamics(sequences, PARAMETERS);
    const infer = beliefs.map((belief) => stateInference(dynamics, belief));
    return (piece: TrainingPiece) => {
      const rows = standard(descriptorRows(piece, kernels).rows);
      return infer.map((one) => stateMaps(one(rows).smoothed));
    };
  };
  return (training, onProgress) => {
    const honest = predictHeldOut(training, fit(BELIEFS), { onProgress });
    const chosen = leastIndex(BELIEFS.map((_, b) => meanNllNats(training, honest.map((maps) => maps[b]))));
    const predict = fit([BELIEFS[chosen]])(training);
    return (piece) => predict(piece)[0];
  };
}

/** Unbroken runs of a piece's rated steps. */
function knownSequences(piece: TrainingPiece, rows: Float64Array, width: number): KnownSequence[] {
  const runs: { first: number; values: number[][] }[] = [];
  for (const { step, values } of ratedParameters(piece)) {
    const last = runs.at(-1);
    if (last && last.first + last.values.length === step) last.values.push(values);
    else runs.push({ first: step, values: [values] });
  }
  return runs.map(({ first, values }) => ({
    states: Float64Array.from(values.flat()),
    observations: rows.slice(first * width, (first + values.length) * width),
  }));
}

/** Maps of state beliefs. */
function stateMaps({ means, covariances }: { means: Float64Array; covariances: Float64Array }): Float64Array {
  const S = PARAMETERS;
  return gaussianMaps(means.length / S, (t) => {
    const raters = validGaussian(means.subarray(t * S, (t + 1) * S)), P = covariances.subarray(t * S * S);
    return {
      mean: raters.mean,
      arousal: raters.arousal + P[0],
      covariance: raters.covariance + P[1],
      valence: raters.valence + P[S + 1],
    };
  });
}
