import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { pairedBootstrap } from "./bootstrap.ts";

const differences = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 30 });

Deno.test("the interval covers the true mean as often as it says", () => {
  const random = seededRandom(1), trials = 400;
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    const sample = Array.from({ length: 40 }, () => 0.3 + random.normal());
    const { low, high } = pairedBootstrap(sample, random, { resamples: 400 });
    if (low <= 0.3 && 0.3 <= high) covered++;
  }
  // The percentile interval of 40 covers a little less than 95 %: about 93.5. Four standard errors of 400 trials are 5.
  assert.ok(covered / trials > 0.885 && covered / trials < 0.985, `${covered / trials}`);
});

Deno.test("two pieces: the resampled means are known, and so are their quantiles", () => {
  // Of 0 and 1: mean 0 in a quarter of the resamples, 1/2 in half, 1 in a quarter.
  const random = seededRandom(2);
  assert.deepEqual(pairedBootstrap([0, 1], random, { resamples: 2000, level: 0.6 }), { mean: 0.5, low: 0, high: 1 });
  assert.deepEqual(pairedBootstrap([0, 1], random, { resamples: 2000, level: 0.4 }), {
    mean: 0.5,
    low: 0.5,
    high: 0.5,
  });
});

Deno.test("width is that of the normal law: 2 · 1.96 standard errors", () => {
  const random = seededRandom(3), sample = Array.from({ length: 200 }, () => random.normal());
  const { mean, low, high } = pairedBootstrap(sample, random);
  const variance = sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 200;
  assert.ok(Math.abs((high - low) / (2 * 1.96 * Math.sqrt(variance / 200)) - 1) < 0.06);
});

Deno.test("the mean lies where it should, the interval within the data, and minus the data gives minus the interval", () => {
  fc.assert(
    fc.property(differences, fc.nat(), (sample, seed) => {
      const { mean, low, high } = pairedBootstrap(sample, seededRandom(seed), { resamples: 101 });
      assert.ok(Math.abs(mean - sample.reduce((a, b) => a + b) / sample.length) < 1e-12);
      assert.ok(low <= high && low >= Math.min(...sample) - 1e-12 && high <= Math.max(...sample) + 1e-12);
      const mirrored = pairedBootstrap(sample.map((x) => -x), seededRandom(seed), { resamples: 101 });
      assert.ok(mirrored.low === -high && mirrored.high === -low);
      assert.deepEqual(pairedBootstrap(sample, seededRandom(seed), { resamples: 101 }), { mean, low, high });
    }),
    { seed: 4, numRuns: 50 },
  );
});

Deno.test("one piece has no width; all of the resamples lie within a level of 1; nothing gives NaN", () => {
  assert.deepEqual(pairedBootstrap([2], seededRandom(1), { resamples: 50 }), { mean: 2, low: 2, high: 2 });
  assert.deepEqual(pairedBootstrap([0, 1], seededRandom(1), { resamples: 50, level: 1 }), {
    mean: 0.5,
    low: 0,
    high: 1,
  });
  assert.ok(Object.values(pairedBootstrap([], seededRandom(1), { resamples: 50 })).every(Number.isNaN));
});

Deno.test("clusters are drawn whole: one has no width, pieces of their own are as without", () => {
  const sample = [1, 2, 6, 3], options = { resamples: 200 };
  const [whole, alone, plain] = [["x", "x", "x", "x"], ["a", "b", "c", "d"], undefined].map((clusters) =>
    pairedBootstrap(sample, seededRandom(5), { ...options, clusters })
  );
  assert.deepEqual(whole, { mean: 3, low: 3, high: 3 });
  assert.deepEqual(alone, plain);
  // Clusters of 1 and of 3 pieces: drawn twice they give 1, (1 + 11) / 4 = 3 or 11 / 3, never anything else.
  const two = { resamples: 2000, clusters: ["a", "b", "b", "b"] };
  const at = (level: number) => pairedBootstrap(sample, seededRandom(6), { ...two, level });
  assert.deepEqual([at(0.6).low, at(0.6).high, at(0.4).low, at(0.4).high], [1, 22 / 6, 3, 3]);
});

Deno.test("pieces that are alike within clusters: the interval is as wide as the clusters make it", () => {
  const random = seededRandom(7), albums = Array.from({ length: 30 }, () => random.normal());
  const sample = albums.flatMap((value) => [value, value, value, value]);
  const clusters = sample.map((_, i) => `album ${Math.floor(i / 4)}`);
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  const ratio = width(pairedBootstrap(sample, random, { clusters })) / width(pairedBootstrap(sample, random));
  // Standard errors √(4 · 30) against √30: twice. Quantiles of 5,000 resamples are good to a few per cent.
  assert.ok(Math.abs(ratio - 2) < 0.15, `${ratio}`);
});
