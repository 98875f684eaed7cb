/**
 * The chain that knows the labels but not the inputs: where training starts, and what it is drawn to.
 * @module
 */
import type { CrfProblem } from "./objective.ts";
import { type QuadraticPenalty, ridgePenalty } from "./penalty.ts";
import { parameterBlocks } from "./structure.ts";

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

/**
 * Draw a CRF to the stationary chain of its labels: with E the symmetric joint frequency of successive states and p its
 * margin (one label a state is added, so that nothing is impossible),
 *   bias = log p,   A(r, s) = log(E(r, s) / p(r)·p(s)),   weights = 0.
 * Without inputs every marginal is then p. (Drawn to zero instead, L-BFGS needs far longer and ends worse:
 * `docs/decisions/0004-stationary-chain.md`.) Transitions that are not `dense` are drawn to zero. Cost O(labels + S²).
 * @param strengths of the pull on each block, ≥ 0.
 * @returns a penalty whose centre is that chain: a place to start from, too.
 * @throws RangeError if a strength is out of range.
 */
export function stationaryPenalty(
  problem: CrfProblem,
  strengths: { weights: number; bias: number; transitions: number },
): QuadraticPenalty {
  const { crf } = problem, { states: S } = crf, blocks = parameterBlocks(crf);
  const { joint, margin } = countLabels(problem), { curvature, centre } = ridgePenalty(crf, strengths);
  if (crf.bias) centre.set(margin.map(Math.log), blocks.bias.start);
  if (crf.transitions.kind === "dense") {
    const scores = joint.map((share, i) => Math.log(share / (margin[Math.floor(i / S)] * margin[i % S])));
    centre.set(scores, blocks.transitions.start);
  }
  return { curvature, centre };
}
