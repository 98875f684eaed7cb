/**
 * The latent consensus of one piece on one axis: its prior, its posterior, and what of it a rater has heard.
 * @module
 */
import { solveSymmetricInto } from "../../regression/ridge.ts";
import type { Whitened } from "./noise.ts";

/** Gaussian over the K knots of a piece. */
export interface Curve {
  /** [K] */
  mean: Float64Array;
  /** [K, K] */
  covariance: Float64Array;
  stepSeconds: number;
}

/**
 * A walk whose changes last: κ² of its start, ρ by which a change goes on in the next bin, and the variance of what is
 * new in it; in squared units of the plane.
 */
export interface Walk {
  start: number;
  persistence: number;
  step: number;
}

/** Precision and its product with the mean, of what is known so far. */
export interface Known {
  /** [K, K] */
  precision: Float64Array;
  /** [K] */
  shift: Float64Array;
}

/**
 * What is new in the walk at knot k, as coefficients of knots k, k−1, k−2: x_0, √(1−ρ²)·(x_1 − x_0), then
 * (x_k − x_k−1) − ρ·(x_k−1 − x_k−2), so that changes have the same variance everywhere.
 */
function innovation(k: number, rho: number): readonly number[] {
  if (k === 0) return [1];
  const first = Math.sqrt(1 - rho * rho);
  return k === 1 ? [first, -first] : [1, -1 - rho, rho];
}

/** The walk's prior about its mean [K]. */
export function priorKnown(mean: Float64Array, { start, persistence, step }: Walk): Known {
  const K = mean.length, precision = new Float64Array(K * K), shift = new Float64Array(K);
  for (let k = 0; k < K; k++) {
    const row = innovation(k, persistence), weight = 1 / (k === 0 ? start : step);
    const expected = row.reduce((sum, value, i) => sum + value * mean[k - i], 0);
    row.forEach((a, i) => {
      shift[k - i] += weight * a * expected;
      row.forEach((b, j) => precision[(k - i) * K + k - j] += weight * a * b);
    });
  }
  return { precision, shift };
}

/**
 * E of the squared innovations of a curve about its prior mean: of the start, and the sum over the other knots.
 */
export function innovations(
  { mean, covariance }: Curve,
  prior: Float64Array,
  rho: number,
): { start: number; steps: number } {
  const K = mean.length,
    squares = Array.from({ length: K }, (_, k) => {
      const row = innovation(k, rho);
      let expected = 0, variance = 0;
      row.forEach((a, i) => {
        expected += a * (mean[k - i] - prior[k - i]);
        row.forEach((b, j) => variance += a * b * covariance[(k - i) * K + k - j]);
      });
      return expected * expected + variance;
    });
  return { start: squares[0], steps: squares.slice(1).reduce((sum, value) => sum + value, 0) };
}

/** The Gaussian with this precision. O(K³) */
export function posterior({ precision, shift }: Known, stepSeconds: number): Curve {
  const K = shift.length, covariance = new Float64Array(K * K), mean = new Float64Array(K);
  for (let k = 0; k < K; k++) covariance[k * K + k] = 1;
  solveSymmetricInto(precision.slice(), covariance, K);
  for (let i = 0; i < K; i++) for (let j = 0; j < K; j++) mean[i] += covariance[i * K + j] * shift[j];
  return { mean, covariance, stepSeconds };
}

/** Where a time lies between knots: the knot before it, and how far on; ends stand still. */
function between(seconds: number, stepSeconds: number, knots: number): { knot: number; share: number } {
  const at = Math.max(0, Math.min(knots - 1, seconds / stepSeconds)), knot = Math.min(knots - 2, Math.floor(at));
  return knot < 0 ? { knot: 0, share: 0 } : { knot, share: at - knot };
}

/** The curve [K] at a time. */
export function curveAt(values: ArrayLike<number>, seconds: number, stepSeconds: number): number {
  const { knot, share } = between(seconds, stepSeconds, values.length);
  return share === 0 ? values[knot] : (1 - share) * values[knot] + share * values[knot + 1];
}

/**
 * Mean and variance of the whitened consensus at each rating of a series, heard with a lag. The hot loop of the search for
 * lags: it allocates nothing.
 * @param out mean and variance, each [N], filled.
 */
export function heardInto(
  out: { mean: Float64Array; variance: Float64Array },
  { mean, covariance: v, stepSeconds }: Curve,
  times: Float64Array,
  lagSeconds: number,
  { rho, scale }: Whitened,
): void {
  const K = mean.length, last = K - 1, next = K > 1 ? 1 : 0;
  let knotBefore = 0, shareBefore = 0, meanBefore = 0, varianceBefore = 0;
  for (let n = 0; n < times.length; n++) {
    const at = Math.max(0, Math.min(last, (times[n] - lagSeconds) / stepSeconds));
    const k = Math.max(0, Math.min(last - 1, Math.floor(at))), f = next === 0 ? 0 : at - k, g = 1 - f;
    const m = g * mean[k] + f * mean[k + next], r = rho[n];
    let row = k * K + k;
    const variance = g * g * v[row] + 2 * f * g * v[row + next] + f * f * v[row + next * K + next];
    let joint = variance;
    if (r !== 0) {
      row = k * K + knotBefore;
      const h = 1 - shareBefore, here = h * v[row] + shareBefore * v[row + next];
      const there = h * v[row + next * K] + shareBefore * v[row + next * K + next];
      joint += r * (r * varianceBefore - 2 * (g * here + f * there));
    }
    out.mean[n] = scale[n] * (m - r * meanBefore);
    out.variance[n] = Math.max(0, scale[n] * scale[n] * joint);
    knotBefore = k;
    shareBefore = f;
    meanBefore = m;
    varianceBefore = variance;
  }
}

/**
 * Add what whitened ratings say: y_n = gain·c_n + rest, noise variance 1/precision.
 * @param gain E[g] and E[g²]
 * @param toldBy E[g·(y_n − the rest)], [N].
 */
export function tellInto(
  known: Known,
  times: Float64Array,
  told: { lagSeconds: number; stepSeconds: number; gainSquare: number; precision: number; toldBy: Float64Array },
  { rho, scale }: Whitened,
): void {
  const K = known.shift.length, { lagSeconds, stepSeconds, gainSquare, precision, toldBy } = told;
  const knots = new Int32Array(4), shares = new Float64Array(4);
  let before = { knot: 0, share: 0 };
  for (let n = 0; n < times.length; n++) {
    const here = between(times[n] - lagSeconds, stepSeconds, K), s = scale[n], r = rho[n];
    knots.set([here.knot, Math.min(K - 1, here.knot + 1), before.knot, Math.min(K - 1, before.knot + 1)]);
    shares.set([s * (1 - here.share), s * here.share, -s * r * (1 - before.share), -s * r * before.share]);
    for (let i = 0; i < 4; i++) {
      if (shares[i] === 0) continue;
      known.shift[knots[i]] += precision * shares[i] * toldBy[n];
      for (let j = 0; j < 4; j++) {
        known.precision[knots[i] * K + knots[j]] += precision * gainSquare * shares[i] * shares[j];
      }
    }
    before = here;
  }
}
