import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, cellDistances } from "../emotion/grid.ts";
import { ratingDensity } from "./density.ts";
import { LOWEST_PEAK, MODE_RADIUS, modesOf, shareFound } from "./modes.ts";

const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
const points = fc.array(fc.record({ valence: coordinate, arousal: coordinate }), { minLength: 1, maxLength: 12 });
const cells = fc.uniqueArray(fc.integer({ min: 0, max: CELL_COUNT - 1 }), { minLength: 1, maxLength: 6 });
const spikes = (heights: Record<number, number>) =>
  Float64Array.from({ length: CELL_COUNT }, (_, cell) => heights[cell] ?? 0);

Deno.test("peaks by hand: corners, plateaus, and what is too low", () => {
  assert.deepEqual(modesOf(spikes({ 0: 1, 120: 0.5, 60: 0.49 })), [0, 120]);
  assert.deepEqual(modesOf(spikes({ 10: 1, 11: 1 })), [10, 11], "the ends of two rows are no neighbours");
  assert.deepEqual(modesOf(spikes({ 60: 1, 61: 1, 72: 1 })), [60], "a plateau is one");
  assert.deepEqual(modesOf(spikes({ 60: 1, 48: 0.9 })), [60], "neighbours across the corner");
  assert.deepEqual(modesOf(new Float64Array(CELL_COUNT).fill(1)), [0], "a flat map has one");
});

Deno.test("raters who agree have one mode near them, two camps have two", () => {
  const camp = (valence: number, arousal: number, raters: number) =>
    Array.from(
      { length: raters },
      (_, i) => ({ valence: valence + 0.05 * Math.cos(i), arousal: arousal + 0.05 * Math.sin(i) }),
    );
  assert.deepEqual(modesOf(ratingDensity(camp(0, 0, 10))), [60]);
  const two = modesOf(ratingDensity([...camp(-0.6, 0.5, 10), ...camp(0.6, -0.4, 7)]));
  assert.deepEqual(two, [3 * 11 + 8, 8 * 11 + 2]);
  assert.deepEqual(
    modesOf(ratingDensity([...camp(-0.6, 0.5, 10), ...camp(0.6, -0.4, 4)])),
    [8 * 11 + 2],
    "a few are none",
  );
});

Deno.test("modes are cells that no neighbour exceeds, the highest among them", () => {
  const distances = cellDistances(), near = Math.SQRT2 * 2 / 11 + 1e-9;
  fc.assert(
    fc.property(points, (ratings) => {
      const density = ratingDensity(ratings), modes = modesOf(density), highest = Math.max(...density);
      assert.ok(modes.some((mode) => density[mode] === highest));
      for (const mode of modes) {
        assert.ok(density[mode] >= LOWEST_PEAK * highest);
        density.forEach((value, cell) =>
          assert.ok(distances[mode * CELL_COUNT + cell] > near || value <= density[mode])
        );
      }
    }),
    { seed: 1, numRuns: 50 },
  );
});

Deno.test("share found: all of one's own, none of far ones, one step and a diagonal away but not two; of none NaN", () => {
  fc.assert(
    fc.property(cells, cells, (a, b) => {
      assert.equal(shareFound(a, a), 1);
      assert.ok(shareFound(a, [...a, ...b]) === 1 && shareFound([...a, ...b], b) >= b.length / (a.length + b.length));
    }),
    { seed: 2 },
  );
  assert.ok(MODE_RADIUS > Math.SQRT2 * 2 / 11 && MODE_RADIUS < 2 * 2 / 11);
  assert.equal(shareFound([60, 0], [61]), 0.5);
  assert.equal(shareFound([60], [72]), 1);
  assert.equal(shareFound([60], [62]), 0);
  assert.equal(shareFound([60], []), 0);
  assert.ok(Number.isNaN(shareFound([], [60])));
});
