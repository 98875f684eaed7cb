/**
 * The chain that knows the labels but not the inputs: where training starts, and what it is drawn to.
 * @module
 */
import { referenceKernels as kernels } from "../kernels.ts";
import { lbfgs } from "../optimize/lbfgs.ts";
import type { Objective } from "../optimize/objective.ts";
import { addCouplingInto } from "./coupling.ts";
import type { CrfProblem } from "./objective.ts";
import { type QuadraticPenalty, ridgePenalty } from "./penalty.ts";
import { type Crf, parameterBlocks } from "./structure.ts";

/** What smooths the counts of transitions: this share of them is as if successive steps were independent … */
const INDEPENDENT_SHARE = 0.02;
/** … and so are this many transitions a state more, which matter where there are few labels. */
const INDEPENDENT_COUNTS = 2;

/** Frequencies of the labels and of their transitions. S = states. */
interface LabelCounts {
  /** E, shape [S, S]: joint frequency of successive states, symmetric, sum 1. Each > 0. */
  joint: Float64Array;
  /** p, shape [S]: the margin of E. */
  margin: Float64Array;
}

function countLabels({ crf: { states: S }, clips }: CrfProblem): LabelCounts {
  const joint = new Float64Array(S * S), frequency = new Float64Array(S).fill(1);
  for (const { gold, edges, edgeCounts } of clips) {
    for (let i = 0; i < gold.length; i++) frequency[i % S] += gold[i];
    edges.forEach((edge, i) => {
      joint[edge] += edgeCounts[i];
      joint[(edge % S) * S + Math.floor(edge / S)] += edgeCounts[i];
    });
  }
  const total = joint.reduce((sum, count) => sum + count, 0), seen = frequency.reduce((sum, count) => sum + count, 0);
  const added = INDEPENDENT_COUNTS * S, share = (INDEPENDENT_SHARE * total + added) / (total + added);
  const margin = new Float64Array(S);
  for (let r = 0; r < S; r++) {
    for (let s = 0; s < S; s++) {
      const independent = frequency[r] / seen * frequency[s] / seen;
      const counted = total > 0 ? joint[r * S + s] / total : independent;
      margin[r] += joint[r * S + s] = (1 - share) * counted + share * independent;
    }
  }
  return { joint, margin };
}

/** How states move, from elsewhere than the labels. */
export interface ChainMotion {
  /** Likelihood of each transition, shape [S, S], each > 0; row the state before, column the state after. */
  kernel: Float64Array;
  /** Share of the chain's transitions that move like this, in [0, 1]; the others move as the labels do. */
  share: number;
}

/**
 * The same margin, with transitions that move like another chain's: (1 - share)·E + share·E_m, where E_m is the symmetric
 * coupling of the margin with itself that is nearest to the kernel.
 * @throws RangeError if the share is not in [0, 1].
 */
function blendMotion({ joint, margin }: LabelCounts, { kernel, share }: ChainMotion): LabelCounts {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`Cannot blend motion: the share must be in [0, 1], current value is ${share}`);
  }
  const S = margin.length, moved = new Float64Array(S * S);
  addCouplingInto(kernel, { before: margin, after: margin, weight: 1 }, moved);
  const blended = joint.map((value, i) =>
    (1 - share) * value + share * (moved[i] + moved[(i % S) * S + Math.floor(i / S)]) / 2
  );
  return { joint: blended, margin };
}

/** A stationary chain: its biases [S], and the parameters of its transitions. */
interface StationaryChain {
  bias: Float64Array;
  transitions: Float64Array;
}

/** Transitions with a score of its own for every pair of states. */
const HAVE_TABLE = ["dense", "nominal", "conditionedLowRank"];

/** The chain that meets E: only with a score of its own for every pair of states. */
function tableChain({ transitions, states: S, conditions }: Crf, { joint, margin }: LabelCounts): StationaryChain {
  const scores = joint.map((share, i) => Math.log(share / (margin[Math.floor(i / S)] * margin[i % S])));
  const parameters = emptyParameters(transitions);
  if (transitions.kind === "conditionedLowRank") {
    transitions.startInto(parameters);
    parameters.set(scores);
  } else {for (let i = 0; i < parameters.length; i++) {
      parameters[i] = scores[i % scores.length] / Math.max(1, conditions);
    }}
  return { bias: margin.map(Math.log), transitions: parameters };
}

/** Iterations that fit a chain. */
const FIT_ITERATIONS = 200;

/**
 * The reversible chain nearest to E that transitions of fewer parameters can be:
 *   argmin_m,θ KL(E ‖ q),   q(r, s) ∝ m(r)·m(s)·exp A_θ(r, s).
 * At the optimum q has the margin p, and its paths' probabilities are those of a CRF of bias 2·log m - log p (but for the two
 * ends, where it should be log m). Transitions that hear are fitted as they are where they hear zeros.
 */
function fitChain({ transitions, states: S, conditions }: Crf, { joint, margin }: LabelCounts): StationaryChain {
  const start = new Float64Array(S + emptyParameters(transitions).length);
  start.set(margin.map((share) => Math.log(share) / 2));
  transitions.startInto(start.subarray(S));
  const matrix = new Float64Array(S * S), surplus = new Float64Array(S * S), heard = new Float64Array(conditions);
  const objective: Objective = (theta, gradientInto) => {
    const logs = theta.subarray(0, S), parameters = theta.subarray(S), gradient = gradientInto.subarray(S);
    if (transitions.perStep) transitions.matricesInto(parameters, heard, matrix, kernels);
    else transitions.matrixInto(parameters, matrix);
    const value = divergence(joint, matrix, logs, surplus);
    gradientInto.fill(0);
    for (let i = 0; i < surplus.length; i++) {
      gradientInto[Math.floor(i / S)] += surplus[i];
      gradientInto[i % S] += surplus[i];
    }
    if (transitions.perStep) {
      transitions.gradientInto(surplus, { parameters, conditions: heard, matrices: matrix }, gradient, kernels);
    } else transitions.gradientInto(surplus, { parameters, matrix }, gradient);
    return value;
  };
  const { x } = lbfgs(objective, start, { maxIterations: FIT_ITERATIONS });
  return { bias: x.slice(0, S).map((log, s) => 2 * log - Math.log(margin[s])), transitions: x.slice(S) };
}

/** KL(E ‖ q) but for E's entropy; writes q - E. */
function divergence(joint: Float64Array, matrix: Float64Array, logs: Float64Array, surplus: Float64Array): number {
  const S = logs.length;
  let value = 0, total = 0;
  for (let i = 0; i < joint.length; i++) {
    const score = logs[Math.floor(i / S)] + logs[i % S] + matrix[i];
    value -= joint[i] * score;
    total += surplus[i] = Math.exp(score);
  }
  for (let i = 0; i < joint.length; i++) surplus[i] = surplus[i] / total - joint[i];
  return value + Math.log(total);
}

function emptyParameters({ shape }: Crf["transitions"]): Float64Array {
  return new Float64Array(shape.reduce((product, size) => product * size, 1));
}

/**
 * Draw a CRF to the stationary chain of its labels: with E the symmetric joint frequency of successive states and p its
 * margin (one label a state is added, so that nothing is impossible),
 *   bias = log p,   A(r, s) = log(E(r, s) / p(r)·p(s)),   weights = 0.
 * Without inputs every marginal is then p. (Drawn to zero instead, L-BFGS needs far longer and ends worse:
 * `docs/decisions/0004-stationary-chain.md`.) Transitions of fewer parameters are drawn, with the biases, to the nearest
 * chain that they can be, whose marginals are p far from its ends. Cost O(labels + S²), and as much an iteration of that fit.
 * @param strengths of the pull on each block, ≥ 0.
 * @param motion what the transitions of the chain are made of instead of the labels', or besides them; null for the labels' alone.
 * @returns a penalty whose centre is that chain: a place to start from, too.
 * @throws RangeError if a strength or the motion's share is out of range.
 */
export function stationaryPenalty(
  problem: CrfProblem,
  strengths: { weights: number; bias: number; transitions: number },
  motion: ChainMotion | null = null,
): QuadraticPenalty {
  const { crf } = problem, blocks = parameterBlocks(crf), labels = countLabels(problem);
  const counts = motion ? blendMotion(labels, motion) : labels, { curvature, centre } = ridgePenalty(crf, strengths);
  const chain = HAVE_TABLE.includes(crf.transitions.kind) ? tableChain(crf, counts) : fitChain(crf, counts);
  if (crf.bias) centre.set(chain.bias, blocks.bias.start);
  centre.set(chain.transitions, blocks.transitions.start);
  return { curvature, centre };
}
