/**
 * The conditional random field: from features a step to a probability for each state at each step.
 *
 * A linear chain over S states (the 121 cells of the grid) with inputs x [T, D]:
 *   p(y | x) = exp(Σ_t score_t(y_t) + Σ_t A_t(y_{t-1}, y_t)) / Z,   score_t(s) = bias_s + Σ_k B[k, s]·(x_t·W)_k
 *
 * 1. **Structure.** {@link createCrf} builds it from a {@link CrfSpec} that can be kept as JSON. Emissions are `dense`
 *    (B the identity), on a smooth `radialBasis` or `cosineBasis`, `scores` that something else made, or `nominal`.
 *    Transitions share one matrix A ({@link TransitionPotential}: `none`, `dense`, `displacement`, `gaussian`, `stencil`,
 *    `lowRank`) or hear conditions z_t ({@link StepTransitionPotential}: `nominal`, `conditionedLowRank`, `novelty`).
 *    {@link parameterBlocks} says where each tensor lies in the flat parameter vector.
 * 2. **Data.** {@link clipsFromSequences} sums the annotators of a piece into {@link Clip}s that share their inputs.
 *    Concatenate the clips of all pieces. {@link jitterSequences} moves labels a little, as the seed did.
 * 3. **Training.** {@link trainCrf} minimises the penalised negative log-likelihood. {@link ridgePenalty} draws to zero,
 *    {@link gridSmoothness} neighbouring cells together, {@link stationaryPenalty} to what the labels say without the inputs; {@link curvatureDiagonal} says how sharply the
 *    data pin down the result.
 *    `soft` adds a loss of the marginals to the raters' maps ({@link SoftLoss}: Kullback–Leibler, earth mover's or energy).
 *    {@link trainMira} trains without gradients, as CRF++ does.
 * 4. **Inference.** {@link chainMarginals} gives the heatmaps, {@link viterbiPath} the best path. {@link chainOf} gives the
 *    scores for all other questions: the k {@link bestPaths}, samples of paths ({@link pathSampler}), the entropy of whole
 *    sequences, where next from the present cell ({@link nextGivenPresent}, {@link nextGivenAny}). {@link ForwardFilter} hears live input.
 *
 * Kernels are passed in; every function that takes them opens the memory scopes it needs, and returns ordinary arrays
 * ({@link crfObjective} excepted, which lives in its caller's scope).
 *
 * @example Train on two annotators of one piece of three steps, and predict
 * ```ts
 * import { referenceKernels as kernels } from "../kernels.ts";
 * import { chainMarginals, clipsFromSequences, createCrf, ridgePenalty, trainCrf } from "./crf.ts";
 *
 * const crf = createCrf({
 *   states: 2, inputs: 1, bias: true, emission: { kind: "dense" }, transitions: { kind: "dense" },
 * });
 * const inputs = Float64Array.of(-1, 0, 1);
 * const clips = clipsFromSequences(crf, inputs, [
 *   { labels: Int32Array.of(0, 0, 1) },
 *   { labels: Int32Array.of(0, 1) }, // stopped early
 * ]);
 * const penalty = ridgePenalty(crf, { weights: 0.1, bias: 0.1, transitions: 0.1 });
 * const { parameters } = trainCrf({ crf, clips }, { penalty, maxIterations: 100 }, kernels);
 * const { marginals } = chainMarginals({ crf, parameters }, inputs, kernels);
 * if (!(marginals[0] > 0.5 && marginals[5] > 0.5)) throw new Error("low inputs mean state 0, high ones state 1");
 * ```
 * @module
 */
export { type Clip, clipsFromSequences, type ClipShape, type LabelSequence } from "./clips.ts";
export { curvatureDiagonal } from "./curvature.ts";
export { type JitterOptions, jitterSequences } from "./jitter.ts";
export type { Precision } from "./emissions.ts";
export type { Chain } from "./chain.ts";
export { ForwardFilter } from "./filter.ts";
export {
  chainMarginals,
  chainOf,
  emissionScores,
  type InferenceOptions,
  type Posterior,
  transitionMatrix,
  transitionScores,
  viterbiPath,
} from "./inference.ts";
export { crfObjective, type CrfProblem, type ObjectiveOptions, type SoftSpec } from "./objective.ts";
export { addCouplingInto } from "./coupling.ts";
export {
  nextGivenAny,
  nextGivenPresent,
  nextWithoutHearing,
  pairMarginals,
  pathLogProbability,
  pathSampler,
  pathScore,
  sequenceEntropy,
} from "./posterior.ts";
export {
  type MiraCheckpoint,
  type MiraOptions,
  type MiraPass,
  type MiraPresent,
  type MiraResult,
  trainMira,
} from "./mira.ts";
export { gridSmoothness, type QuadraticPenalty, ridgePenalty, type Smoothness } from "./penalty.ts";
export { gridCosineBasis, gridRadialBasis } from "./grid_basis.ts";
export {
  blockOf,
  createCrf,
  type Crf,
  type CrfModel,
  type CrfSpec,
  type EmissionSpec,
  type ParameterBlock,
  parameterBlocks,
  parameterCount,
  startParameters,
} from "./structure.ts";
export { type SoftLoss, softLoss } from "./soft_loss.ts";
export { type ChainMotion, stationaryPenalty } from "./stationary.ts";
export { trainCrf, type TrainOptions, type TrainResult } from "./train.ts";
export type { StepPoint, StepTransitionPotential } from "./step_transitions.ts";
export {
  createTransitions,
  type TransitionPoint,
  type TransitionPotential,
  type TransitionSpec,
} from "./transitions.ts";
export { bestPaths, type ScoredPath, viterbi } from "./viterbi.ts";
