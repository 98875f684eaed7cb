import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT } from "../emotion/grid.ts";
import { heatmapDeviation, heatmapMean } from "../emotion/heatmap.ts";
import { geodesicHeatmap, shareOfWay } from "./geodesic.ts";
import { hills, maps, seed, sum } from "./testing.ts";

Deno.test("the ends are the maps themselves, the way between equal maps is that map", () => {
  fc.assert(
    fc.property(maps, maps, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, t) => {
      const same = [[geodesicHeatmap(from, to, 0), from], [geodesicHeatmap(from, to, 1), to], [
        geodesicHeatmap(from, from, t),
        from,
      ]];
      for (const [made, given] of same) made.forEach((p, cell) => assert.ok(Math.abs(p - given[cell]) < 1e-14));
      assert.ok(Math.abs(sum(geodesicHeatmap(from, to, t)) - 1) < 1e-12);
    }),
    { seed },
  );
});

Deno.test("between Gaussians of one width the mean moves evenly and the width stays", () => {
  const from = hills([{ at: { valence: -0.3, arousal: 0.2 }, deviation: 0.2 }]);
  const to = hills([{ at: { valence: 0.3, arousal: -0.1 }, deviation: 0.2 }]);
  for (const t of [0.1, 0.25, 0.5, 0.8]) {
    const map = geodesicHeatmap(from, to, t), mean = heatmapMean(map);
    // What the plane's edge cuts off.
    assert.ok(Math.abs(mean.valence - (-0.3 + 0.6 * t)) < 2e-3 && Math.abs(mean.arousal - (0.2 - 0.3 * t)) < 2e-3);
    assert.ok(Math.abs(heatmapDeviation(map).valence - 0.2) < 5e-3);
  }
});

Deno.test("between one cell and another every map is above zero", () => {
  const one = (cell: number) => Float64Array.from({ length: CELL_COUNT }, (_, c) => c === cell ? 1 : 0);
  for (const t of [0, 0.3, 1]) assert.ok(geodesicHeatmap(one(0), one(120), t).every((p) => p > 0));
});

Deno.test("the first step of a span is its one end, the last the other, a single one half-way, whatever lies beyond", () => {
  const span = { timeSeconds: 2, durationSeconds: 4 };
  assert.deepEqual([2, 3, 4, 5].map((t) => shareOfWay(t, 1, span)), [0, 1 / 3, 2 / 3, 1]);
  assert.deepEqual([1, 9].map((t) => shareOfWay(t, 1, span)), [0, 1]);
  assert.deepEqual([2, 3.75, 5.5].map((t) => shareOfWay(t, 0.5, span)), [0, 0.5, 1]);
  assert.equal(shareOfWay(2, 1, { timeSeconds: 2, durationSeconds: 1 }), 0.5);
});
