import assert from "node:assert/strict";
import fc from "fast-check";
import { binToCoordinate, CELL_COUNT, cellToPoint, GRID_SIZE, pointToCell } from "./grid.ts";
import { heatmapDeviation, heatmapMean } from "./heatmap.ts";
import { gaussianHeatmap, LEAST_DEVIATION, type PlaneGaussian } from "./plane_gaussian.ts";

const coordinate = fc.double({ min: -0.9, max: 0.9, noNaN: true }),
  deviation = fc.double({ min: 0.06, max: 1, noNaN: true });
const gaussians = fc.record({
  ...{ arousal: coordinate, valence: coordinate, sa: deviation, sv: deviation },
  r: fc.double({ min: -0.9, max: 0.9, noNaN: true }),
}).map(({ arousal, valence, sa, sv, r }): PlaneGaussian => ({
  mean: { arousal, valence },
  ...{ arousal: sa * sa, covariance: r * sa * sv, valence: sv * sv },
}));

/** Midpoint sums over 40 × 40 points a cell. */
function summed({ mean, arousal, covariance, valence }: PlaneGaussian): Float64Array {
  const N = 40, determinant = arousal * valence - covariance ** 2, map = new Float64Array(CELL_COUNT);
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const centre = cellToPoint(cell);
    for (let i = 0; i < N * N; i++) {
      const a = centre.arousal + ((Math.floor(i / N) + 0.5) / N * 2 - 1) / GRID_SIZE - mean.arousal;
      const v = centre.valence + ((i % N + 0.5) / N * 2 - 1) / GRID_SIZE - mean.valence;
      map[cell] += Math.exp(-(valence * a * a - 2 * covariance * a * v + arousal * v * v) / (2 * determinant));
    }
  }
  const total = map.reduce((sum, p) => sum + p, 0);
  return map.map((p) => p / total);
}

Deno.test("cells hold the integral of the density over them", () => {
  fc.assert(
    fc.property(gaussians, (gaussian) => {
      const map = gaussianHeatmap(gaussian), expected = summed(gaussian);
      // Two or six nodes a cell: the worst distributions, narrow ridges, are within half a per cent of all mass.
      const apart = map.reduce((sum, p, cell) => sum + Math.abs(p - expected[cell]), 0) / 2;
      assert.ok(apart < 5e-3, `${apart} for ${JSON.stringify(gaussian)}`);
      assert.ok(Math.abs(map.reduce((sum, p) => sum + p, 0) - 1) < 1e-12 && map.every((p) => p > 0));
    }),
    { seed: 1, numRuns: 60 },
  );
});

Deno.test("mean and deviations are those asked for, where the plane holds nearly all", () => {
  const map = gaussianHeatmap({
    mean: { arousal: 0.2, valence: -0.1 },
    arousal: 0.04,
    covariance: -0.01,
    valence: 0.0225,
  });
  const mean = heatmapMean(map), spread = heatmapDeviation(map);
  assert.ok(Math.abs(mean.arousal - 0.2) < 2e-3 && Math.abs(mean.valence + 0.1) < 2e-3);
  // Cells add the variance of a uniform distribution over a side of 2/11: 1/363.
  assert.ok(
    Math.abs(spread.arousal ** 2 - (0.04 + 1 / 363)) < 1e-3 &&
      Math.abs(spread.valence ** 2 - (0.0225 + 1 / 363)) < 1e-3,
  );
});

Deno.test("far outside, without width, more than correlated: the nearest cell, and never nothing", () => {
  const none = { arousal: 0, covariance: 0, valence: 0 };
  const far = gaussianHeatmap({ mean: { arousal: 40, valence: -1e4 }, ...none });
  assert.ok(far[pointToCell({ arousal: 1, valence: -1 })] > 0.999);
  const peak = gaussianHeatmap({ mean: { arousal: binToCoordinate(3), valence: binToCoordinate(7) }, ...none });
  // ± half a cell is ± 1.82 least deviations: 0.931² of the mass.
  assert.ok(Math.abs(peak[3 * GRID_SIZE + 7] - 0.931 ** 2) < 0.01, `${LEAST_DEVIATION}`);
  const odd = gaussianHeatmap({ mean: { arousal: 0, valence: 0 }, arousal: 0.04, covariance: 9, valence: 0.04 });
  assert.ok(
    odd.every((p) => p > 0) &&
      odd[pointToCell({ arousal: 0.6, valence: 0.6 })] > odd[pointToCell({ arousal: 0.6, valence: -0.6 })],
  );
});

Deno.test("numbers that are none are refused", () => {
  const gaussian = { mean: { arousal: NaN, valence: 0 }, arousal: 1, covariance: 0, valence: 1 };
  assert.throws(() => gaussianHeatmap(gaussian), {
    name: "RangeError",
    message: "Cannot draw a normal distribution: its mean and covariance must be finite, current value is " +
      '{"mean":{"arousal":null,"valence":0},"arousal":1,"covariance":0,"valence":1}',
  });
});
