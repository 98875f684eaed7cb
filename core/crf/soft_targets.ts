/**
 * Soft targets: a loss between the chain's own marginals and a map that the raters gave, beside the likelihood.
 *
 * The gradient is exact. With g = ∂loss/∂p, it is how the marginals move when the scores move along g (the covariance of a
 * posterior is symmetric): one tangent pass of forward–backward, in f64.
 * @module
 */
import type { Reals } from "../kernels.ts";
import { type SoftLoss, softLoss } from "./soft_loss.ts";
import { logSteps, scaledMatrix, scaledSteps, type WalkOf } from "./soft_walk.ts";

/** Chains with targets. S = states, C = chains, N = steps of all. */
export interface SoftTargets {
  states: number;
  /** [C + 1], ascending from 0 to N. */
  offsets: Int32Array;
  /** [N, S], in nats. */
  scores: Reals;
  /** [S, S], or the matrix that leads into each step, [N, S, S]. */
  transitions: Reals;
  /** q, [N, S]; rows sum to 1 where they weigh anything. */
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
    value += chainTerm(problem, first, end, scaledSteps(problem, first, factors), out) ??
      chainTerm(problem, first, end, logSteps(problem, first), out)!;
  }
  return value;
}

/** The term of one chain; null, and nothing added, if the walk fails. */
function chainTerm(
  { states: S, transitions, targets, weights, loss }: SoftTargets,
  first: number,
  end: number,
  walkOf: WalkOf,
  out: SoftGradients,
): number | null {
  const T = end - first, walk = walkOf(T);
  if (!walk) return null;
  const { marginals } = walk, g = new Float64Array(T * S);
  let value = 0;
  for (let t = 0; t < T; t++) {
    const weight = weights[first + t];
    if (weight === 0) continue;
    const slopes = g.subarray(t * S, (t + 1) * S), row = (first + t) * S;
    value += weight * softLoss(loss, marginals.subarray(t * S, (t + 1) * S), targets.subarray(row, row + S), slopes);
    for (let s = 0; s < S; s++) slopes[s] *= weight;
  }
  // Tangents of log α and log β along g.
  const dAlpha = g.slice(), dBeta = new Float64Array(T * S);
  for (let t = 1; t < T; t++) {
    const shares = walk.before(t);
    for (let r = 0; r < S; r++) {
      const from = dAlpha[(t - 1) * S + r];
      for (let s = 0; s < S; s++) dAlpha[t * S + s] += shares[r * S + s] * from;
    }
  }
  let dLogZ = 0;
  for (let s = 0; s < S; s++) dLogZ += marginals[(T - 1) * S + s] * dAlpha[(T - 1) * S + s];
  for (let t = T - 1; t >= 0; t--) {
    for (let s = 0; s < S; s++) {
      out.scores[(first + t) * S + s] += marginals[t * S + s] * (dAlpha[t * S + s] + dBeta[t * S + s] - dLogZ);
    }
    if (t === 0) break;
    // ξ(r, s) = p(y_{t-1} = r)·p(y_t = s | r); its tangent along g, and β's one step before.
    const shares = walk.after(t - 1), matrix = transitions.length === S * S ? 0 : (first + t) * S * S;
    for (let r = 0; r < S; r++) {
      const p = marginals[(t - 1) * S + r], before = dAlpha[(t - 1) * S + r] - dLogZ;
      let reached = 0;
      for (let s = 0; s < S; s++) {
        const share = shares[r * S + s], ahead = g[t * S + s] + dBeta[t * S + s];
        reached += share * ahead;
        out.transitions[matrix + r * S + s] += p * share * (before + ahead);
      }
      dBeta[(t - 1) * S + r] = reached;
    }
  }
  return value;
}
