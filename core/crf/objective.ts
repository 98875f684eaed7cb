/**
 * The training objective: negative conditional log-likelihood of all sequences, plus a penalty.
 * @module
 */
import type { Kernels, Reals } from "../kernels.ts";
import type { Objective } from "../optimize/objective.ts";
import { dot } from "../optimize/vector.ts";
import type { Clip } from "./clips.ts";
import { allocate, bindEmissions, type Emissions, type Precision } from "./emissions.ts";
import { expectationsInto, transitionLength, transitionsInto } from "./expectations.ts";
import { addPenaltyInto, type QuadraticPenalty, requirePenalty } from "./penalty.ts";
import type { SoftLoss } from "./soft_loss.ts";
import { softTargetTerm } from "./soft_targets.ts";
import type { StepTransitionPotential } from "./step_transitions.ts";
import { blockOf, type Crf, parameterBlocks, parameterCount } from "./structure.ts";
import type { TransitionPotential } from "./transitions.ts";

/** What to fit to what. */
export interface CrfProblem {
  crf: Crf;
  clips: readonly Clip[];
}

/** A loss of the marginals beside the likelihood: {@link softLoss} says which there are. */
export interface SoftSpec {
  loss: SoftLoss;
  /** How much a step's loss counts for each of its sequences, > 0; the likelihood counts 1. */
  strength: number;
}

export interface ObjectiveOptions {
  penalty: QuadraticPenalty | null;
  precision: Precision;
  /** None by default. Slower: f64 on one thread. */
  soft?: SoftSpec;
}

/**
 * f(θ) = Σ_clips (weight·log Z − Σ_t,s gold[t, s]·score_t(s) − Σ_rs goldEdges[r, s]·A[r, s]) + penalty
 * (Lafferty, McCallum & Pereira 2001; the gradient is expected minus gold counts). Gold counts are linear in θ, so they
 * are summed once, in f64. Cost of a call, N = steps of all clips: 4·N·D·K + O(N·S²).
 *
 * Takes memory of the kernels: call it, and the result, inside one {@link Kernels.scope}.
 * @throws TypeError or RangeError if a clip or the penalty does not fit the CRF.
 */
export function crfObjective(problem: CrfProblem, options: ObjectiveOptions, kernels: Kernels): Objective {
  const { crf, clips } = problem, { penalty, precision, soft } = options, { states: S } = crf;
  clips.forEach((clip, index) => requireClip(crf, clip, index));
  if (penalty) requirePenalty(crf, penalty);
  const offsets = clipOffsets(clips), N = offsets[clips.length];
  const take = (length: number) => allocate(kernels, precision, length);
  const inputs = stackInputs(problem, take(N * crf.inputs));
  const gold = goldCounts(problem, inputs, kernels);
  const emissions = bindEmissions(crf, inputs, N, kernels);
  const weights = Float64Array.from(clips, ({ weight }) => weight);
  const chains = { offsets, weights, scores: take(N * S), marginals: take(N * S) };
  const logPartitions = new Float64Array(clips.length);
  const transitionTerm = crf.transitions.perStep
    ? stepTransitionTerm(problem, crf.transitions, chains, logPartitions, precision, kernels)
    : sharedTransitionTerm(problem, crf.transitions, chains, logPartitions, precision, kernels);

  const softTerm = soft && softTargets(problem, soft, chains, emissions, kernels);

  return (parameters, gradientInto) => {
    for (let i = 0; i < gradientInto.length; i++) gradientInto[i] = -gold[i];
    emissions.scoresInto(parameters, chains.scores);
    const goldTransitions = transitionTerm(parameters, gradientInto);
    let value = dot(weights, logPartitions) - dot(gold, parameters) - goldTransitions;
    weightRowsInto(chains.marginals, S, offsets, weights);
    emissions.gradientInto(chains.marginals, gradientInto);
    if (softTerm) value += softTerm(parameters, gradientInto);
    if (penalty) value += addPenaltyInto(penalty, parameters, gradientInto);
    return value;
  };
}

/** All clips, stacked. */
interface Chains {
  /** [C + 1] */
  offsets: Int32Array;
  /** [C] */
  weights: Float64Array;
  /** [N, S] */
  scores: Reals;
  /** [N, S], written. */
  marginals: Reals;
}

/**
 * Forward–backward with the transitions of θ: writes marginals and log partitions, adds expected minus gold counts to the
 * gradient, and returns the gold transitions' score.
 */
type TransitionTerm = (parameters: Float64Array, gradientInto: Float64Array) => number;

/** One matrix for all steps: one call of the kernels for all clips. */
function sharedTransitionTerm(
  { crf, clips }: CrfProblem,
  potential: TransitionPotential,
  chains: Chains,
  logPartitions: Float64Array,
  precision: Precision,
  kernels: Kernels,
): TransitionTerm {
  const size = crf.states * crf.states, block = parameterBlocks(crf).transitions;
  const gold = new Float64Array(size), matrix = new Float64Array(size), surplus = new Float64Array(size);
  for (const { edges, edgeCounts } of clips) edges.forEach((edge, i) => gold[edge] += edgeCounts[i]);
  const transitions = allocate(kernels, precision, size), edges = allocate(kernels, precision, size);
  const batch = { states: crf.states, ...chains, transitions }, { marginals } = chains;
  return (parameters, gradientInto) => {
    const at = { parameters: blockOf(parameters, block), matrix };
    potential.matrixInto(at.parameters, matrix);
    transitions.set(matrix);
    expectationsInto(crf, batch, { marginals, edges, logPartitions }, kernels);
    let score = 0;
    for (let i = 0; i < size; i++) {
      // An edge that is forbidden and never seen must not count as 0·(-Infinity).
      if (gold[i] !== 0) score += gold[i] * matrix[i];
      surplus[i] = edges[i] - gold[i];
    }
    potential.gradientInto(surplus, at, blockOf(gradientInto, block));
    return score;
  };
}

/** The soft term at θ, its gradient added; after the scores have been written. */
function softTargets(
  { crf, clips }: CrfProblem,
  { loss, strength }: SoftSpec,
  { offsets, scores }: Chains,
  emissions: Emissions,
  kernels: Kernels,
): (parameters: Float64Array, gradientInto: Float64Array) => number {
  if (!(strength > 0 && strength < Infinity)) {
    throw new RangeError(`Cannot use soft targets: strength must be finite and > 0, current value is ${strength}`);
  }
  const S = crf.states, block = parameterBlocks(crf).transitions, { transitions: potential } = crf;
  const targets = clips.map(({ steps, gold, weight, target }) => {
    if (target && target.length !== steps * S) {
      throw new TypeError(
        `Cannot use soft targets: a target must be [${steps}, ${S}], current length is ${target.length}`,
      );
    }
    return target ?? gold.map((count) => count / weight);
  });
  const softScores = new Float64Array(scores.length), stacked = new Float64Array(scores.length);
  targets.forEach((target, clip) => stacked.set(target, offsets[clip] * S));
  const weights = new Float64Array(scores.length / S);
  clips.forEach(({ weight }, clip) => weights.fill(strength * weight, offsets[clip], offsets[clip + 1]));
  /** Clips from … end - 1, with transitions of their own for each step or one matrix for all. */
  const part = (from: number, end: number, conditions: Reals, parameters: Float64Array, gradient: Float64Array) => {
    const first = offsets[from], last = offsets[end], own = blockOf(parameters, block), into = blockOf(gradient, block);
    const transitions = new Float64Array(transitionLength(crf, last - first)), slopes = transitions.slice();
    transitionsInto(crf, parameters, conditions, transitions, kernels);
    const value = softTargetTerm({
      states: S,
      offsets: offsets.slice(from, end + 1).map((row) => row - first),
      scores: scores.subarray(first * S, last * S),
      transitions,
      targets: stacked.subarray(first * S, last * S),
      weights: weights.subarray(first, last),
      loss,
    }, { scores: softScores.subarray(first * S, last * S), transitions: slopes });
    if (potential.perStep) {
      potential.gradientInto(slopes, { parameters: own, conditions, matrices: transitions }, into, kernels);
    } else potential.gradientInto(slopes, { parameters: own, matrix: transitions }, into);
    return value;
  };
  return (parameters, gradientInto) => {
    softScores.fill(0);
    let value = 0;
    if (potential.perStep) {
      clips.forEach(({ conditions }, i) => value += part(i, i + 1, conditions, parameters, gradientInto));
    } else value = part(0, clips.length, new Float64Array(0), parameters, gradientInto);
    emissions.gradientInto(scores instanceof Float32Array ? Float32Array.from(softScores) : softScores, gradientInto);
    return value;
  };
}

/** Steps whose matrices are in memory at once (120 MB in f32 for 121 states), unless one clip has more. */
const STEPS_AT_ONCE = 1024;

/** A matrix for each step: a few clips at a time, since the matrices of all may not fit in memory. */
function stepTransitionTerm(
  { crf, clips }: CrfProblem,
  potential: StepTransitionPotential,
  { offsets, weights, scores, marginals }: Chains,
  logPartitions: Float64Array,
  precision: Precision,
  kernels: Kernels,
): TransitionTerm {
  const S = crf.states, size = S * S, block = parameterBlocks(crf).transitions;
  const groups = groupClips(offsets),
    most = Math.max(0, ...groups.map(({ from, end }) => offsets[end] - offsets[from]));
  const transitions = allocate(kernels, precision, most * size), edges = allocate(kernels, precision, most * size);
  return (parameters, gradientInto) => {
    let score = 0;
    for (const { from, end } of groups) {
      const first = offsets[from], rows = offsets[end] - first, some = clips.slice(from, end);
      const conditions = stackConditions(crf, some, rows);
      const matrices = transitions.subarray(0, rows * size), surplus = edges.subarray(0, rows * size);
      const at = { parameters: blockOf(parameters, block), conditions, matrices };
      potential.matricesInto(at.parameters, conditions, matrices, kernels);
      kernels.chainExpectations({
        states: S,
        offsets: offsets.slice(from, end + 1).map((row) => row - first),
        scores: scores.subarray(first * S, (first + rows) * S),
        transitions: matrices,
        weights: weights.subarray(from, end),
      }, {
        marginals: marginals.subarray(first * S, (first + rows) * S),
        edges: surplus,
        logPartitions: logPartitions.subarray(from, end),
      });
      some.forEach(({ edgeSteps, edges, edgeCounts }, clip) => {
        for (let i = 0; i < edges.length; i++) {
          const at = (offsets[from + clip] - first + edgeSteps[i]) * size + edges[i];
          score += edgeCounts[i] * matrices[at];
          surplus[at] -= edgeCounts[i];
        }
      });
      potential.gradientInto(surplus, at, blockOf(gradientInto, block), kernels);
    }
    return score;
  };
}

/** Successive clips [from, end) that have at most {@link STEPS_AT_ONCE} steps together, or are one. */
function groupClips(offsets: Int32Array): { from: number; end: number }[] {
  const groups: { from: number; end: number }[] = [], count = offsets.length - 1;
  for (let from = 0, end = 0; from < count; from = end) {
    end = from + 1;
    while (end < count && offsets[end + 1] - offsets[from] <= STEPS_AT_ONCE) end++;
    groups.push({ from, end });
  }
  return groups;
}

function stackConditions(crf: Crf, clips: readonly Clip[], rows: number): Float64Array {
  const stacked = new Float64Array(rows * crf.conditions);
  let start = 0;
  for (const { conditions } of clips) {
    stacked.set(conditions, start);
    start += conditions.length;
  }
  return stacked;
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
  const { steps: T, inputs, conditions, gold, edgeSteps, edges, edgeCounts, weight } = clip;
  const { states: S, inputs: D, conditions: C } = crf;
  const fail = (what: string, value: unknown) => `Cannot use clip ${index}: ${what}, current value is ${value}`;
  if (inputs.length !== T * D) throw new TypeError(fail(`inputs must be [${T}, ${D}]`, inputs.length));
  if (conditions.length !== T * C) throw new TypeError(fail(`conditions must be [${T}, ${C}]`, conditions.length));
  if (gold.length !== T * S) throw new TypeError(fail(`gold must be [${T}, ${S}]`, gold.length));
  if (edges.length !== edgeCounts.length) throw new TypeError(fail("every edge needs a count", edgeCounts.length));
  if (edgeSteps.length !== edges.length) throw new TypeError(fail("every edge needs a step", edgeSteps.length));
  if (!(weight > 0 && weight < Infinity)) throw new RangeError(fail("weight must be finite and > 0", weight));
  for (const [name, values, columns] of [["input", inputs, D], ["condition", conditions, C]] as const) {
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) continue;
    const place = `${name}s must be finite (step ${Math.floor(wrong / columns)}, ${name} ${wrong % columns})`;
    throw new RangeError(fail(place, values[wrong]));
  }
  for (let i = 0; i < edges.length; i++) {
    if (edgeSteps[i] > 0 && edgeSteps[i] < T && edges[i] >= 0 && edges[i] < S * S) continue;
    const place = `an edge must be in 0 … ${S * S - 1}, its step in 1 … ${T - 1}`;
    throw new RangeError(fail(place, `${edges[i]} at step ${edgeSteps[i]}`));
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
