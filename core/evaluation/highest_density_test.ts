import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT } from "../emotion/grid.ts";
import { normalizeHeatmap } from "../emotion/heatmap.ts";
import { densityLevels, regionCells, shareInRegion } from "./highest_density.ts";

const maps = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: CELL_COUNT, maxLength: CELL_COUNT })
  .filter((values) => values.some((value) => value > 0)).map((values) => normalizeHeatmap(values, 0));
const level = fc.double({ min: 0, max: 1, noNaN: true });

Deno.test("a perfect map: its region of a level holds just that probability, ties or not", () => {
  fc.assert(
    fc.property(maps, level, (map, level) => {
      const levels = densityLevels(map);
      const held = map.reduce((sum, probability, cell) => sum + probability * shareInRegion(levels, cell, level), 0);
      assert.ok(Math.abs(held - level) < 1e-12, `${held} of ${level}`);
    }),
    { seed: 1 },
  );
});

Deno.test("no set of cells, fractions allowed, holds as much with fewer: likelier cells enter first, equals together", () => {
  fc.assert(
    fc.property(maps, level, (map, level) => {
      const levels = densityLevels(map);
      for (let a = 0; a < CELL_COUNT; a++) {
        const share = shareInRegion(levels, a, level);
        for (let b = 0; b < CELL_COUNT; b += 7) {
          const other = shareInRegion(levels, b, level);
          if (map[a] === map[b]) assert.equal(share, other);
          if (map[a] > map[b] && share < 1) assert.equal(other, 0);
        }
      }
    }),
    { seed: 2, numRuns: 30 },
  );
});

Deno.test("regions grow with the level, from nothing to the whole plane", () => {
  fc.assert(
    fc.property(maps, level, level, (map, a, b) => {
      const levels = densityLevels(map), low = Math.min(a, b), high = Math.max(a, b);
      for (let cell = 0; cell < CELL_COUNT; cell++) {
        assert.ok(shareInRegion(levels, cell, low) <= shareInRegion(levels, cell, high));
      }
      assert.ok(regionCells(levels, low) <= regionCells(levels, high) + 1e-9);
      assert.equal(regionCells(levels, 1), CELL_COUNT);
      assert.equal(regionCells(levels, 0), 0);
    }),
    { seed: 3, numRuns: 30 },
  );
});

Deno.test("by hand: half, a third and a sixth; a flat map is in by the level everywhere", () => {
  const levels = densityLevels(
    normalizeHeatmap(Float64Array.from({ length: CELL_COUNT }, (_, i) => [2, 3, 1][i] ?? 0), 0),
  );
  const shares = (level: number) =>
    [0, 1, 2, 3].map((cell) => Math.round(1e9 * shareInRegion(levels, cell, level)) / 1e9);
  assert.deepEqual(shares(0.25), [0, 0.5, 0, 0]);
  assert.deepEqual(shares(2 / 3), [0.5, 1, 0, 0]);
  assert.deepEqual(shares(11 / 12), [1, 1, 0.5, 0]);
  const flat = densityLevels(new Float64Array(CELL_COUNT).fill(1 / CELL_COUNT));
  assert.ok(Math.abs(regionCells(flat, 0.3) - 0.3 * CELL_COUNT) < 1e-9);
});
