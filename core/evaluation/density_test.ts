import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import { normalizeHeatmap } from "../emotion/heatmap.ts";
import { BANDWIDTH, ratingDensity, smoothMap } from "./density.ts";
import { cellCounts } from "./rated_bins.ts";

const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
const points = fc.array(fc.record({ valence: coordinate, arousal: coordinate }), { minLength: 1, maxLength: 6 });
const sum = (values: Float64Array) => values.reduce((a, b) => a + b);

Deno.test("by the definition: a Gaussian around each rating, scaled to sum 1 over the whole grid", () => {
  fc.assert(
    fc.property(points, (ratings) => {
      const expected = new Float64Array(CELL_COUNT);
      for (const { valence, arousal } of ratings) {
        const kernel = Float64Array.from({ length: CELL_COUNT }, (_, cell) => {
          const centre = cellToPoint(cell);
          return Math.exp(-((centre.valence - valence) ** 2 + (centre.arousal - arousal) ** 2) / (2 * BANDWIDTH ** 2));
        });
        kernel.forEach((value, cell) => expected[cell] += value / sum(kernel) / ratings.length);
      }
      ratingDensity(ratings).forEach((value, cell) => assert.ok(Math.abs(value - expected[cell]) < 1e-14));
    }),
    { seed: 1, numRuns: 30 },
  );
});

Deno.test("a distribution, > 0 everywhere, on the corners of the plane too; nothing gives NaN", () => {
  fc.assert(
    fc.property(points, (ratings) => {
      const density = ratingDensity(ratings);
      assert.ok(Math.abs(sum(density) - 1) < 1e-13 && density.every((value) => value > 0));
    }),
    { seed: 2 },
  );
  const corner = ratingDensity([{ valence: -1, arousal: -1 }]);
  assert.ok(Math.abs(sum(corner) - 1) < 1e-13 && corner.every((value) => value > 0));
  assert.ok(ratingDensity([]).every(Number.isNaN));
});

Deno.test("a smoothed map is the density of ratings drawn from it at the cells' centres", () => {
  const ratings = [0, 10, 60, 60, 117].map(cellToPoint);
  const smooth = smoothMap(cellCounts(ratings).map((count) => count / ratings.length));
  ratingDensity(ratings).forEach((value, cell) => assert.ok(Math.abs(value - smooth[cell]) < 1e-15));
  const uniform = normalizeHeatmap(new Float64Array(CELL_COUNT).fill(1));
  assert.ok(Math.abs(sum(smoothMap(uniform)) - 1) < 1e-13);
});
