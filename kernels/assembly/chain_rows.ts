/**
 * One step of one chain, forwards and backwards: rows of S numbers filled up to whole panels, that is to multiples of four vectors.
 * The passes take four a turn, so that sums and maxima do not wait for themselves; with one pass less (the exponentials go straight
 * into α̂) chains of 240 clips by OpenBLAS's products took 5.3 ms of one CPU instead of 6.2.
 */
import { paddedColumns } from "./pack";
import { exp, flushBelow, lanes, madd, maxLanes, sumLanes } from "./simd";

/** Smaller numbers become 0, before they are so small that the CPU handles them slowly. */
// @ts-ignore: decorator
@inline
function flushLevel<T>(): v128 {
  return v128.splat<T>(sizeof<T>() == 4 ? <T>1e-30 : <T>1e-290);
}

/** A chain whose β / c passes it is degenerate: see `chains.ts`. */
// @ts-ignore: decorator
@inline
export function betaLimit<T>(): T {
  return sizeof<T>() == 4 ? <T>1e18 : <T>1e270;
}

/** Bytes of a group of four vectors. */
const GROUP: usize = 64;

// Globals belong to an instance, that is to one thread. `line` is a group of which only the first numbers belong to the row.
let states: i32, width: i32, line: usize;

// @ts-ignore: decorator
@inline
export function rowBytes<T>(): usize {
  return <usize>width * sizeof<T>();
}

/** Set how many states rows have, and a group of scratch; returns its end. */
export function placeRows<T>(stateCount: i32, scratch: usize): usize {
  states = stateCount;
  width = paddedColumns<T>(stateCount);
  line = scratch;
  return line + GROUP;
}

/** All bits of the lanes, from number `column` of a row on, that belong to it. */
// @ts-ignore: decorator
@inline
function belongs<T>(column: i32): v128 {
  if (sizeof<T>() == 4) return i32x4.lt_s(i32x4.add(i32x4.splat(column), i32x4(0, 1, 2, 3)), i32x4.splat(states));
  return i64x2.lt_s(i64x2.add(i64x2.splat(column), i64x2(0, 1)), i64x2.splat(states));
}

/** The largest score of a row, whose last group it leaves in `line`, with -Infinity beyond the last score. */
export function largestScore<T>(source: usize): T {
  const last = source + rowBytes<T>() - GROUP;
  for (let i = 0; i < 4; i++) {
    const at = <usize>i << 4, mask = belongs<T>(width + (i - 4) * lanes<T>());
    v128.store(line + at, v128.bitselect(v128.load(last + at), v128.splat<T>(<T>-Infinity), mask));
  }
  let x0 = v128.load(line), x1 = v128.load(line, 16), x2 = v128.load(line, 32), x3 = v128.load(line, 48);
  for (; source < last; source += GROUP) {
    x0 = v128.max<T>(x0, v128.load(source));
    x1 = v128.max<T>(x1, v128.load(source, 16));
    x2 = v128.max<T>(x2, v128.load(source, 32));
    x3 = v128.max<T>(x3, v128.load(source, 48));
  }
  return maxLanes<T>(v128.max<T>(v128.max<T>(x0, x1), v128.max<T>(x2, x3)));
}

/** ψ, and α̂, which is returned too. */
// @ts-ignore: decorator
@inline
function filterLanes<T>(score: usize, shift: v128, potential: usize, row: usize, scale: v128, first: bool): v128 {
  const psi = exp<T>(v128.sub<T>(v128.load(score), shift));
  v128.store(potential, psi);
  const product = first ? psi : v128.mul<T>(v128.mul<T>(v128.load(row), scale), psi);
  const kept = flushBelow<T>(product, flushLevel<T>());
  v128.store(row, kept);
  return kept;
}

/**
 * ψ ← exp(scores - max), α̂ ← prediction ∘ ψ / c of the step before, the prediction being 1 at the first step. Beyond S, and for
 * -Infinity, ψ is so small that α̂ is flushed to 0. Follows {@link largestScore} of the same row. Returns c, the sum.
 */
export function filterRow<T>(source: usize, maximum: T, potential: usize, row: usize, inverseBefore: T, first: bool): T {
  const last = row + rowBytes<T>() - GROUP, scale = v128.splat<T>(inverseBefore), shift = v128.splat<T>(maximum);
  let sum0 = v128.splat<T>(<T>0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  for (; row <= last; row += GROUP, potential += GROUP, source += GROUP) {
    const score = row < last ? source : line;
    sum0 = v128.add<T>(sum0, filterLanes<T>(score, shift, potential, row, scale, first));
    sum1 = v128.add<T>(sum1, filterLanes<T>(score + 16, shift, potential + 16, row + 16, scale, first));
    sum2 = v128.add<T>(sum2, filterLanes<T>(score + 32, shift, potential + 32, row + 32, scale, first));
    sum3 = v128.add<T>(sum3, filterLanes<T>(score + 48, shift, potential + 48, row + 48, scale, first));
  }
  return sumLanes<T>(v128.add<T>(v128.add<T>(sum0, sum1), v128.add<T>(sum2, sum3)));
}

/** q and the marginals. */
// @ts-ignore: decorator
@inline
function closeLanes<T>(alpha: usize, beta: usize, q: usize, marginal: usize, scale: v128): void {
  const scaled = v128.mul<T>(v128.load(beta), scale);
  v128.store(q, flushBelow<T>(v128.mul<T>(v128.load(q), scaled), flushLevel<T>()));
  v128.store(marginal, v128.mul<T>(v128.load(alpha), scaled));
}

/**
 * One row of the backward pass: marginals ← α̂ ∘ β / Σ α̂ ∘ β, q ← ψ ∘ β / Σ α̂ ∘ β. The sum is c but for rounding; taking it
 * anew keeps a long chain's marginals from drifting. Returns the largest β / c.
 */
export function closeRow<T>(alpha: usize, beta: usize, q: usize, marginal: usize): T {
  const end = rowBytes<T>(), last = end - GROUP;
  let sum0 = v128.splat<T>(<T>0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  let top0 = sum0, top1 = sum0, top2 = sum0, top3 = sum0;
  for (let p: usize = 0; p < end; p += GROUP) {
    const a = alpha + p, b = beta + p;
    const b0 = v128.load(b), b1 = v128.load(b, 16), b2 = v128.load(b, 32), b3 = v128.load(b, 48);
    top0 = v128.max<T>(top0, b0); sum0 = madd<T>(v128.load(a), b0, sum0);
    top1 = v128.max<T>(top1, b1); sum1 = madd<T>(v128.load(a, 16), b1, sum1);
    top2 = v128.max<T>(top2, b2); sum2 = madd<T>(v128.load(a, 32), b2, sum2);
    top3 = v128.max<T>(top3, b3); sum3 = madd<T>(v128.load(a, 48), b3, sum3);
  }
  const inverse = <T>1 / sumLanes<T>(v128.add<T>(v128.add<T>(sum0, sum1), v128.add<T>(sum2, sum3)));
  const scale = v128.splat<T>(inverse);
  for (let p: usize = 0; p < end; p += GROUP) {
    const a = alpha + p, b = beta + p, into = q + p, out = p < last ? marginal + p : line;
    closeLanes<T>(a, b, into, out, scale);
    closeLanes<T>(a + 16, b + 16, into + 16, out + 16, scale);
    closeLanes<T>(a + 32, b + 32, into + 32, out + 32, scale);
    closeLanes<T>(a + 48, b + 48, into + 48, out + 48, scale);
  }
  copyLine<T>(marginal + last, <usize>states * sizeof<T>() - last);
  return maxLanes<T>(v128.max<T>(v128.max<T>(top0, top1), v128.max<T>(top2, top3))) * inverse;
}

/** The first bytes of `line`. */
// @ts-ignore: decorator
@inline
function copyLine<T>(target: usize, bytes: usize): void {
  let p: usize = 0;
  for (; p + 16 <= bytes; p += 16) v128.store(target + p, v128.load(line + p));
  for (; p < bytes; p += sizeof<T>()) store<T>(target + p, load<T>(line + p));
}
