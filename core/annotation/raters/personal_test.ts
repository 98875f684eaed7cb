import assert from "node:assert/strict";
import { seededRandom } from "../../random.ts";
import { solveSymmetricInto } from "../../regression/ridge.ts";
import { addSeriesInto, emptyReading, personalPosterior, type Spread } from "./personal.ts";

const SPREAD: Spread = { offset: 0.03, gain: 0.05, drift: 0.02, reading: 0.04, movement: 0.1, trend: 0.06 };
const MIDDLE = 0.2, NOISE = 0.07;
/** Two ways of summing a few dozen products of numbers near 1 differ by rounding only. */
const ROUNDING = 1e-9;
const close = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) < ROUNDING * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

/** Whitened ratings of some pieces. */
function pieces(count: number, rows: number, seed: number, variance: number) {
  const random = seededRandom(seed), numbers = () => Float64Array.from({ length: rows }, () => random.normal());
  return Array.from({ length: count }, () => ({
    whitened: { rho: numbers(), scale: numbers(), one: numbers(), minutes: numbers(), ratings: numbers() },
    heard: { mean: numbers(), variance: new Float64Array(rows).fill(variance) },
  }));
}

function sumsOf(all: ReturnType<typeof pieces>) {
  return all.map(({ whitened, heard }) => {
    const sums = emptyReading(MIDDLE);
    addSeriesInto(sums, whitened, heard);
    return sums;
  });
}

/** Everything unknown at once: (o, g, d, b_0, a_0, h_0, b_1 …), its posterior by one big system. */
function joint(all: ReturnType<typeof pieces>, spread: Spread, noise: number) {
  const n = 3 + 3 * all.length, precision = new Float64Array(n * n), shift = new Float64Array(n);
  const variances = [spread.offset, spread.gain, spread.drift];
  for (let p = 0; p < all.length; p++) variances.push(spread.reading, spread.movement, spread.trend);
  variances.forEach((variance, i) => precision[i * n + i] = 1 / variance);
  shift[1] = 1 / spread.gain;
  const rows: { x: Float64Array; y: number }[] = [];
  all.forEach(({ whitened: { one, minutes, ratings }, heard }, p) => {
    ratings.forEach((y, i) => {
      const x = new Float64Array(n), c = heard.mean[i];
      x.set([one[i], c, minutes[i]]);
      x.set([one[i], c - MIDDLE * one[i], minutes[i]], 3 + 3 * p);
      rows.push({ x, y });
      const unsure = [1, 3 + 3 * p + 1], v = heard.variance[i];
      for (const a of unsure) for (const b of unsure) precision[a * n + b] += v / noise;
      x.forEach((a, j) => {
        shift[j] += a * y / noise;
        x.forEach((b, k) => precision[j * n + k] += a * b / noise);
      });
    });
  });
  const covariance = new Float64Array(n * n), mean = shift.slice();
  for (let i = 0; i < n; i++) covariance[i * n + i] = 1;
  solveSymmetricInto(precision.slice(), covariance, n);
  solveSymmetricInto(precision, mean, n);
  return { mean, second: (i: number, j: number) => covariance[i * n + j] + mean[i] * mean[j], n, rows, variances };
}

Deno.test("eliminating the readings gives the moments of one big system", () => {
  for (const [count, variance] of [[1, 0], [3, 0], [2, 0.3]]) {
    const all = pieces(count, 7, count, variance), found = personalPosterior(sumsOf(all), SPREAD, NOISE);
    const { mean, second } = joint(all, SPREAD, NOISE);
    for (let i = 0; i < 3; i++) {
      close(found.mean[i], mean[i]);
      for (let j = 0; j < 3; j++) close(found.second[i * 3 + j], second(i, j));
    }
    found.readings.forEach((reading, p) => {
      for (let i = 0; i < 3; i++) {
        const at = 3 + 3 * p + i;
        close(reading.mean[i], mean[at]);
        for (let j = 0; j < 3; j++) close(reading.withTheta[i * 3 + j], second(at, j));
        for (let j = 0; j < 3; j++) close(reading.second[i * 3 + j], second(at, 3 + 3 * p + j));
      }
    });
  }
});

Deno.test("the squared error is expected over all that is unknown, the consensus too", () => {
  const variance = 0.3, all = pieces(2, 7, 5, variance), { second, mean, n, rows } = joint(all, SPREAD, NOISE);
  let expected = 0;
  rows.forEach(({ x, y }, r) => {
    expected += y * y;
    for (let i = 0; i < n; i++) {
      expected -= 2 * x[i] * y * mean[i];
      for (let j = 0; j < n; j++) expected += x[i] * x[j] * second(i, j);
    }
    const a = 3 + 3 * Math.floor(r / 7) + 1;
    expected += variance * (second(1, 1) + 2 * second(1, a) + second(a, a));
  });
  close(personalPosterior(sumsOf(all), SPREAD, NOISE).squaredError, expected);
});

Deno.test("the evidence is the density of the ratings with all unknowns integrated out", () => {
  const all = pieces(3, 5, 8, 0), { rows, variances } = joint(all, SPREAD, NOISE), N = rows.length;
  const covariance = Float64Array.from({ length: N * N }, (_, at) => {
    const [i, j] = [Math.floor(at / N), at % N];
    return variances.reduce((sum, v, k) => sum + v * rows[i].x[k] * rows[j].x[k], i === j ? NOISE : 0);
  });
  const left = Float64Array.from(rows, ({ x, y }) => y - x[1]), solved = left.slice(), factor = covariance.slice();
  solveSymmetricInto(factor, solved, N);
  // The factor's diagonal holds the roots of the pivots.
  let evidence = -0.5 * N * Math.log(2 * Math.PI);
  for (let i = 0; i < N; i++) evidence -= Math.log(factor[i * N + i]) + 0.5 * left[i] * solved[i];
  close(personalPosterior(sumsOf(all), SPREAD, NOISE).logEvidence, evidence);
});

Deno.test("a rater of whom nothing is known is like the others", () => {
  const { mean, rows, squaredError } = personalPosterior([emptyReading(0)], SPREAD, NOISE);
  assert.deepEqual([...mean].map((value) => Math.round(value * 1e9) / 1e9), [0, 1, 0]);
  assert.deepEqual([rows, squaredError], [0, 0]);
});
