/**
 * How a chain is walked for the tangents of its marginals: in scaled probabilities, or in logarithms.
 * @module
 */
import type { Reals } from "../kernels.ts";
import { logSumExp } from "./chain.ts";
import type { SoftTargets } from "./soft_targets.ts";

/** M = exp(A - max), shape [S, S]. */
export function scaledMatrix(transitions: Reals, start: number, S: number): Float64Array {
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
export interface Walk {
  marginals: Float64Array;
  before(t: number): Float64Array;
  after(t: number): Float64Array;
}

/** Walks a chain of T steps. */
export type WalkOf = (T: number) => Walk | null;

/** Numbers beyond these mean that something may have been lost to underflow. */
const SMALLEST = 1e-250;

/** In scaled probabilities. */
export function scaledSteps(
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
export function logSteps({ states: S, scores, transitions }: SoftTargets, first: number): WalkOf {
  const matrixAt = (t: number) => transitions.length === S * S ? 0 : (first + t) * S * S;
  return (T) => {
    const alpha = new Float64Array(T * S), beta = new Float64Array(T * S), terms = new Float64Array(S);
    const score = (t: number, s: number) => scores[(first + t) * S + s];
    for (let t = 0; t < T; t++) {
      for (let s = 0; s < S; s++) {
        alpha[t * S + s] = score(t, s);
        if (t === 0) continue;
        for (let r = 0; r < S; r++) terms[r] = alpha[(t - 1) * S + r] + transitions[matrixAt(t) + r * S + s];
        alpha[t * S + s] += logSumExp(terms);
      }
    }
    for (let t = T - 2; t >= 0; t--) {
      for (let r = 0; r < S; r++) {
        for (let s = 0; s < S; s++) {
          terms[s] = transitions[matrixAt(t + 1) + r * S + s] + score(t + 1, s) + beta[(t + 1) * S + s];
        }
        beta[t * S + r] = logSumExp(terms);
      }
    }
    const logZ = logSumExp(alpha.slice((T - 1) * S));
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
