/**
 * Soft targets: a loss between the chain's own marginals and a map that the raters gave, beside the likelihood.
 *
 * The gradient is exact. With g = ∂loss/∂p, it is how the marginals move when the scores move along g (the covariance of a
 * posterior is symmetric): one tangent pass of forward–backward, in f64.
 * @module
 */
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import type { Reals } from "../kernels.ts";

/**
 * - `kl`: Σ q·log(q / p), the Kullback–Leibler divergence from the raters' map q, in nats; p is mixed with {@link FLOOR} of
 *   the uniform map, so that it stays finite.
 * - `energy`: the energy distance 2·E|X - Y| - E|X - X'| - E|Y - Y'| on the plane (Székely & Rizzo 2013), X from p and Y from q:
 *   a smooth relative of the earth mover's distance, twice Cramér's distance on a line. At least 0, and 0 only when p = q; two
 *   certain maps are twice their earth mover's distance apart. Only for the grid's 121 states.
 * - `expectation`: Σ q·p, the expectation of any numbers q of the states. Not to train on: its gradient tells how something
 *   read off a map moves with the scores of all steps.
 */
export type SoftLoss = "kl" | "energy" | "expectation";

/** Share of the uniform map in p, for `kl`. */
const FLOOR = 1e-9;

const DISTANCES = Float64Array.from({ length: CELL_COUNT * CELL_COUNT }, (_, i) => {
  const a = cellToPoint(Math.floor(i / CELL_COUNT)), b = cellToPoint(i % CELL_COUNT);
  return Math.hypot(a.valence - b.valence, a.arousal - b.arousal);
});

/**
 * The loss of one step, and its gradient.
 * @param p marginals, [S], sum 1.
 * @param q target, [S], sum 1.
 * @param slopes [S], overwritten with ∂loss/∂p.
 */
export function softLoss(loss: SoftLoss, p: Reals, q: Reals, slopes: Float64Array): number {
  const S = p.length;
  let value = 0;
  if (loss === "kl") {
    for (let s = 0; s < S; s++) {
      const mixed = (1 - FLOOR) * p[s] + FLOOR / S;
      slopes[s] = -(1 - FLOOR) * q[s] / mixed;
      if (q[s] > 0) value += q[s] * Math.log(q[s] / mixed);
    }
    return value;
  }
  if (loss === "expectation") {
    for (let s = 0; s < S; s++) value += (slopes[s] = q[s]) * p[s];
    return value;
  }
  if (S !== CELL_COUNT) {
    throw new RangeError(`Cannot measure energy: there must be ${CELL_COUNT} states, current value is ${S}`);
  }
  // With d = p - q: -Σ_ab d_a·|a - b|·d_b.
  for (let a = 0; a < S; a++) {
    let reach = 0;
    for (let b = 0; b < S; b++) reach += DISTANCES[a * S + b] * (p[b] - q[b]);
    value -= (p[a] - q[a]) * reach;
    slopes[a] = -2 * reach;
  }
  return value;
}

/** Chains with targets. S = states, C = chains, N = steps of all. */
export interface SoftTargets {
  states: number;
  /** [C + 1], ascending from 0 to N. */
  offsets: Int32Array;
  /** [N, S], in nats. */
  scores: Reals;
  /** [S, S], or the matrix that leads into each step, [N, S, S]. */
  transitions: Reals;
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
    value += chainTerm(problem, first, end, scaledSteps(problem, first, factors), out) ??
      chainTerm(problem, first, end, logSteps(problem, first), out)!;
  }
  return value;
}

/** M = exp(A - max), and the largest. */
function scaledMatrix(transitions: Reals, start: number, S: number): Float64Array {
  let highest = -Infinity;
  for (let i = start; i < start + S * S; i++) if (transitions[i] > highest) highest = transitions[i];
  const matrix = new Float64Array(S * S);
  if (highest > -Infinity) {
    for (let i = 0; i < S * S; i++) matrix[i] = Math.exp(transitions[start + i] - highest);
  }
  return matrix;
}

/**
 * How a chain is walked: each step's shares of the states before it and after it. `before(t)` [S, S] holds in column s
 * p(y_{t-1} = r | y_t = s, x up to t - 1); `after(t)` in row r p(y_{t+1} = s | y_t = r, x from t + 1). Null where the
 * arithmetic fails.
 */
interface Walk {
  marginals: Float64Array;
  before(t: number): Float64Array;
  after(t: number): Float64Array;
}

type WalkOf = (T: number) => Walk | null;

/** Numbers beyond these mean that something may have been lost to underflow. */
const SMALLEST = 1e-250;

/** In scaled probabilities. */
function scaledSteps(
  { states: S, scores, transitions }: SoftTargets,
  first: number,
  factors: Float64Array | null,
): WalkOf {
  return (T) => {
    const alpha = new Float64Array(T * S), beta = new Float64Array(T * S).fill(1), psi = new Float64Array(T * S);
    const matrices: Float64Array[] = [];
    const reached = new Float64Array(T * S), following = new Float64Array(T * S);
    for (let t = 0; t < T; t++) {
      let highest = -Infinity, sum = 0;
      for (let s = 0; s < S; s++) highest = Math.max(highest, scores[(first + t) * S + s]);
      matrices.push(factors ?? (t > 0 ? scaledMatrix(transitions, (first + t) * S * S, S) : new Float64Array(0)));
      for (let s = 0; s < S; s++) psi[t * S + s] = Math.exp(scores[(first + t) * S + s] - highest);
      for (let s = 0; s < S && t === 0; s++) alpha[s] = psi[s];
      if (t > 0) {
        for (let r = 0; r < S; r++) {
          const from = alpha[(t - 1) * S + r];
          for (let s = 0; s < S; s++) reached[t * S + s] += from * matrices[t][r * S + s];
        }
        for (let s = 0; s < S; s++) alpha[t * S + s] = reached[t * S + s] * psi[t * S + s];
      }
      for (let s = 0; s < S; s++) sum += alpha[t * S + s];
      if (!(sum > SMALLEST)) return null;
      for (let s = 0; s < S; s++) alpha[t * S + s] /= sum;
    }
    for (let t = T - 2; t >= 0; t--) {
      const matrix = matrices[t + 1], next = (t + 1) * S;
      let highest = 0;
      for (let r = 0; r < S; r++) {
        let sum = 0;
        for (let s = 0; s < S; s++) sum += matrix[r * S + s] * psi[next + s] * beta[next + s];
        following[t * S + r] = beta[t * S + r] = sum;
        highest = Math.max(highest, sum);
      }
      if (!(highest > SMALLEST)) return null;
      for (let r = 0; r < S; r++) beta[t * S + r] /= highest;
    }
    const marginals = new Float64Array(T * S);
    for (let t = 0; t < T; t++) {
      let sum = 0;
      for (let s = 0; s < S; s++) sum += marginals[t * S + s] = alpha[t * S + s] * beta[t * S + s];
      // Where the product of the two has all but vanished, what underflowed in one of them may be what counts.
      if (!(sum > 1e-30)) return null;
      for (let s = 0; s < S; s++) marginals[t * S + s] /= sum;
    }
    const shares = new Float64Array(S * S);
    return {
      marginals,
      before(t) {
        for (let r = 0; r < S; r++) {
          const from = alpha[(t - 1) * S + r];
          for (let s = 0; s < S; s++) {
            const total = reached[t * S + s];
            shares[r * S + s] = total > 0 ? from * matrices[t][r * S + s] / total : 0;
          }
        }
        return shares;
      },
      after(t) {
        const next = (t + 1) * S;
        for (let r = 0; r < S; r++) {
          const total = following[t * S + r];
          for (let s = 0; s < S; s++) {
            shares[r * S + s] = total > 0 ? matrices[t + 1][r * S + s] * psi[next + s] * beta[next + s] / total : 0;
          }
        }
        return shares;
      },
    };
  };
}

/** In logarithms: slower, and right for scores of any size. */
function logSteps({ states: S, scores, transitions }: SoftTargets, first: number): WalkOf {
  const matrixAt = (t: number) => transitions.length === S * S ? 0 : (first + t) * S * S;
  const logSumOf = (terms: Float64Array) => {
    const highest = terms.reduce((a, b) => Math.max(a, b));
    if (highest === -Infinity) return -Infinity;
    return highest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - highest), 0));
  };
  return (T) => {
    const alpha = new Float64Array(T * S), beta = new Float64Array(T * S), terms = new Float64Array(S);
    const score = (t: number, s: number) => scores[(first + t) * S + s];
    for (let t = 0; t < T; t++) {
      for (let s = 0; s < S; s++) {
        alpha[t * S + s] = score(t, s);
        if (t === 0) continue;
        for (let r = 0; r < S; r++) terms[r] = alpha[(t - 1) * S + r] + transitions[matrixAt(t) + r * S + s];
        alpha[t * S + s] += logSumOf(terms);
      }
    }
    for (let t = T - 2; t >= 0; t--) {
      for (let r = 0; r < S; r++) {
        for (let s = 0; s < S; s++) {
          terms[s] = transitions[matrixAt(t + 1) + r * S + s] + score(t + 1, s) + beta[(t + 1) * S + s];
        }
        beta[t * S + r] = logSumOf(terms);
      }
    }
    const logZ = logSumOf(alpha.slice((T - 1) * S));
    if (!Number.isFinite(logZ)) {
      throw new RangeError(`Cannot train on soft targets: a path must be possible, current log Z is ${logZ}`);
    }
    const shares = new Float64Array(S * S);
    const ratio = (part: number, total: number) => total === -Infinity ? 0 : Math.exp(part - total);
    return {
      marginals: alpha.map((value, i) => Math.exp(value + beta[i] - logZ)),
      before(t) {
        for (let r = 0; r < S; r++) {
          for (let s = 0; s < S; s++) {
            const part = alpha[(t - 1) * S + r] + transitions[matrixAt(t) + r * S + s] + score(t, s);
            shares[r * S + s] = ratio(part, alpha[t * S + s]);
          }
        }
        return shares;
      },
      after(t) {
        for (let r = 0; r < S; r++) {
          for (let s = 0; s < S; s++) {
            const part = transitions[matrixAt(t + 1) + r * S + s] + score(t + 1, s) + beta[(t + 1) * S + s];
            shares[r * S + s] = ratio(part, beta[t * S + r]);
          }
        }
        return shares;
      },
    };
  };
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
