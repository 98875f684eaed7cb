/**
 * What a trained CRF says of new inputs.
 * @module
 */
import type { Kernels, Reals } from "../kernels.ts";
import { allocate, bindEmissions, type Precision } from "./emissions.ts";
import { blockOf, type CrfModel, parameterBlocks, requireParameters } from "./structure.ts";
import { viterbi } from "./viterbi.ts";

/** Posterior of one chain. T = steps, S = states. */
export interface Posterior {
  /** p(y_t = s | x), shape [T, S]; each row sums to 1. This is the heatmap. */
  marginals: Float64Array;
  /** Expected number of transitions from r to s over the whole chain, shape [S, S]. */
  edges: Float64Array;
  /** log Z in nats; 0 for T = 0. */
  logPartition: number;
}

export interface InferenceOptions {
  /** `f32` by default. */
  precision?: Precision;
  /** T of a CRF without inputs (D = 0), where the inputs cannot tell; 0 by default. */
  steps?: number;
}

/** Emission scores of inputs [T, D]: shape [T, S], in nats. */
export function emissionScores(
  model: CrfModel,
  inputs: Reals,
  kernels: Kernels,
  options: InferenceOptions = {},
): Float64Array {
  return kernels.scope(() => Float64Array.from(scoresOf(model, inputs, kernels, options)));
}

/** A of a model's parameters, shape [S, S]: row is the state at step t-1, column the state at step t, in nats. */
export function transitionMatrix({ crf, parameters }: CrfModel): Float64Array {
  const matrix = new Float64Array(crf.states * crf.states);
  crf.transitions.matrixInto(blockOf(parameters, parameterBlocks(crf).transitions), matrix);
  return matrix;
}

/**
 * Forward–backward marginals of one chain. Cost O(T·D·K + T·S²).
 * @param inputs X, shape [T, D]. T = 0 gives an empty posterior.
 * @throws TypeError if the inputs are no multiple of D, RangeError if one is not finite.
 */
export function chainMarginals(
  model: CrfModel,
  inputs: Reals,
  kernels: Kernels,
  options: InferenceOptions = {},
): Posterior {
  const { precision = "f32" } = options, { states: S } = model.crf;
  return kernels.scope(() => {
    const scores = scoresOf(model, inputs, kernels, options), T = scores.length / S;
    const transitions = allocate(kernels, precision, S * S), edges = allocate(kernels, precision, S * S);
    const marginals = allocate(kernels, precision, T * S), logPartitions = new Float64Array(1);
    transitions.set(transitionMatrix(model));
    const batch = { states: S, offsets: Int32Array.of(0, T), scores, transitions, weights: Float64Array.of(1) };
    if (T > 0) kernels.chainExpectations(batch, { marginals, edges, logPartitions });
    return {
      marginals: Float64Array.from(marginals),
      edges: Float64Array.from(edges),
      logPartition: logPartitions[0],
    };
  });
}

/** Most probable path of states, shape [T], and its score; see {@link viterbi}. */
export function viterbiPath(
  model: CrfModel,
  inputs: Reals,
  kernels: Kernels,
  options: InferenceOptions = {},
): { path: Int32Array; score: number } {
  return viterbi(emissionScores(model, inputs, kernels, options), transitionMatrix(model), model.crf.states);
}

/** In memory of the kernels: only inside a scope. */
function scoresOf(model: CrfModel, inputs: Reals, kernels: Kernels, options: InferenceOptions): Reals {
  const { crf, parameters } = model, { precision = "f32", steps = 0 } = options;
  requireParameters(crf, "the parameters", parameters);
  const T = crf.inputs > 0 ? inputs.length / crf.inputs : steps;
  if (!Number.isInteger(T)) {
    throw new TypeError(
      `Cannot infer states: the inputs must be a multiple of ${crf.inputs} numbers, current value is ${inputs.length}`,
    );
  }
  const wrong = inputs.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `Cannot infer states: the inputs must be finite, current value of step ${Math.floor(wrong / crf.inputs)}, ` +
        `input ${wrong % crf.inputs} is ${inputs[wrong]}`,
    );
  }
  const own = allocate(kernels, precision, inputs.length), scores = allocate(kernels, precision, T * crf.states);
  own.set(inputs);
  bindEmissions(crf, own, T, kernels).scoresInto(parameters, scores);
  return scores;
}
