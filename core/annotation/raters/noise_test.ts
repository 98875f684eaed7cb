import assert from "node:assert/strict";
import { seededRandom } from "../../random.ts";
import { correlationPerSecond, whiten } from "./noise.ts";
import type { Observed } from "./observations.ts";

const times = Float64Array.of(0, 1, 2.5, 3, 7), values = Float64Array.of(0.1, -0.4, 0.3, 0.3, 0.9);
const series: Observed = { rater: 0, music: 0, reading: 0, times, minutes: times, arousal: values, valence: values };

Deno.test("whitened noise of correlation φ^|t − t'| has the unit covariance", () => {
  const phi = 0.7, { rho, scale } = whiten(series, "arousal", phi), N = times.length;
  const row = (n: number) => (m: number) => m === n ? scale[n] : m === n - 1 ? -scale[n] * rho[n] : 0;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) {
      let sum = 0;
      for (let a = 0; a < N; a++) {
        for (let b = 0; b < N; b++) sum += row(i)(a) * row(j)(b) * phi ** Math.abs(times[a] - times[b]);
      }
      // Rounding of 25 products.
      assert.ok(Math.abs(sum - (i === j ? 1 : 0)) < 1e-12);
    }
  }
});

Deno.test("uncorrelated noise leaves ratings as they are", () => {
  const { one, ratings, minutes } = whiten(series, "valence", 0);
  assert.deepEqual([[...one], [...ratings], [...minutes]], [[1, 1, 1, 1, 1], [...values], [...times]]);
});

Deno.test("φ is found from residuals, whatever the time between them", () => {
  const random = seededRandom(2), phi = 0.6, seconds = 2, rho = phi ** seconds;
  const pairs = { products: 0, squares: 0, seconds: 0, count: 0 };
  let before = random.normal();
  for (let n = 0; n < 20000; n++) {
    const here = rho * before + Math.sqrt(1 - rho * rho) * random.normal();
    pairs.products += here * before;
    pairs.squares += (here * here + before * before) / 2;
    pairs.seconds += seconds;
    pairs.count++;
    before = here;
  }
  // Standard error of ρ is 1/√20000 = .007, of its root .007/(2·.6).
  assert.ok(Math.abs(correlationPerSecond(pairs) - phi) < 0.02);
  assert.equal(correlationPerSecond({ products: 0, squares: 0, seconds: 0, count: 0 }), 0);
  assert.equal(correlationPerSecond({ products: -1, squares: 2, seconds: 3, count: 3 }), 0);
  assert.equal(correlationPerSecond({ products: 2, squares: 2, seconds: 3, count: 3 }), 0.9);
});
