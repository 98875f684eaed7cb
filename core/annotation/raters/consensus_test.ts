import assert from "node:assert/strict";
import { seededRandom } from "../../random.ts";
import { curveAt, heardInto, innovations, posterior, priorKnown, tellInto } from "./consensus.ts";
import { whiten } from "./noise.ts";
import type { Observed } from "./observations.ts";

/** Rounding of two ways to sum a few dozen numbers near 1. */
const close = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) < 1e-9 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

const WALK = { start: 0.2, persistence: 0.6, step: 0.03 }, STEP = 2;
const TIMES = Float64Array.of(0, 1.5, 3, 4, 6.5, 9);

function series(ratings: number[] = [0.1, 0.3, -0.2, 0.4, 0.8, 0.5]): Observed {
  const values = Float64Array.from(ratings), minutes = TIMES.map((t) => t / 60);
  return { rater: 0, music: 0, reading: 0, times: TIMES, minutes, arousal: values, valence: values };
}

/** Coefficients of the knots in each whitened rating that is heard with a lag, [N, K]. */
function design(K: number, lag: number, correlation: number): number[][] {
  const { rho, scale } = whiten(series(), "arousal", correlation);
  const plain = Array.from(TIMES, (t) => {
    const unit = (k: number) => Float64Array.from({ length: K }, (_, i) => i === k ? 1 : 0);
    return Array.from({ length: K }, (_, k) => curveAt(unit(k), t - lag, STEP));
  });
  return plain.map((row, n) => row.map((value, k) => scale[n] * (value - (n > 0 ? rho[n] * plain[n - 1][k] : 0))));
}

Deno.test("the prior of the walk is that of simulated walks: changes as wide everywhere, and lasting", () => {
  const mean = Float64Array.of(0.3, 0.1, 0.5, 0.2), curve = posterior(priorKnown(mean, WALK), STEP);
  curve.mean.forEach((value, k) => close(value, mean[k]));
  const change = WALK.step / (1 - WALK.persistence ** 2), cov = (i: number, j: number) => curve.covariance[i * 4 + j];
  close(cov(0, 0), WALK.start);
  for (let k = 1; k < 4; k++) close(cov(k, k) - 2 * cov(k, k - 1) + cov(k - 1, k - 1), change);
  close(cov(2, 1) - cov(2, 0) - cov(1, 1) + cov(1, 0), WALK.persistence * change);
  const { start, steps } = innovations(curve, mean, WALK.persistence);
  close(start, WALK.start);
  close(steps, 3 * WALK.step);
});

Deno.test("what is heard is the curve at the lagged times, whitened, with its variance", () => {
  const K = 5, random = seededRandom(1), curve = posterior(priorKnown(new Float64Array(K), WALK), STEP);
  curve.mean = curve.mean.map(() => random.normal());
  for (const [lag, correlation] of [[0, 0], [0.7, 0.5], [-1.3, 0.8], [4, 0.3]]) {
    const out = { mean: new Float64Array(6), variance: new Float64Array(6) };
    heardInto(out, curve, TIMES, lag, whiten(series(), "arousal", correlation));
    design(K, lag, correlation).forEach((row, n) => {
      close(out.mean[n], row.reduce((sum, a, k) => sum + a * curve.mean[k], 0));
      const variance = row.flatMap((a, i) => row.map((b, j) => a * b * curve.covariance[i * K + j]));
      close(out.variance[n], variance.reduce((sum, value) => sum + value, 0));
    });
  }
});

Deno.test("ratings tell of the knots what the dense regression says", () => {
  const K = 5,
    lag = 0.7,
    correlation = 0.5,
    known = priorKnown(new Float64Array(K), WALK),
    before = structuredClone(known);
  const whitened = whiten(series(), "arousal", correlation), gainSquare = 1.3, precision = 9;
  tellInto(
    known,
    TIMES,
    { lagSeconds: lag, stepSeconds: STEP, gainSquare, precision, toldBy: whitened.ratings },
    whitened,
  );
  const rows = design(K, lag, correlation);
  for (let i = 0; i < K; i++) {
    close(
      known.shift[i] - before.shift[i],
      rows.reduce((sum, row, n) => sum + precision * row[i] * whitened.ratings[n], 0),
    );
    for (let j = 0; j < K; j++) {
      const told = rows.reduce((sum, row) => sum + precision * gainSquare * row[i] * row[j], 0);
      close(known.precision[i * K + j] - before.precision[i * K + j], told);
    }
  }
});

Deno.test("before the first and after the last knot the curve stands still; one knot is a constant", () => {
  const values = Float64Array.of(1, 3);
  assert.deepEqual([-5, 0, 1, 2, 9].map((t) => curveAt(values, t, STEP)), [1, 1, 2, 3, 3]);
  assert.equal(curveAt(Float64Array.of(4), 7, STEP), 4);
  const one = posterior(priorKnown(Float64Array.of(4), WALK), STEP),
    out = { mean: new Float64Array(6), variance: new Float64Array(6) };
  heardInto(out, one, TIMES, 1, whiten(series(), "arousal", 0));
  out.mean.forEach((value) => close(value, 4));
  out.variance.forEach((value) => close(value, WALK.start));
});
