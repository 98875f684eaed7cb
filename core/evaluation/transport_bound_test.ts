import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT } from "../emotion/grid.ts";
import { moveHeatmap } from "../review/move.ts";
import { maps, places, seed } from "../review/testing.ts";
import { earthMoversDistance } from "./transport.ts";
import { leastTransport } from "./transport_bound.ts";

const only = (cell: number) => Float64Array.from({ length: CELL_COUNT }, (_, c) => c === cell ? 1 : 0);

Deno.test("no transport is shorter than the bound, which is not far below it where a map is moved", () => {
  fc.assert(
    fc.property(maps, maps, places, (p, q, place) => {
      assert.ok(leastTransport(p, q) <= earthMoversDistance(p, q) + 1e-9);
      const moved = moveHeatmap(p, place), distance = earthMoversDistance(p, moved);
      assert.ok(leastTransport(p, moved) <= distance + 1e-9 && leastTransport(p, moved) > 0.5 * distance - 1e-6);
    }),
    { seed, numRuns: 60 },
  );
});

Deno.test("along an axis or a diagonal it is the distance; equal maps are at 0, others never", () => {
  for (const [a, b] of [[0, 10], [0, 110], [0, 120], [10, 110], [60, 61]]) {
    assert.ok(Math.abs(leastTransport(only(a), only(b)) - earthMoversDistance(only(a), only(b))) < 1e-12, `${a} ${b}`);
  }
  assert.equal(leastTransport(only(3), only(3)), 0);
  // The same sums along all four lines: an octagon's corners, one half against the other.
  const ring = [[1, 3], [3, 4], [4, 6], [6, 6], [7, 4], [6, 2], [4, 1], [2, 1]];
  const half = (which: number) =>
    Float64Array.from(
      { length: CELL_COUNT },
      (_, c) => ring.some(([row, column], i) => i % 2 === which && row * 11 + column === c) ? 0.25 : 0,
    );
  assert.ok(leastTransport(half(0), half(1)) >= 2 / 11 - 1e-12);
});
