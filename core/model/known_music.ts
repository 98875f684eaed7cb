/**
 * What a model's training music sounds like, and how far other music is from it: a prediction of music that is unlike all
 * that a model has learned from is a guess, however sure its map looks.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import type { Random } from "../random.ts";
import { dot } from "../optimize/vector.ts";
import { solveSymmetricInto } from "../regression/ridge.ts";
import { type ColumnScale, quantile } from "../statistics.ts";
import { type Heard, songRow } from "./hearing.ts";
import { standardized, standardRows } from "./memory.ts";

/**
 * A Gaussian of the training music's recent rows, in deviations of the training music, by few directions and one variance for
 * all others (probabilistic principal components, Tipping & Bishop 1999), and how far is too far.
 */
export interface KnownMusic {
  /** U, shape [K, width]: orthonormal directions in which the music varies most. */
  directions: Float64Array;
  /** Inverse of the covariance of U·z, [K, K]. */
  precision: Float64Array;
  /** Variance in every other direction, > 0. */
  rest: number;
  /** Distance that only a small share of the training pieces exceeded when they were left out: of whole songs … */
  songLimit: number;
  /** … and of their passages. */
  passageLimit: number;
}

/** How unlike the training music something is: 1 is the limit. */
export interface Unfamiliarity {
  song: number;
  /** Of the passage up to each step, [T]. */
  steps: Float64Array;
}

/** Directions at most: fewer where there is less music. */
const DIRECTIONS = 12;
/** Iterations that find the directions of all music, and that turn them to those of all but one piece. */
const ITERATIONS = 24, LEFT_OUT_ITERATIONS = 3;
/** Recent rows overlap: one of so many is enough. */
const STRIDE = 4;
/** No direction is so even that anything else in it is strange, in variances of the training music. */
const LEAST_VARIANCE = 0.05;
/** Share of the training pieces, and of their passages, that are farther than the limit. */
const BEYOND = 0.05;
/** Training pieces that are all the same leave no distance; any other music is then far beyond it. */
const LEAST_LIMIT = 1e-3;

/** A hearing of a piece: standardised recent rows, one of {@link STRIDE}, [R, width], and the song's row, [width]. */
interface HearingRows {
  passages: Float64Array;
  song: Float64Array;
}

/**
 * Fit to what was heard of the training pieces, every piece alike, in each of its hearings. With C the second moments of the standardised rows about 0
 * (their mean), the directions span its leading invariant subspace (orthogonal iteration; Golub & Van Loan §8.2.4) and
 *   d²(z) = ((U·z)ᵀ·(U·C·Uᵀ)⁻¹·(U·z) + (|z|² - |U·z|²) / rest) / width.
 * The limits are quantiles of leave-one-out distances: each piece from what is fitted to all others.
 * Cost O(P·width²·(steps + K)).
 * @throws RangeError if there are fewer than 2 pieces.
 */
export function fitKnownMusic(
  heard: readonly (readonly Heard[])[],
  { scale, windowSteps, random }: { scale: ColumnScale; windowSteps: number; random: Random },
  kernels: Kernels,
): KnownMusic {
  if (heard.length < 2) {
    throw new RangeError(`Cannot know music: there must be at least 2 pieces, current value is ${heard.length}`);
  }
  const { width } = heard[0][0];
  const pieces = heard.map((hearings) => hearings.map((one) => hearingRows(one, scale, windowSteps)));
  const total = new Float64Array(width * width);
  for (const piece of pieces) addMomentsInto(total, piece, 1, kernels);
  const start = Float64Array.from({ length: Math.min(DIRECTIONS, width) * width }, () => random.normal());
  const turn = (moments: Float64Array, from: Float64Array, iterations: number) =>
    gaussian(moments, turnedTo(moments, from, { width, iterations }, kernels), width, kernels);
  const all = turn(total.map((value) => value / pieces.length), start, ITERATIONS);
  const songs: number[] = [], passages: number[] = [];
  for (const piece of pieces) {
    const others = total.slice();
    addMomentsInto(others, piece, -1, kernels);
    const known = turn(others.map((value) => value / (pieces.length - 1)), all.directions, LEFT_OUT_ITERATIONS);
    for (const hearing of piece) {
      songs.push(...distances(known, hearing.song));
      passages.push(...distances(known, hearing.passages));
    }
  }
  return {
    ...all,
    directions: all.directions.map(Math.fround), // as files keep them
    songLimit: Math.max(LEAST_LIMIT, quantile(songs, 1 - BEYOND)),
    passageLimit: Math.max(LEAST_LIMIT, quantile(passages, 1 - BEYOND)),
  };
}

/** How unlike the training music a piece is, as a share of the limits. No steps, nothing unfamiliar. */
export function unfamiliarity(
  known: KnownMusic,
  heard: Heard,
  { scale, windowSteps }: { scale: ColumnScale; windowSteps: number },
): Unfamiliarity {
  if (heard.steps === 0) return { song: 0, steps: new Float64Array(0) };
  const [song] = distances(known, standardized(songRow(heard), scale));
  const passages = distances(known, standardRows(heard, scale, windowSteps));
  return {
    song: song / known.songLimit,
    steps: Float64Array.from(passages, (distance) => distance / known.passageLimit),
  };
}

function hearingRows(heard: Heard, scale: ColumnScale, windowSteps: number): HearingRows {
  const { width } = heard, rows = standardRows(heard, scale, windowSteps);
  const passages = new Float64Array(Math.ceil(heard.steps / STRIDE) * width);
  for (let at = 0; at < passages.length; at += width) {
    passages.set(rows.subarray(STRIDE * at, STRIDE * at + width), at);
  }
  return { passages, song: standardized(songRow(heard), scale) };
}

/** moments += sign·Zᵀ·Z / R for passages Z [R, width], mean over a piece's hearings. */
function addMomentsInto(
  moments: Float64Array,
  hearings: readonly HearingRows[],
  sign: number,
  kernels: Kernels,
): void {
  for (const { passages, song } of hearings) {
    const width = song.length, rows = passages.length / width, weight = sign / rows / hearings.length;
    kernels.scope(() => {
      const z = kernels.float32(passages.length), c = kernels.float32(moments.length);
      z.set(passages);
      kernels.gemm({ m: width, n: width, k: rows, a: z, b: z, c, transposeA: true });
      for (let i = 0; i < moments.length; i++) moments[i] += weight * c[i];
    });
  }
}

/** Orthonormal rows [K, width] that have come nearer to the leading invariant subspace of symmetric moments. */
function turnedTo(
  moments: Float64Array,
  from: Float64Array,
  { width, iterations }: { width: number; iterations: number },
  kernels: Kernels,
): Float64Array {
  let rows = orthonormal(from, width);
  for (let i = 0; i < iterations; i++) rows = orthonormal(timesMoments(rows, moments, width, kernels), width);
  return rows;
}

/** U·C, [K, width]. */
function timesMoments(rows: Float64Array, moments: Float64Array, width: number, kernels: Kernels): Float64Array {
  return kernels.scope(() => {
    const a = kernels.float64(rows.length), b = kernels.float64(moments.length), c = kernels.float64(rows.length);
    a.set(rows);
    b.set(moments);
    kernels.gemm({ m: rows.length / width, n: width, k: width, a, b, c });
    return c.slice();
  });
}

/** Rows made orthonormal one after the other (modified Gram–Schmidt); one that the others hold already becomes zero. */
function orthonormal(rows: Float64Array, width: number): Float64Array {
  const out = rows.slice(), row = (k: number) => out.subarray(k * width, (k + 1) * width);
  for (let k = 0; k * width < out.length; k++) {
    const own = row(k), before = Math.sqrt(dot(own, own));
    for (let j = 0; j < k; j++) {
      const other = row(j), share = dot(own, other);
      for (let i = 0; i < width; i++) own[i] -= share * other[i];
    }
    const length = Math.sqrt(dot(own, own));
    // What is left of a row that depends on the others is rounding.
    for (let i = 0; i < width; i++) own[i] = length > 1e-6 * before ? own[i] / length : 0;
  }
  return out;
}

/** The Gaussian of moments C with given directions. */
function gaussian(
  moments: Float64Array,
  directions: Float64Array,
  width: number,
  kernels: Kernels,
): Pick<KnownMusic, "directions" | "precision" | "rest"> {
  const K = directions.length / width, turned = timesMoments(directions, moments, width, kernels);
  const covariance = new Float64Array(K * K), precision = new Float64Array(K * K);
  let explained = 0, trace = 0;
  for (let d = 0; d < width; d++) trace += moments[d * width + d];
  for (let k = 0; k < K; k++) {
    for (let j = 0; j < K; j++) {
      covariance[k * K + j] = dot(
        turned.subarray(k * width, (k + 1) * width),
        directions.subarray(j * width, (j + 1) * width),
      );
    }
    explained += covariance[k * K + k];
    covariance[k * K + k] += LEAST_VARIANCE;
    precision[k * K + k] = 1;
  }
  solveSymmetricInto(covariance, precision, K);
  return { directions, precision, rest: Math.max(LEAST_VARIANCE, (trace - explained) / Math.max(1, width - K)) };
}

/** d of standardised rows [R, width]: about 1 for music as it was trained on. */
function distances(
  { directions, precision, rest }: Pick<KnownMusic, "directions" | "precision" | "rest">,
  rows: Float64Array,
): number[] {
  const K = Math.sqrt(precision.length), width = directions.length / K;
  return Array.from({ length: rows.length / width }, (_, r) => {
    const z = rows.subarray(r * width, (r + 1) * width);
    const along = Float64Array.from({ length: K }, (_, k) => dot(z, directions.subarray(k * width, (k + 1) * width)));
    let square = (dot(z, z) - dot(along, along)) / rest;
    for (let k = 0; k < K; k++) square += along[k] * dot(along, precision.subarray(k * K, (k + 1) * K));
    return Math.sqrt(Math.max(0, square) / width);
  });
}
