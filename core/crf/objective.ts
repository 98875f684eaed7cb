/**
 * The training objective: negative conditional log-likelihood of all sequences, plus a penalty.
 * @module
 */
import type { Kernels, Reals } from "../kernels.ts";
import type { Objective } from "../optimize/objective.ts";
import { dot } from "../optimize/vector.ts";
import type { Clip } from "./clips.ts";
import { allocate, bindEmissions, type Precision } from "./emissions.ts";
import { expectationsInto } from "./expectations.ts";
import { addPenaltyInto, type QuadraticPenalty, requirePenalty } from "./penalty.ts";
import { blockOf, type Crf, parameterBlocks, parameterCount } from "./structure.ts";

/** What to fit to what. */
export interface CrfProblem {
  crf: Crf;
  clips: readonly Clip[];
}

/**
 * f(θ) = Σ_clips (weight·log Z − Σ_t,s gold[t, s]·score_t(s) − Σ_rs goldEdges[r, s]·A[r, s]) + penalty
 * (Lafferty, McCallum & Pereira 2001; the gradient is expected minus gold counts). Gold counts are linear in θ, so they
 * are summed once, in f64. Cost of a call, N = steps of all clips: 4·N·D·K + O(N·S²).
 *
 * Takes memory of the kernels: call it, and the result, inside one {@link Kernels.scope}.
 * @throws TypeError or RangeError if a clip or the penalty does not fit the CRF.
 */
export function crfObjective(
  problem: CrfProblem,
  options: { penalty: QuadraticPenalty | null; precision: Precision },
  kernels: Kernels,
): Objective {
  const { crf, clips } = problem, { penalty, precision } = options, { states: S } = crf;
  clips.forEach((clip, index) => requireClip(crf, clip, index));
  if (penalty) requirePenalty(crf, penalty);
  const blocks = parameterBlocks(crf);
  const offsets = clipOffsets(clips), N = offsets[clips.length];
  const take = (length: number) => allocate(kernels, precision, length);
  const inputs = stackInputs(problem, take(N * crf.inputs));
  const gold = goldCounts(problem, inputs, kernels), goldEdges = goldEdgeCounts(problem);
  const emissions = bindEmissions(crf, inputs, N, kernels);
  const weights = Float64Array.from(clips, ({ weight }) => weight);
  const batch = { states: S, offsets, scores: take(N * S), transitions: take(S * S), weights };
  const expected = { marginals: take(N * S), edges: take(S * S), logPartitions: new Float64Array(clips.length) };
  const matrix = new Float64Array(S * S), surplus = new Float64Array(S * S);

  return (parameters, gradientInto) => {
    emissions.scoresInto(parameters, batch.scores);
    const at = { parameters: blockOf(parameters, blocks.transitions), matrix };
    crf.transitions.matrixInto(at.parameters, matrix);
    batch.transitions.set(matrix);
    expectationsInto(crf, batch, expected, kernels);
    let value = dot(weights, expected.logPartitions) - dot(gold, parameters);
    // An edge that is forbidden and never seen must not count as 0·(-Infinity).
    for (let i = 0; i < matrix.length; i++) if (goldEdges[i] !== 0) value -= goldEdges[i] * matrix[i];

    weightRowsInto(expected.marginals, S, offsets, weights);
    for (let i = 0; i < gradientInto.length; i++) gradientInto[i] = -gold[i];
    emissions.gradientInto(expected.marginals, gradientInto);
    for (let i = 0; i < surplus.length; i++) surplus[i] = expected.edges[i] - goldEdges[i];
    crf.transitions.gradientInto(surplus, at, blockOf(gradientInto, blocks.transitions));
    if (penalty) value += addPenaltyInto(penalty, parameters, gradientInto);
    return value;
  };
}

/** First row of each clip when all are stacked, and the end: [C + 1]. */
function clipOffsets(clips: readonly Clip[]): Int32Array {
  const offsets = new Int32Array(clips.length + 1);
  clips.forEach(({ steps }, index) => offsets[index + 1] = offsets[index] + steps);
  return offsets;
}

function stackInputs({ crf, clips }: CrfProblem, stacked: Reals): Reals {
  let start = 0;
  for (const clip of clips) {
    stacked.set(clip.inputs, start * crf.inputs);
    start += clip.steps;
  }
  return stacked;
}

/** Σ gold·∂score/∂θ, laid out like the parameters, of the inputs as they are after rounding to their precision. */
function goldCounts({ crf, clips }: CrfProblem, inputs: Reals, kernels: Kernels): Float64Array {
  const counts = new Float64Array(parameterCount(crf));
  let start = 0;
  for (const { steps, gold } of clips) {
    kernels.scope(() => {
      const own = kernels.float64(steps * crf.inputs), target = kernels.float64(gold.length);
      own.set(inputs.subarray(start * crf.inputs, (start + steps) * crf.inputs));
      target.set(gold);
      bindEmissions(crf, own, steps, kernels).gradientInto(target, counts);
    });
    start += steps;
  }
  return counts;
}

function goldEdgeCounts({ crf, clips }: CrfProblem): Float64Array {
  const counts = new Float64Array(crf.states * crf.states);
  for (const { edges, edgeCounts } of clips) {
    for (let i = 0; i < edges.length; i++) counts[edges[i]] += edgeCounts[i];
  }
  return counts;
}

/** Multiply the rows of each chain by its weight. */
function weightRowsInto(rows: Reals, columns: number, offsets: Int32Array, weights: Float64Array): void {
  for (let chain = 0; chain < weights.length; chain++) {
    const weight = weights[chain];
    if (weight === 1) continue;
    for (let i = offsets[chain] * columns; i < offsets[chain + 1] * columns; i++) rows[i] *= weight;
  }
}

/** @throws TypeError if an array has the wrong length, RangeError if counts and weight disagree or inputs are not finite. */
function requireClip(crf: Crf, clip: Clip, index: number): void {
  const { steps: T, inputs, gold, edges, edgeCounts, weight } = clip, { states: S, inputs: D } = crf;
  const fail = (what: string, value: unknown) => `Cannot use clip ${index}: ${what}, current value is ${value}`;
  if (inputs.length !== T * D) throw new TypeError(fail(`inputs must be [${T}, ${D}]`, inputs.length));
  if (gold.length !== T * S) throw new TypeError(fail(`gold must be [${T}, ${S}]`, gold.length));
  if (edges.length !== edgeCounts.length) throw new TypeError(fail("every edge needs a count", edgeCounts.length));
  if (!(weight > 0 && weight < Infinity)) throw new RangeError(fail("weight must be finite and > 0", weight));
  const wrong = inputs.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const place = `inputs must be finite (step ${Math.floor(wrong / D)}, input ${wrong % D})`;
    throw new RangeError(fail(place, inputs[wrong]));
  }
  const slack = 1e-6 * weight;
  for (let t = 0; t < T; t++) {
    let sum = 0;
    for (let s = 0; s < S; s++) sum += gold[t * S + s];
    if (!(Math.abs(sum - weight) <= slack)) {
      throw new RangeError(fail(`gold of step ${t} must sum to the weight ${weight}`, sum));
    }
  }
  const transitions = edgeCounts.reduce((total, count) => total + count, 0), wanted = weight * Math.max(0, T - 1);
  if (!(Math.abs(transitions - wanted) <= slack * Math.max(1, T - 1))) {
    throw new RangeError(fail(`edge counts must sum to weight·(T − 1) = ${wanted}`, transitions));
  }
}
