import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, pointToCell } from "../emotion/grid.ts";
import { mapOverTime, meanRatings, ratingsAtStep, stepLabels } from "./labels.ts";
import type { RatingSeries } from "./series.ts";

function series(times: number[], arousal: number[], valence: number[]): RatingSeries {
  const [t, a, v] = [times, arousal, valence].map((values) => Float64Array.from(values));
  return { piece: "p", annotator: "a", times: t, arousal: a, valence: v };
}

const cellOf = (arousal: number, valence: number) => pointToCell({ arousal, valence });

/** Times on a grid of quarters of a second, so that ratings also start just at the middle of a step. */
const randomSeries = fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 12 }).chain((quarters) => {
  const n = quarters.length,
    values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n, maxLength: n });
  return fc.record({ arousal: values, valence: values }).map(({ arousal, valence }) =>
    series(quarters.sort((a, b) => a - b).map((quarter) => quarter / 4), arousal, valence)
  );
});

/** The last rating that has begun by a time; none gives undefined. */
function heldAt({ times, arousal, valence }: RatingSeries, seconds: number) {
  const begun = [...times].filter((time) => time <= seconds).length;
  return begun === 0 ? undefined : { arousal: arousal[begun - 1], valence: valence[begun - 1] };
}

Deno.test("a rating holds until the next, the last one for ever; before the first there is none", () => {
  const labels = stepLabels(series([1.2, 2.5, 2.6], [0.9, -0.9, 0], [0.9, -0.9, 0]), 5, 1);
  assert.deepEqual([...labels], [-1, cellOf(0.9, 0.9), cellOf(-0.9, -0.9), cellOf(0, 0), cellOf(0, 0)]);
  assert.deepEqual([...stepLabels(series([], [], []), 2, 1)], [-1, -1]);
  assert.equal(stepLabels(series([0], [0], [0]), 0, 1).length, 0);
});

Deno.test("labels are the cells of what is held at the middle of each step, for any step length", () => {
  fc.assert(
    fc.property(randomSeries, fc.constantFrom(0.5, 1, 2), (one, stepSeconds) => {
      stepLabels(one, 10, stepSeconds).forEach((label, step) => {
        const held = heldAt(one, (step + 0.5) * stepSeconds);
        assert.equal(label, held ? pointToCell(held) : -1);
      });
    }),
    { seed: 1 },
  );
});

Deno.test("mean ratings are over those who have begun; NaN where nobody has", () => {
  fc.assert(
    fc.property(fc.array(randomSeries, { maxLength: 4 }), (all) => {
      const { arousal, valence } = meanRatings(all, 12, 1);
      for (let step = 0; step < 12; step++) {
        const held = all.map((one) => heldAt(one, step + 0.5)).filter((point) => point !== undefined);
        if (held.length === 0) {
          assert.ok(Number.isNaN(arousal[step]) && Number.isNaN(valence[step]));
          continue;
        }
        for (const [mean, axis] of [[arousal, "arousal"], [valence, "valence"]] as const) {
          const expected = held.reduce((sum, point) => sum + point[axis], 0) / held.length;
          assert.ok(Math.abs(mean[step] - expected) < 1e-15);
        }
      }
    }),
    { seed: 2 },
  );
});

Deno.test("a weight of two counts like the same series twice", () => {
  const one = series([0, 2], [0.1, 0.5], [-0.4, 0.2]), other = series([1], [0.9], [0.7]);
  const weighted = meanRatings([{ ...one, weight: 2 }, other], 4, 1), twice = meanRatings([one, one, other], 4, 1);
  for (const axis of ["arousal", "valence"] as const) {
    weighted[axis].forEach((value, step) => assert.ok(Math.abs(value - twice[axis][step]) < 1e-15));
  }
});

/** Maps [T, 121] in which step t has all its weight in cell t. */
function stepsApart(steps: number): Float64Array {
  const maps = new Float64Array(steps * CELL_COUNT);
  for (let t = 0; t < steps; t++) maps[t * CELL_COUNT + t] = 1;
  return maps;
}

Deno.test("a rating's map weighs each step by its overlap, found by counting small slices of time", () => {
  // Times and steps in whole slices of 1/16 s, so that counting is exact.
  const sixteenths = fc.integer({ min: 0, max: 160 });
  fc.assert(
    fc.property(sixteenths, fc.integer({ min: 1, max: 100 }), fc.constantFrom(8, 16, 32), (start, length, step) => {
      const steps = 6, map = mapOverTime(stepsApart(steps), start / 16, (start + length) / 16, step / 16)!;
      const weights = new Array(steps).fill(0);
      for (let slice = start; slice < start + length; slice++) {
        if (slice < steps * step) weights[Math.floor(slice / step)]++;
      }
      const total = weights.reduce((a, b) => a + b, 0);
      if (total === 0) weights[steps - 1] = 1;
      weights.forEach((weight, t) => assert.ok(Math.abs(map[t] - weight / (total || 1)) < 1e-14));
      assert.ok(Math.abs(map.reduce((a, b) => a + b) - 1) < 1e-14);
    }),
    { seed: 3 },
  );
});

Deno.test("time beyond the piece does not count, and a rating wholly beyond it takes the last step", () => {
  const weights = (start: number, end: number) => Array.from(mapOverTime(stepsApart(3), start, end, 1)!.subarray(0, 3));
  assert.deepEqual(weights(1.5, 9), [0, 1 / 3, 2 / 3]);
  assert.deepEqual(weights(7, 9), [0, 0, 1]);
  assert.deepEqual(weights(0, 3), [1 / 3, 1 / 3, 1 / 3]);
  assert.deepEqual(weights(1, 2), [0, 1, 0]);
  assert.equal(mapOverTime(new Float64Array(0), 0, 1, 1), null);
});

Deno.test("ratings at a step are those in force at its middle, without annotators who have not begun", () => {
  const one = (...values: number[]) => Float64Array.from(values);
  const early = { piece: "p", annotator: "a", times: one(0, 1.6), arousal: one(0.1, 0.2), valence: one(-0.1, -0.2) };
  const late = { piece: "p", annotator: "b", times: one(1.5), arousal: one(0.9), valence: one(0.8), weight: 0.5 };
  const first = { arousal: 0.1, valence: -0.1, weight: 1 };
  assert.deepEqual(ratingsAtStep([early, late], 0, 1), [first]);
  assert.deepEqual(ratingsAtStep([early, late], 1, 1), [first, { arousal: 0.9, valence: 0.8, weight: 0.5 }]);
  assert.deepEqual(ratingsAtStep([], 1, 1), []);
});
