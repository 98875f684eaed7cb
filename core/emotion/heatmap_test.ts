import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, cellToPoint } from "./grid.ts";
import {
  arousalMarginal,
  entropyNats,
  heatmapDeviation,
  heatmapMean,
  normalizeHeatmap,
  valenceMarginal,
} from "./heatmap.ts";

const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: CELL_COUNT, maxLength: CELL_COUNT })
  .filter((cells) => cells.some((value) => value > 0));
const sum = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((a, b) => a + b, 0);

/** All of the probability in some cells, alike. */
const at = (...cells: number[]) =>
  Float64Array.from({ length: CELL_COUNT }, (_, cell) => cells.includes(cell) ? 1 / cells.length : 0);
const uniform = new Float64Array(CELL_COUNT).fill(1 / CELL_COUNT);

Deno.test("mean, deviation and marginals are those of the definition", () => {
  fc.assert(
    fc.property(values, (cells) => {
      const map = normalizeHeatmap(cells), points = Array.from(map, (_, cell) => cellToPoint(cell));
      for (const axis of ["valence", "arousal"] as const) {
        const mean = sum(points.map((point, cell) => map[cell] * point[axis]));
        const variance = sum(points.map((point, cell) => map[cell] * (point[axis] - mean) ** 2));
        assert.ok(Math.abs(heatmapMean(map)[axis] - mean) < 1e-14);
        assert.ok(Math.abs(heatmapDeviation(map)[axis] - Math.sqrt(variance)) < 1e-12);
      }
      for (let i = 0; i < 11; i++) {
        assert.ok(Math.abs(arousalMarginal(map)[i] - sum(map.slice(11 * i, 11 * i + 11))) < 1e-15);
        assert.ok(Math.abs(valenceMarginal(map)[i] - sum(map.filter((_, cell) => cell % 11 === i))) < 1e-15);
      }
    }),
    { seed: 1 },
  );
});

Deno.test("known maps: one cell, two corners, uniform", () => {
  assert.deepEqual(heatmapMean(at(7)), cellToPoint(7));
  assert.deepEqual(heatmapDeviation(at(7)), { valence: 0, arousal: 0 });
  assert.equal(entropyNats(at(7)), 0);
  const corners = at(0, 120);
  assert.ok(Math.abs(heatmapMean(corners).valence) < 1e-15);
  assert.ok(Math.abs(heatmapDeviation(corners).arousal - 10 / 11) < 1e-15);
  assert.ok(Math.abs(entropyNats(corners) - Math.LN2) < 1e-15);
  assert.ok(Math.abs(entropyNats(uniform) - Math.log(121)) < 1e-13);
  assert.ok(Math.abs(heatmapDeviation(uniform).valence - 2 / 11 * Math.sqrt(10)) < 1e-14, "(n² - 1) / 12 of 11 bins");
});

Deno.test("normalising gives a distribution above the floor, keeps ratios, and is idempotent", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: -200, max: 200 }), (cells, exponent) => {
      const map = normalizeHeatmap(cells), total = sum(cells);
      assert.ok(Math.abs(sum(map) - 1) < 1e-14);
      // The sum grows by at most 121 floors, by which all are divided.
      assert.ok(map.every((p, cell) => p >= 0.999e-12 && Math.abs(p - cells[cell] / total) <= 2e-12 + 2e-10 * p));
      normalizeHeatmap(map).forEach((p, cell) => assert.ok(Math.abs(p - map[cell]) <= 2e-10 * p));
      const scaled = normalizeHeatmap(cells.map((value) => value * 2 ** exponent));
      if (exponent >= 0) assert.deepEqual(scaled, map, "any scale; a power of two exactly");
      assert.ok(entropyNats(map) >= 0 && entropyNats(map) <= Math.log(121) + 1e-12);
    }),
    { seed: 2 },
  );
});

Deno.test("a map is not modified, and a higher floor lifts", () => {
  const map = at(60), before = map.slice(), lifted = normalizeHeatmap(map, 0.01);
  assert.deepEqual(map, before);
  assert.ok(Math.abs(lifted[0] - 0.01 / 2.2) < 1e-15 && Math.abs(lifted[60] - 1 / 2.2) < 1e-15);
});

Deno.test("what is no distribution is refused", () => {
  const wrong = (cell: number, value: number | undefined) => {
    const cells: (number | undefined)[] = Array.from(uniform);
    cells[cell] = value;
    return () => normalizeHeatmap(cells as number[]);
  };
  const message = "Cannot normalise a heatmap: every cell must be finite and ≥ 0, current value of cell";
  assert.throws(wrong(3, -1e-9), new RangeError(`${message} 3 is -1e-9`));
  assert.throws(wrong(120, NaN), new RangeError(`${message} 120 is NaN`));
  assert.throws(wrong(0, Infinity), new RangeError(`${message} 0 is Infinity`));
  assert.throws(wrong(120, undefined), new RangeError(`${message} 120 is undefined`));
  const sums = "Cannot normalise a heatmap: the sum must be finite and > 0, current value is";
  assert.throws(() => normalizeHeatmap(new Float64Array(CELL_COUNT)), new RangeError(`${sums} 0`));
  assert.throws(() => normalizeHeatmap(new Float64Array(CELL_COUNT).fill(1e308)), new RangeError(`${sums} Infinity`));
});
