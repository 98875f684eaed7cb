import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { ascending, type Chances, expectedCalibrationError, RELIABILITY_BINS, reliabilityBins } from "./reliability.ts";

const rows = fc.array(
  fc.record({
    predicted: fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    weight: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 1, maxLength: 60 },
);
const chancesOf = (given: { predicted: number; share: number; weight: number }[]): Chances =>
  ascending({
    predicted: Float64Array.from(given, ({ predicted }) => predicted),
    came: Float64Array.from(given, ({ share, weight }) => share * weight),
    weight: Float64Array.from(given, ({ weight }) => weight),
  });
const total = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

Deno.test("bins hold all weight, expectations and successes, ascending; equal probabilities are never divided", () => {
  fc.assert(
    fc.property(rows, fc.constantFrom("weight", "predicted"), (given, mass) => {
      const chances = chancesOf(given), bins = reliabilityBins(chances, mass), all = total(chances.weight);
      const sum = (pick: (bin: (typeof bins)[number]) => number) =>
        bins.reduce((s, bin) => s + bin.share * pick(bin), 0);
      assert.ok(Math.abs(sum(() => 1) - 1) < 1e-12);
      assert.ok(Math.abs(sum((bin) => bin.observed) - total(chances.came) / all) < 1e-12);
      const expected = given.reduce((s, { predicted, weight }) => s + predicted * weight, 0);
      assert.ok(Math.abs(sum((bin) => bin.predicted) - expected / all) < 1e-12);
      assert.ok(
        bins.length <= RELIABILITY_BINS && bins.every((bin, i) => i === 0 || bin.predicted > bins[i - 1].predicted),
      );
      const distinct = new Set(given.map(({ predicted }) => predicted)).size;
      assert.ok(bins.length <= distinct);
    }),
    { seed: 1 },
  );
});

Deno.test("distinct chances of one weight: bins of as many, or of as much that was predicted", () => {
  const given = Array.from({ length: 1500 }, (_, i) => ({ predicted: (i + 1) / 1501, share: 0.5, weight: 1 }));
  for (const bin of reliabilityBins(chancesOf(given), "weight")) assert.ok(Math.abs(bin.share - 1 / 15) < 1e-12);
  for (const { share, predicted } of reliabilityBins(chancesOf(given), "predicted")) {
    // One chance more or less is at most 1 / 750 of all that was predicted.
    assert.ok(Math.abs(share * predicted / 0.5 - 1 / 15) < 2.1 / 750, `${share * predicted}`);
  }
});

Deno.test("by hand: said one in five and came half, said four in five and came always", () => {
  const chances = chancesOf([{ predicted: 0.2, share: 0.5, weight: 2 }, { predicted: 0.8, share: 1, weight: 2 }]);
  const bins = reliabilityBins(chances, "weight");
  assert.deepEqual(bins, [{ predicted: 0.2, observed: 0.5, share: 0.5 }, { predicted: 0.8, observed: 1, share: 0.5 }]);
  assert.ok(Math.abs(expectedCalibrationError(bins) - (0.5 * 0.3 + 0.5 * 0.2)) < 1e-15);
});

Deno.test("chances that are what they say have almost no error, ones that exaggerate have theirs; nothing has none", () => {
  const random = seededRandom(2);
  const error = (told: (p: number) => number) => {
    const given = Array.from({ length: 30_000 }, () => {
      const p = random.uniform();
      return { predicted: told(p), share: random.uniform() < p ? 1 : 0, weight: 1 };
    });
    return expectedCalibrationError(reliabilityBins(chancesOf(given), "weight"));
  };
  // A bin of 2,000 has a standard error of at most .011; the mean of 15 absolute errors is about .8 of their mean, .007.
  assert.ok(error((p) => p) < 0.014);
  assert.ok(Math.abs(error((p) => p * p) - 1 / 6) < 0.014, "E|p - p²| = 1/6");
  assert.deepEqual(reliabilityBins(chancesOf([]), "weight"), []);
  assert.equal(expectedCalibrationError([]), 0);
});

Deno.test("ascending keeps the columns of a chance together, and what was given as it is", () => {
  const given = {
    predicted: Float64Array.of(0.5, 0.1, 0.3),
    came: Float64Array.of(5, 1, 3),
    weight: Float64Array.of(6, 2, 4),
  };
  const sorted = ascending(given);
  assert.deepEqual(sorted, {
    predicted: Float64Array.of(0.1, 0.3, 0.5),
    came: Float64Array.of(1, 3, 5),
    weight: Float64Array.of(2, 4, 6),
  });
  assert.equal(given.predicted[0], 0.5);
});
