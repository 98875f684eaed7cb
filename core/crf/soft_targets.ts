/**
 * Soft targets: a loss between the chain's own marginals and a map that the raters gave, beside the likelihood.
 *
 * The gradient is exact. With g = ∂loss/∂p, it is how the marginals move when the scores move along g (the covariance of a
 * posterior is symmetric): one tangent pass of forward–backward, in f64.
 * @module
 */
import { type SoftLoss, softLoss } from "./soft_loss.ts";
import { logWalk, scaledMatrix, scaledWalk, type Walk, type WalkScores } from "./soft_walk.ts";

/** Chains with targets. S = states, C = chains, N = steps of all. */
export interface SoftTargets extends WalkScores {
  /** [C + 1], ascending from 0 to N. */
  offsets: Int32Array;
  /** q, [N, S]; rows sum to 1 where they weigh anything (any numbers for `expectation`). */
  targets: Float64Array;
  /** How much each step's loss counts, [N], ≥ 0. */
  weights: Float64Array;
  loss: SoftLoss;
}

/** The term and its gradients; those are added to what is there. */
export interface SoftGradients {
  /** ∂/∂scores, [N, S]. */
  scores: Float64Array;
  /** ∂/∂transitions, of the shape of the transitions. */
  transitions: Float64Array;
}

/**
 * Σ_n weight_n·loss(p_n, q_n), p the chains' marginals; its gradient is added to `out`. Cost O(N·S²), a few times that of
 * forward–backward; chains whose scaled sums underflow are done again in the log domain.
 * @throws RangeError if a chain has no possible path, or the loss does not fit the states.
 */
export function softTargetTerm(problem: SoftTargets, out: SoftGradients): number {
  const { states: S, offsets, transitions } = problem, shared = transitions.length === S * S;
  const factors = shared ? scaledMatrix(transitions, 0, S) : null;
  let value = 0;
  for (let chain = 0; chain < offsets.length - 1; chain++) {
    const first = offsets[chain], end = offsets[chain + 1];
    if (first === end || !problem.weights.subarray(first, end).some((weight) => weight > 0)) continue;
    const walk = scaledWalk(problem, first, end - first, factors) ?? logWalk(problem, first, end - first);
    value += chainTerm(problem, first, walk, out);
  }
  return value;
}

/** The term of one chain. */
function chainTerm(problem: SoftTargets, first: number, walk: Walk, out: SoftGradients): number {
  const { states: S, transitions, targets, weights, loss } = problem, { marginals } = walk, T = marginals.length / S;
  const rowOf = (values: Float64Array, t: number) => values.subarray(t * S, (t + 1) * S);
  const g = new Float64Array(T * S);
  let value = 0;
  for (let t = 0; t < T; t++) {
    const weight = weights[first + t], slopes = rowOf(g, t);
    if (weight === 0) continue;
    value += weight * softLoss(loss, rowOf(marginals, t), rowOf(targets, first + t), slopes);
    for (let s = 0; s < S; s++) slopes[s] *= weight;
  }
  // Tangents of log α and log β along g.
  const dAlpha = g.slice();
  for (let t = 1; t < T; t++) walk.pastInto(t, rowOf(dAlpha, t - 1), rowOf(dAlpha, t));
  let dLogZ = 0;
  for (let s = 0; s < S; s++) dLogZ += marginals[(T - 1) * S + s] * dAlpha[(T - 1) * S + s];
  const dBeta = new Float64Array(S), ahead = new Float64Array(S), before = new Float64Array(S);
  for (let t = T - 1; t >= 0; t--) {
    for (let s = 0; s < S; s++) {
      out.scores[(first + t) * S + s] += marginals[t * S + s] * (dAlpha[t * S + s] + dBeta[s] - dLogZ);
      ahead[s] = g[t * S + s] + dBeta[s];
      if (t > 0) before[s] = dAlpha[(t - 1) * S + s] - dLogZ;
    }
    if (t === 0) break;
    const matrix = transitions.length === S * S ? 0 : (first + t) * S * S;
    walk.back(t, { ahead, before, betaInto: dBeta, slopes: out.transitions.subarray(matrix, matrix + S * S) });
  }
  return value;
}
