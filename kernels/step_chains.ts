/**
 * Forward–backward with a matrix for each step: in scaled probability space, in f64 on one thread. Several times faster than
 * the log domain, which stands in for chains that this can not hold.
 * @module
 */
import { type ChainBatch, type ChainExpectations, chainExpectationsLog, type Reals } from "../core/kernels.ts";

/** Scaled probabilities below this have lost digits. */
const UNDERFLOWN = 1e-30;
/** Scores this far below the largest one would be flushed to 0, and a path through them lost, however well it ends. */
const DEEPEST = { F32: -80, F64: -700 };
/** How far a step's marginals may be from a sum of 1. */
const SLACK = 1e-6;

export function stepChainExpectations(batch: ChainBatch, out: ChainExpectations): void {
  const { states: S, offsets, scores, transitions, weights } = batch;
  for (let c = 0; c < weights.length; c++) {
    const rows = (array: Reals, width: number) => array.subarray(offsets[c] * width, offsets[c + 1] * width);
    const chain = {
      states: S,
      offsets: Int32Array.of(0, offsets[c + 1] - offsets[c]),
      scores: rows(scores, S),
      transitions: rows(transitions, S * S),
      weights: weights.subarray(c, c + 1),
    };
    const found = {
      marginals: rows(out.marginals, S),
      edges: rows(out.edges, S * S),
      logPartitions: out.logPartitions.subarray(c, c + 1),
    };
    if (chain.scores.length === 0) out.logPartitions[c] = 0;
    else if (!scaledInto(chain, found)) chainExpectationsLog(chain, found);
  }
}

/**
 * With F_t = exp(A_t - max A_t), e_t = exp(score_t - max score_t):
 *   α_t(s) = e_t(s)·Σ_r α_{t-1}(r)·F_t(r, s) / c_t, sum 1;   β_{t-1}(r) = Σ_s F_t(r, s)·e_t(s)·β_t(s) / c_t.
 * Then the marginals are α·β, and the expected transitions α_{t-1}(r)·F_t(r, s)·e_t(s)·β_t(s) / c_t. F lies where these go.
 * @returns false if scores lie too far apart, underflow or are no numbers: what was written is of no use then.
 */
function scaledInto({ states: S, scores, transitions, weights }: ChainBatch, out: ChainExpectations): boolean {
  const T = scores.length / S, size = S * S, { marginals, edges } = out;
  const alpha = new Float64Array(T * S),
    e = new Float64Array(T * S),
    c = new Float64Array(T),
    next = new Float64Array(S);
  let logPartition = 0;
  for (let t = 0; t < T; t++) {
    const at = t * S, highest = expInto(scores, e, at, at + S);
    if (t === 0) next.fill(1);
    else {
      logPartition += expInto(transitions, edges, t * size, (t + 1) * size);
      next.fill(0);
      for (let r = 0; r < S; r++) {
        const before = alpha[at - S + r], row = t * size + r * S;
        if (before > 0) { for (let s = 0; s < S; s++) next[s] += before * edges[row + s]; }
      }
    }
    let sum = 0;
    for (let s = 0; s < S; s++) sum += alpha[at + s] = next[s] * e[at + s];
    if (!(sum > UNDERFLOWN && Number.isFinite(logPartition + highest))) return false;
    for (let s = 0; s < S; s++) alpha[at + s] /= sum;
    c[t] = sum;
    logPartition += highest + Math.log(sum);
  }
  const beta = new Float64Array(S).fill(1);
  for (let t = T - 1; t >= 0; t--) {
    const at = t * S, weighted = new Float64Array(S);
    let total = 0;
    for (let s = 0; s < S; s++) total += marginals[at + s] = alpha[at + s] * beta[s];
    if (!(Math.abs(total - 1) < SLACK)) return false;
    if (t === 0) break;
    for (let s = 0; s < S; s++) weighted[s] = e[at + s] * beta[s] / c[t];
    for (let r = 0; r < S; r++) {
      const row = t * size + r * S, from = weights[0] * alpha[at - S + r];
      let sum = 0;
      for (let s = 0; s < S; s++) {
        const onward = edges[row + s] * weighted[s];
        sum += onward;
        edges[row + s] = from * onward;
      }
      beta[r] = sum;
    }
  }
  edges.fill(0, 0, size);
  out.logPartitions[0] = logPartition;
  return true;
}

/** out ← exp(values - their largest), of [start, end). @returns the largest, 0 if all are -Infinity; NaN if they lie too far apart. */
function expInto(values: Reals, out: Reals, start: number, end: number): number {
  let highest = -Infinity, lowest = Infinity;
  for (let i = start; i < end; i++) {
    if (values[i] > highest) highest = values[i];
    if (values[i] < lowest && values[i] !== -Infinity) lowest = values[i];
  }
  if (highest === -Infinity) highest = 0;
  if (lowest - highest < DEEPEST[out instanceof Float32Array ? "F32" : "F64"]) return NaN;
  for (let i = start; i < end; i++) out[i] = Math.exp(values[i] - highest);
  return highest;
}
