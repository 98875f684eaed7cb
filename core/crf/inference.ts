/**
 * What a trained CRF says of new inputs.
 * @module
 */
import type { Kernels, Reals } from "../kernels.ts";
import { allocate, bindEmissions, type Precision } from "./emissions.ts";
import { transitionLength, transitionsInto } from "./expectations.ts";
import { blockOf, type CrfModel, parameterBlocks, requireParameters } from "./structure.ts";
import { type ScoredPath, viterbi } from "./viterbi.ts";
import type { Chain } from "./chain.ts";

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
  /** z, shape [T, C]: for transitions of their own for each step. */
  conditions?: Reals;
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

/**
 * A of a model's parameters, shape [S, S]: row is the state at step t-1, column the state at step t, in nats.
 * @throws TypeError if every step has a matrix of its own ({@link transitionScores}).
 */
export function transitionMatrix({ crf, parameters }: CrfModel): Float64Array {
  if (crf.transitions.perStep) {
    throw new TypeError(
      `Cannot write one transition matrix: all steps must share it, current value is ${crf.transitions.kind}`,
    );
  }
  const matrix = new Float64Array(crf.states * crf.states);
  crf.transitions.matrixInto(blockOf(parameters, parameterBlocks(crf).transitions), matrix);
  return matrix;
}

/**
 * Transition scores of a chain of T steps, in nats: A, shape [S, S], where all steps share it; else A_t, [T, S, S], the
 * matrix of a step leading into it (the first is not used). Always f64.
 * @throws TypeError if the conditions are not [T, C], RangeError if one is not finite.
 */
export function transitionScores(
  model: CrfModel,
  steps: number,
  kernels: Kernels,
  options: InferenceOptions = {},
): Float64Array {
  return kernels.scope(() =>
    transitionsOf(model, steps, kernels, { ...options, precision: "f64" }).slice() as Float64Array
  );
}

/**
 * The chain that a model makes of inputs [T, D]: for best paths, samples, entropy and all else that asks for scores.
 * @throws as {@link chainMarginals}.
 */
export function chainOf(model: CrfModel, inputs: Reals, kernels: Kernels, options: InferenceOptions = {}): Chain {
  const { states } = model.crf, scores = emissionScores(model, inputs, kernels, options);
  return { states, scores, transitions: transitionScores(model, scores.length / states, kernels, options) };
}

/**
 * Forward–backward marginals of one chain. Cost O(T·D·K + T·S²); with a matrix for each step, memory O(T·S²) too.
 * @param inputs X, shape [T, D]. T = 0 gives an empty posterior.
 * @throws TypeError if the inputs are no multiple of D or the conditions not [T, C], RangeError if one is not finite.
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
    const transitions = transitionsOf(model, T, kernels, options);
    const found = allocate(kernels, precision, transitions.length), marginals = allocate(kernels, precision, T * S);
    const logPartitions = new Float64Array(1), edges = new Float64Array(S * S);
    const batch = { states: S, offsets: Int32Array.of(0, T), scores, transitions, weights: Float64Array.of(1) };
    if (T > 0) kernels.chainExpectations(batch, { marginals, edges: found, logPartitions });
    for (let i = 0; i < found.length; i++) edges[i % edges.length] += found[i];
    return { marginals: Float64Array.from(marginals), edges, logPartition: logPartitions[0] };
  });
}

/** Most probable path of states, shape [T], and its score; see {@link viterbi}. */
export function viterbiPath(
  model: CrfModel,
  inputs: Reals,
  kernels: Kernels,
  options: InferenceOptions = {},
): ScoredPath {
  return viterbi(chainOf(model, inputs, kernels, options));
}

/** In memory of the kernels: only inside a scope. */
function transitionsOf(model: CrfModel, steps: number, kernels: Kernels, options: InferenceOptions): Reals {
  const { crf, parameters } = model, { precision = "f32", conditions = new Float64Array(0) } = options;
  requireParameters(crf, "the parameters", parameters);
  if (conditions.length !== steps * crf.conditions) {
    throw new TypeError(
      `Cannot infer states: the conditions must be [${steps}, ${crf.conditions}], ` +
        `current length is ${conditions.length}`,
    );
  }
  requireFinite("condition", conditions, crf.conditions);
  const transitions = allocate(kernels, precision, transitionLength(crf, steps));
  transitionsInto(crf, parameters, conditions, transitions, kernels);
  return transitions;
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
  requireFinite("input", inputs, crf.inputs);
  const own = allocate(kernels, precision, inputs.length), scores = allocate(kernels, precision, T * crf.states);
  own.set(inputs);
  bindEmissions(crf, own, T, kernels).scoresInto(parameters, scores);
  return scores;
}

function requireFinite(name: string, values: Reals, columns: number): void {
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  throw new RangeError(
    `Cannot infer states: the ${name}s must be finite, current value of step ${Math.floor(wrong / columns)}, ` +
      `${name} ${wrong % columns} is ${values[wrong]}`,
  );
}
