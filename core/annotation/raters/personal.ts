/**
 * One rater on one axis, given the consensus: θ = (offset, gain, drift), and of each piece a reading w = (b, a, h).
 *
 *   y = θ·x + w·z + e,   x = (u, c, s), z = (u, c − c̄·u, s), e ~ N(0, σ²) white;   θ ~ N(θ₀, V₀), w ~ N(0, diag(τ², α², η²))
 *
 * with u, c, s the whitened constant, consensus and minutes, c̄ the mean of the piece's consensus. w is eliminated (given θ
 * it is Gaussian), which leaves a 3×3 system. c is only known up to a variance, which adds to E[c²].
 * @module
 */
import type { Whitened } from "./noise.ts";

/** Sums over the whitened ratings of one reading. */
export interface ReadingSums {
  /** c̄ */
  middle: number;
  uu: number;
  uc: number;
  us: number;
  /** E[c²] */
  cc: number;
  cs: number;
  ss: number;
  uy: number;
  cy: number;
  sy: number;
  yy: number;
  rows: number;
}

export function emptyReading(middle: number): ReadingSums {
  return { middle, uu: 0, uc: 0, us: 0, cc: 0, cs: 0, ss: 0, uy: 0, cy: 0, sy: 0, yy: 0, rows: 0 };
}

/**
 * Add the whitened ratings of a series, with the mean and the variance of the consensus at each; null for a consensus of 0.
 * Sums are kept in local variables: lags are searched for in here.
 */
export function addSeriesInto(
  sums: ReadingSums,
  { one, minutes, ratings }: Whitened,
  heard: { mean: Float64Array; variance: Float64Array } | null,
): void {
  let uu = 0, uc = 0, us = 0, cc = 0, cs = 0, ss = 0, uy = 0, cy = 0, sy = 0, yy = 0;
  for (let n = 0; n < one.length; n++) {
    const u = one[n], s = minutes[n], y = ratings[n], c = heard ? heard.mean[n] : 0;
    uu += u * u;
    uc += u * c;
    us += u * s;
    cc += c * c + (heard ? heard.variance[n] : 0);
    cs += c * s;
    ss += s * s;
    uy += u * y;
    cy += c * y;
    sy += s * y;
    yy += y * y;
  }
  sums.uu += uu;
  sums.uc += uc;
  sums.us += us;
  sums.cc += cc;
  sums.cs += cs;
  sums.ss += ss;
  sums.uy += uy;
  sums.cy += cy;
  sums.sy += sy;
  sums.yy += yy;
  sums.rows += one.length;
}

/** Variances of offset, gain and drift, and of a reading's level τ², movement α² and trend η²; the gain's mean is 1, the others' 0. */
export interface Spread {
  offset: number;
  gain: number;
  drift: number;
  reading: number;
  movement: number;
  trend: number;
}

/** Moments of (b, a, h) of one piece. */
export interface Reading {
  /** [3] */
  mean: Float64Array;
  /** [3, 3] E[w·θ'] */
  withTheta: Float64Array;
  /** [3, 3] E[w·w'] */
  second: Float64Array;
}

export interface Personal {
  /** [3] E[θ] */
  mean: Float64Array;
  /** [3, 3] E[θ·θ'] */
  second: Float64Array;
  readings: Reading[];
  /** E Σ (y − θ·x − w·z)² */
  squaredError: number;
  rows: number;
  /** log ∫∫ p(y | θ, w) p(θ) p(w), in nats, up to what the whitening adds. */
  logEvidence: number;
}

/** Σ x·x', Σ x·z', Σ z·z', each [3, 3], Σ x·y and Σ z·y, [3], of a reading. */
function products({ middle: m, uu, uc, us, cc, cs, ss, uy, cy, sy }: ReadingSums) {
  const uk = uc - m * uu, ks = cs - m * us;
  return {
    xx: [uu, uc, us, uc, cc, cs, us, cs, ss],
    xz: [uu, uk, us, uc, cc - m * uc, cs, us, ks, ss],
    zz: [uu, uk, us, uk, cc - 2 * m * uc + m * m * uu, ks, us, ks, ss],
    xy: [uy, cy, sy],
    zy: [uy, cy - m * uy, sy],
  };
}

/**
 * Posterior and evidence. O(readings)
 * @param noise σ²
 */
export function personalPosterior(sums: readonly ReadingSums[], spread: Spread, noise: number): Personal {
  const prior = [1 / spread.offset, 1 / spread.gain, 1 / spread.drift];
  const A = Float64Array.of(prior[0], 0, 0, 0, prior[1], 0, 0, 0, prior[2]), rhs = Float64Array.of(0, prior[1], 0);
  let logEvidence = -0.5 * prior[1], rows = 0;
  const own = [1 / spread.reading, 1 / spread.movement, 1 / spread.trend];
  const pieces = sums.map((one) => {
    const p = products(one),
      { inverse: V, determinant } = invert3(
        Float64Array.from(p.zz, (value, i) => value / noise + (i % 4 === 0 ? own[i / 4] : 0)),
      );
    /** W⁻¹·Σ z·y/σ², and W⁻¹·Σ z·x'/σ²: how much of a reading θ takes away. */
    const alone = new Float64Array(3), slope = new Float64Array(9);
    for (let i = 0; i < 3; i++) {
      for (let k = 0; k < 3; k++) {
        alone[i] += V[i * 3 + k] * p.zy[k] / noise;
        for (let j = 0; j < 3; j++) slope[i * 3 + j] += V[i * 3 + k] * p.xz[j * 3 + k] / noise;
      }
    }
    for (let i = 0; i < 3; i++) {
      rhs[i] += p.xy[i] / noise;
      for (let k = 0; k < 3; k++) rhs[i] -= p.xz[i * 3 + k] * alone[k] / noise;
      for (let j = 0; j < 3; j++) {
        A[i * 3 + j] += p.xx[i * 3 + j] / noise;
        for (let k = 0; k < 3; k++) A[i * 3 + j] -= p.xz[i * 3 + k] * slope[k * 3 + j] / noise;
      }
      logEvidence += 0.5 * p.zy[i] * alone[i] / noise + 0.5 * Math.log(own[i]);
    }
    rows += one.rows;
    logEvidence -= 0.5 * one.rows * Math.log(2 * Math.PI * noise) + 0.5 * one.yy / noise + 0.5 * Math.log(determinant);
    return { ...p, V, alone, slope, yy: one.yy };
  });
  const { inverse, determinant } = invert3(A), mean = new Float64Array(3);
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) mean[i] += inverse[i * 3 + j] * rhs[j];
  for (let i = 0; i < 3; i++) logEvidence += 0.5 * mean[i] * rhs[i] + 0.5 * Math.log(prior[i]);
  logEvidence -= 0.5 * Math.log(determinant);
  const second = inverse.map((value, i) => value + mean[Math.floor(i / 3)] * mean[i % 3]);
  let squaredError = 0;
  const readings = pieces.map(({ xx, xz, zz, xy, zy, V, alone, slope, yy }): Reading => {
    const expected = new Float64Array(3), withTheta = new Float64Array(9), square = new Float64Array(9);
    for (let i = 0; i < 3; i++) {
      expected[i] = alone[i];
      for (let j = 0; j < 3; j++) {
        expected[i] -= slope[i * 3 + j] * mean[j];
        withTheta[i * 3 + j] = alone[i] * mean[j];
        for (let k = 0; k < 3; k++) withTheta[i * 3 + j] -= slope[i * 3 + k] * second[k * 3 + j];
      }
    }
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        square[i * 3 + j] = expected[i] * expected[j] + V[i * 3 + j];
        for (let k = 0; k < 9; k++) {
          square[i * 3 + j] += slope[i * 3 + Math.floor(k / 3)] * inverse[k] * slope[j * 3 + k % 3];
        }
      }
    }
    squaredError += yy;
    for (let i = 0; i < 9; i++) squaredError += xx[i] * second[i] + zz[i] * square[i];
    for (let i = 0; i < 3; i++) {
      squaredError -= 2 * mean[i] * xy[i] + 2 * expected[i] * zy[i];
      for (let j = 0; j < 3; j++) squaredError += 2 * xz[j * 3 + i] * withTheta[i * 3 + j];
    }
    return { mean: expected, withTheta, second: square };
  });
  return { mean, second, readings, squaredError: Math.max(0, squaredError), rows, logEvidence };
}

/** By cofactors, of a symmetric matrix. */
function invert3(m: Float64Array): { inverse: Float64Array; determinant: number } {
  const [a, b, c, , d, e, , , f] = m;
  const A = d * f - e * e, B = c * e - b * f, C = b * e - c * d, determinant = a * A + b * B + c * C;
  const inverse = Float64Array.of(A, B, C, B, a * f - c * c, b * c - a * e, C, b * c - a * e, a * d - b * b);
  return { inverse: inverse.map((value) => value / determinant), determinant };
}
