/**
 * How a chain is walked for the tangents of its marginals: in scaled probabilities, or in logarithms.
 * @module
 */
import type { Reals } from "../kernels.ts";
import { logSumExp } from "./chain.ts";

/** What is walked. S = states, N = steps. */
export interface WalkScores {
  states: number;
  /** [N, S], in nats. */
  scores: Reals;
  /** [S, S], or the matrix that leads into each step, [N, S, S]. */
  transitions: Reals;
}

/** A step back: where the tangents of log β and of the transitions come from. */
export interface StepBack {
  /** Tangent of score + log β at step t, [S]. */
  ahead: Float64Array;
  /** Tangent of log α at step t - 1, less that of log Z, [S]. */
  before: Float64Array;
  /** Overwritten with the tangent of log β at step t - 1, [S]. */
  betaInto: Float64Array;
  /** ∂/∂A_t, [S, S], added to. */
  slopes: Float64Array;
}

/** A walk of T steps. Conditional probabilities of what can not be are 0. */
export interface Walk {
  /** [T, S] */
  marginals: Float64Array;
  /** into[s] += Σ_r p(y_{t-1} = r | y_t = s, x up to t - 1)·tangent[r]. */
  pastInto(t: number, tangent: Float64Array, into: Float64Array): void;
  /** With ξ = p(y_{t-1} = r | x)·p(y_t = s | y_{t-1} = r, x): the tangent of β, and slopes += ξ·(before[r] + ahead[s]). */
  back(t: number, step: StepBack): void;
}

/** M = exp(A - max), shape [S, S]; 0 where all is forbidden. */
export function scaledMatrix(transitions: Reals, start: number, S: number): Float64Array {
  let highest = -Infinity;
  for (let i = start; i < start + S * S; i++) if (transitions[i] > highest) highest = transitions[i];
  const matrix = new Float64Array(S * S);
  if (highest > -Infinity) {
    for (let i = 0; i < S * S; i++) matrix[i] = Math.exp(transitions[start + i] - highest);
  }
  return matrix;
}

/** Numbers beyond these mean that something may have been lost to underflow. */
const SMALLEST = 1e-250;

/** Messages of a chain in scaled probabilities, all [T, S]. */
interface Messages {
  /** Sum 1 a step. */
  alpha: Float64Array;
  /** α_{t-1}·M_t, before the scores of t. */
  reached: Float64Array;
  /** ψ ∘ β */
  ahead: Float64Array;
  /** M_{t+1}·(ψ ∘ β)_{t+1} */
  following: Float64Array;
  marginals: Float64Array;
}

/** Null where the arithmetic fails. */
function messagesOf(S: number, potentials: Float64Array, matrices: readonly Float64Array[]): Messages | null {
  const T = matrices.length, make = () => new Float64Array(T * S);
  const alpha = make(), reached = make(), ahead = make(), following = make(), marginals = make();
  for (let t = 0; t < T; t++) {
    const row = reached.subarray(t * S, (t + 1) * S);
    if (t === 0) row.fill(1);
    else productInto(alpha.subarray((t - 1) * S, t * S), matrices[t], row);
    let sum = 0;
    for (let s = 0; s < S; s++) sum += alpha[t * S + s] = row[s] * potentials[t * S + s];
    if (!(sum > SMALLEST)) return null;
    for (let s = 0; s < S; s++) alpha[t * S + s] /= sum;
  }
  const beta = new Float64Array(S).fill(1);
  for (let t = T - 1; t >= 0; t--) {
    if (t + 1 < T) {
      let highest = 0;
      for (let r = 0; r < S; r++) {
        let sum = 0;
        for (let s = 0; s < S; s++) sum += matrices[t + 1][r * S + s] * ahead[(t + 1) * S + s];
        following[t * S + r] = beta[r] = sum;
        highest = Math.max(highest, sum);
      }
      if (!(highest > SMALLEST)) return null;
      for (let r = 0; r < S; r++) beta[r] /= highest;
    }
    let sum = 0;
    for (let s = 0; s < S; s++) {
      ahead[t * S + s] = potentials[t * S + s] * beta[s];
      sum += marginals[t * S + s] = alpha[t * S + s] * beta[s];
    }
    // Where the product of the two has all but vanished, what underflowed in one of them may be what counts.
    if (!(sum > 1e-30)) return null;
    for (let s = 0; s < S; s++) marginals[t * S + s] /= sum;
  }
  return { alpha, reached, ahead, following, marginals };
}

/** into += row·M */
function productInto(row: Float64Array, matrix: Float64Array, into: Float64Array): void {
  const S = row.length;
  for (let r = 0; r < S; r++) {
    const from = row[r];
    for (let s = 0, i = r * S; s < S; s++, i++) into[s] += from * matrix[i];
  }
}

/**
 * In scaled probabilities; null where the arithmetic fails.
 * @param first the chain's first step, of T.
 * @param factors {@link scaledMatrix} of the one that all steps share, or null.
 */
export function scaledWalk(
  { states: S, scores, transitions }: WalkScores,
  first: number,
  T: number,
  factors: Float64Array | null,
): Walk | null {
  const potentials = new Float64Array(T * S);
  const matrices = Array.from(
    { length: T },
    (_, t) => factors ?? (t > 0 ? scaledMatrix(transitions, (first + t) * S * S, S) : new Float64Array(0)),
  );
  for (let t = 0; t < T; t++) {
    const row = (first + t) * S;
    let highest = -Infinity;
    for (let s = 0; s < S; s++) highest = Math.max(highest, scores[row + s]);
    for (let s = 0; s < S; s++) potentials[t * S + s] = Math.exp(scores[row + s] - highest);
  }
  const messages = messagesOf(S, potentials, matrices);
  if (!messages) return null;
  const { alpha, reached, ahead, following, marginals } = messages, sums = new Float64Array(S);
  return {
    marginals,
    pastInto(t, tangent, into) {
      productInto(tangent.map((slope, r) => slope * alpha[(t - 1) * S + r]), matrices[t], sums.fill(0));
      for (let s = 0; s < S; s++) if (reached[t * S + s] > 0) into[s] += sums[s] / reached[t * S + s];
    },
    back(t, step) {
      const share = ahead.subarray(t * S, (t + 1) * S), matrix = matrices[t];
      for (let r = 0; r < S; r++) {
        const total = following[(t - 1) * S + r];
        step.betaInto[r] = 0;
        if (!(total > 0)) continue;
        const p = marginals[(t - 1) * S + r], from = step.before[r];
        let sum = 0;
        for (let s = 0, i = r * S; s < S; s++, i++) {
          const part = matrix[i] * share[s] / total;
          sum += part * step.ahead[s];
          step.slopes[i] += p * part * (from + step.ahead[s]);
        }
        step.betaInto[r] = sum;
      }
    },
  };
}

/**
 * In logarithms: slower, and right for scores of any size.
 * @throws RangeError if no path is possible.
 */
export function logWalk({ states: S, scores, transitions }: WalkScores, first: number, T: number): Walk {
  const matrixAt = (t: number) => transitions.length === S * S ? 0 : (first + t) * S * S;
  const score = (t: number, s: number) => scores[(first + t) * S + s];
  const alpha = new Float64Array(T * S), beta = new Float64Array(T * S), terms = new Float64Array(S);
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
  const ratio = (part: number, total: number) => total === -Infinity ? 0 : Math.exp(part - total);
  const marginals = alpha.map((value, i) => Math.exp(value + beta[i] - logZ));
  return {
    marginals,
    pastInto(t, tangent, into) {
      for (let r = 0; r < S; r++) {
        const from = alpha[(t - 1) * S + r];
        for (let s = 0; s < S; s++) {
          const part = from + transitions[matrixAt(t) + r * S + s] + score(t, s);
          into[s] += ratio(part, alpha[t * S + s]) * tangent[r];
        }
      }
    },
    back(t, step) {
      for (let r = 0; r < S; r++) {
        const p = marginals[(t - 1) * S + r];
        let sum = 0;
        for (let s = 0; s < S; s++) {
          const part = transitions[matrixAt(t) + r * S + s] + score(t, s) + beta[t * S + s];
          const share = ratio(part, beta[(t - 1) * S + r]);
          sum += share * step.ahead[s];
          step.slopes[r * S + s] += p * share * (step.before[r] + step.ahead[s]);
        }
        step.betaInto[r] = sum;
      }
    },
  };
}
