/**
 * Forward–backward where every step has a matrix of its own: as chains.ts, with M_t = exp(A_t - max A_t) in the place of M.
 * Each matrix is read once: its exponentials wait in the memory of the edges, and become
 *   edges_t = w · (α̂_{t-1} / c_{t-1}) ⊗ q_t ∘ M_t.
 */
import { betaLimit, closeRow, filterRow, largestScore, placeRows, rowBytes } from "./chain_rows";
import { exp, flushBelow, madd, maxLanes, sumLanes } from "./simd";

// @ts-ignore: decorator
@external("env", "log")
declare function naturalLog(x: f64): f64;

/** Just above where the exponential saturates: what is forbidden must be 0. Far below the flush level over the limit of β / c. */
// @ts-ignore: decorator
@inline
function leastFactor<T>(): v128 {
  return v128.splat<T>(sizeof<T>() == 4 ? <T>1e-37 : <T>1e-307);
}

// @ts-ignore: decorator
@inline
function factors<T>(scores: v128, shift: v128): v128 {
  return flushBelow<T>(exp<T>(v128.sub<T>(scores, shift)), leastFactor<T>());
}

/** The largest of `count` numbers; NaN if there is one. */
function largestOf<T>(source: usize, count: i32): T {
  const end = source + <usize>count * sizeof<T>(), whole = source + ((<usize>count * sizeof<T>()) & ~15);
  let largest = v128.splat<T>(<T>-Infinity);
  for (; source < whole; source += 16) largest = v128.max<T>(largest, v128.load(source));
  for (; source < end; source += sizeof<T>()) largest = v128.max<T>(largest, v128.splat<T>(load<T>(source)));
  return maxLanes<T>(largest);
}

/** matrix ← M of A, row ← before · M, which begins as 0. Returns max A. */
function reach<T>(states: i32, transitions: usize, matrix: usize, before: usize, row: usize): T {
  const bytes = <usize>states * sizeof<T>(), whole = bytes & ~15;
  const maximum = largestOf<T>(transitions, states * states), shift = v128.splat<T>(maximum);
  for (let r = 0; r < states; r++, transitions += bytes, matrix += bytes, before += sizeof<T>()) {
    const from = load<T>(before), share = v128.splat<T>(from);
    let p: usize = 0;
    for (; p < whole; p += 16) {
      const factor = factors<T>(v128.load(transitions + p), shift);
      v128.store(matrix + p, factor);
      v128.store(row + p, madd<T>(share, factor, v128.load(row + p)));
    }
    for (; p < bytes; p += sizeof<T>()) {
      const factor = sumLanes<T>(factors<T>(v128.splat<T>(load<T>(transitions + p)), shift)) * (<T>sizeof<T>() / <T>16);
      store<T>(matrix + p, factor);
      store<T>(row + p, from * factor + load<T>(row + p));
    }
  }
  return maximum;
}

/** matrix ← weight · before ⊗ q ∘ matrix, beta ← matrix · q of what it was. */
function leave<T>(states: i32, matrix: usize, before: usize, q: usize, weight: T, beta: usize): void {
  const bytes = <usize>states * sizeof<T>(), whole = bytes & ~15;
  for (let r = 0; r < states; r++, matrix += bytes, before += sizeof<T>(), beta += sizeof<T>()) {
    const from = weight * load<T>(before), share = v128.splat<T>(from);
    let sum = v128.splat<T>(<T>0), p: usize = 0;
    for (; p < whole; p += 16) {
      const ahead = v128.mul<T>(v128.load(matrix + p), v128.load(q + p));
      sum = v128.add<T>(sum, ahead);
      v128.store(matrix + p, v128.mul<T>(share, ahead));
    }
    let reached = sumLanes<T>(sum);
    for (; p < bytes; p += sizeof<T>()) {
      const ahead = load<T>(matrix + p) * load<T>(q + p);
      reached += ahead;
      store<T>(matrix + p, from * ahead);
    }
    store<T>(beta, reached);
  }
}

// Scratch of a chain.
let alpha: usize, q: usize, beta: usize, inverseScale: usize;

function placeScratch<T>(states: i32, steps: i32, scratch: usize): usize {
  alpha = placeRows<T>(states, scratch);
  const bytes = rowBytes<T>();
  q = alpha + <usize>steps * bytes;
  beta = q + <usize>steps * bytes;
  inverseScale = beta + bytes;
  return inverseScale + <usize>steps * sizeof<T>();
}

export function stepChainScratchBytes<T>(states: i32, steps: i32): usize {
  return placeScratch<T>(states, steps, 0);
}

/** Returns log Z. */
function forward<T>(states: i32, steps: i32, scores: usize, transitions: usize, edges: usize): f64 {
  const bytes = rowBytes<T>(), row = <usize>states * sizeof<T>(), size = row * <usize>states;
  let logZ: f64 = 0, inverseBefore = <T>1;
  memory.fill(alpha, 0, <usize>steps * bytes);
  memory.fill(edges, 0, size);
  for (let t = 0; t < steps; t++) {
    const at = <usize>t * bytes, source = scores + <usize>t * row, maximum = largestScore<T>(source);
    let reached = <T>0;
    if (t > 0) reached = reach<T>(states, transitions + <usize>t * size, edges + <usize>t * size, alpha + at - bytes, alpha + at);
    const scale = filterRow<T>(source, maximum, q + at, alpha + at, inverseBefore, t == 0);
    inverseBefore = <T>1 / scale;
    store<T>(inverseScale + <usize>t * sizeof<T>(), inverseBefore);
    logZ += <f64>maximum + <f64>reached + naturalLog(<f64>scale);
  }
  return logZ;
}

/** Whether the results can be trusted. */
function backward<T>(states: i32, steps: i32, weight: f64, marginals: usize, edges: usize): bool {
  const bytes = rowBytes<T>(), row = <usize>states * sizeof<T>(), size = row * <usize>states;
  for (let p = beta; p < beta + bytes; p += sizeof<T>()) store<T>(p, <T>1);
  for (let t = steps - 1; t >= 0; t--) {
    const at = <usize>t * bytes;
    const largest = closeRow<T>(alpha + at, beta, q + at, marginals + <usize>t * row);
    // Written so that NaN is degenerate too.
    if (!(largest <= betaLimit<T>())) return false;
    if (t == 0) break;
    const share = <T>weight * load<T>(inverseScale + <usize>(t - 1) * sizeof<T>());
    leave<T>(states, edges + <usize>t * size, alpha + at - bytes, q + at, share, beta);
  }
  return true;
}

/** Run `count` chains, none without steps. What a degenerate chain leaves in its rows is of no use. */
export function stepChainExpectations<T>(
  states: i32, order: usize, count: i32, offsets: usize, scores: usize, transitions: usize, weights: usize,
  marginals: usize, edges: usize, logPartitions: usize, degenerate: usize, scratch: usize,
): void {
  const row = <usize>states * sizeof<T>(), size = row * <usize>states;
  for (let i = 0; i < count; i++) {
    const chain = <usize>load<i32>(order + (<usize>i << 2));
    const start = load<i32>(offsets + (chain << 2)), steps = load<i32>(offsets + (chain << 2), 4) - start;
    const first = <usize>start;
    placeScratch<T>(states, steps, scratch);
    const logZ = forward<T>(states, steps, scores + first * row, transitions + first * size, edges + first * size);
    store<f64>(logPartitions + (chain << 3), logZ);
    const weight = load<f64>(weights + (chain << 3));
    const trusted = backward<T>(states, steps, weight, marginals + first * row, edges + first * size);
    if (!trusted) store<u8>(degenerate + chain, 1);
  }
}
