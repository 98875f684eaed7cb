import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import { heatmapMean, normalizeHeatmap } from "../emotion/heatmap.ts";
import { earthMoversDistance } from "./transport.ts";

const cell = fc.integer({ min: 0, max: CELL_COUNT - 1 });
const maps = fc.array(fc.double({ min: -8, max: 3, noNaN: true }), { minLength: CELL_COUNT, maxLength: CELL_COUNT })
  .map((logs) => normalizeHeatmap(logs.map(Math.exp)));

function distance(a: number, b: number): number {
  const p = cellToPoint(a), q = cellToPoint(b);
  return Math.hypot(p.valence - q.valence, p.arousal - q.arousal);
}

/** Equal masses at the given cells, which may repeat. */
function masses(cells: readonly number[]): Float64Array {
  const map = new Float64Array(CELL_COUNT);
  for (const one of cells) map[one] += 1 / cells.length;
  return map;
}

/** The cheapest of all ways to match the masses one to one: the optimum of the transport problem too (Birkhoff). */
function cheapestMatching(from: readonly number[], to: readonly number[]): number {
  if (from.length === 0) return 0;
  const [first, ...rest] = from;
  return Math.min(...to.map((target, i) => distance(first, target) + cheapestMatching(rest, to.toSpliced(i, 1))));
}

const pairs = fc.integer({ min: 1, max: 6 }).chain((n) =>
  fc.tuple(fc.array(cell, { minLength: n, maxLength: n }), fc.array(cell, { minLength: n, maxLength: n }))
);

Deno.test("equal masses: the cheapest of all matchings", () => {
  fc.assert(
    fc.property(pairs, ([from, to]) => {
      const expected = cheapestMatching(from, to) / from.length;
      // Masses below 1e-12 are left where they are.
      assert.ok(Math.abs(earthMoversDistance(masses(from), masses(to)) - expected) < 1e-10);
    }),
    { seed: 1, numRuns: 60 },
  );
});

Deno.test("dense maps: the optimum of a linear programme", () => {
  // scipy 1.17.1, linprog (HiGHS) over all 121 × 121 flows from p to q, for the two pairs below.
  const map = (value: (index: number, valence: number, arousal: number) => number) =>
    normalizeHeatmap(Array.from({ length: CELL_COUNT }, (_, i) => {
      const { valence, arousal } = cellToPoint(i);
      return value(i, valence, arousal);
    }));
  const waves = [map((i) => 1 + Math.sin(i * i)), map((i) => 1 + Math.cos(3 * i))];
  const peaks = [
    map((i) => Math.exp(3 * Math.sin(i))),
    map((_, valence, arousal) => Math.exp(-((valence - 0.5) ** 2 + (arousal + 0.3) ** 2) / 0.5)),
  ];
  assert.ok(Math.abs(earthMoversDistance(waves[0], waves[1]) - 0.10214478848067605) < 1e-9);
  assert.ok(Math.abs(earthMoversDistance(peaks[0], peaks[1]) - 0.44983734380103607) < 1e-9);
});

Deno.test("along one row: the area between the cumulative distributions", () => {
  const rows = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 11, maxLength: 11 });
  const onRow = (row: number, values: number[]) => {
    const map = new Float64Array(CELL_COUNT), sum = values.reduce((a, b) => a + b);
    values.forEach((value, column) => map[row * 11 + column] = value / sum);
    return map;
  };
  fc.assert(
    fc.property(rows, rows, fc.integer({ min: 0, max: 10 }), (a, b, row) => {
      const p = onRow(row, a), q = onRow(row, b);
      let ahead = 0, expected = 0;
      for (let column = 0; column < 11; column++) {
        ahead += p[row * 11 + column] - q[row * 11 + column];
        expected += Math.abs(ahead) * 2 / 11;
      }
      assert.ok(Math.abs(earthMoversDistance(p, q) - expected) < 1e-10);
    }),
    { seed: 2 },
  );
});

Deno.test("a map moved as a whole has moved by just that far", () => {
  const inner = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 25, maxLength: 25 });
  fc.assert(
    fc.property(inner, fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), (values, right, up) => {
      const place = (dx: number, dy: number) => {
        const map = new Float64Array(CELL_COUNT).fill(0), sum = values.reduce((a, b) => a + b, 1e-3);
        values.forEach((value, i) => map[(3 + dy + Math.floor(i / 5)) * 11 + 3 + dx + i % 5] = (value + 4e-5) / sum);
        return map;
      };
      const expected = 2 / 11 * Math.hypot(right, up);
      assert.ok(Math.abs(earthMoversDistance(place(0, 0), place(right, up)) - expected) < 1e-9);
    }),
    { seed: 3, numRuns: 40 },
  );
});

Deno.test("a metric: zero to itself, symmetric, no detour is shorter; at least the distance of the means", () => {
  fc.assert(
    fc.property(maps, maps, maps, (a, b, c) => {
      const ab = earthMoversDistance(a, b);
      assert.equal(earthMoversDistance(a, a), 0);
      assert.ok(Math.abs(ab - earthMoversDistance(b, a)) < 1e-9);
      assert.ok(ab <= earthMoversDistance(a, c) + earthMoversDistance(c, b) + 1e-9);
      const p = heatmapMean(a), q = heatmapMean(b);
      assert.ok(ab >= Math.hypot(p.valence - q.valence, p.arousal - q.arousal) - 1e-9);
      assert.ok(ab <= 20 / 11 * Math.SQRT2);
    }),
    { seed: 4, numRuns: 15 },
  );
});

Deno.test("from corner to corner is the furthest; maps are not modified", () => {
  const from = masses([0]), to = masses([120]);
  assert.ok(Math.abs(earthMoversDistance(from, to) - 20 / 11 * Math.SQRT2) < 1e-12);
  assert.deepEqual([from, to], [masses([0]), masses([120])]);
});

Deno.test("a wide hill and its mirror image are as far from a flat map: rounding does not grow from path to path", () => {
  const flat = new Float64Array(CELL_COUNT).fill(1 / CELL_COUNT);
  const hill = (at: number) =>
    normalizeHeatmap(Array.from({ length: CELL_COUNT }, (_, i) => {
      const { valence, arousal } = cellToPoint(i);
      return Math.exp(-((valence - at) ** 2 + (arousal - 0.4) ** 2) / (2 * 0.7 ** 2));
    }));
  for (const at of [0.4, -0.4]) {
    // scipy 1.17.1, linprog (HiGHS), as above.
    const found = earthMoversDistance(flat, hill(at));
    assert.ok(Math.abs(found - 0.30510478939937025) < 1e-12, `${at}: ${found}`);
  }
});
