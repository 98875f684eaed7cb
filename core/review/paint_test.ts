import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT } from "../emotion/grid.ts";
import { addNats, MOST_NATS, paintHeatmap } from "./paint.ts";
import { maps, seed, sum } from "./testing.ts";

const cells = fc.integer({ min: 0, max: CELL_COUNT - 1 });
const strokes = fc.uniqueArray(fc.tuple(cells, fc.double({ min: -20, max: 20, noNaN: true })), {
  selector: ([cell]) => cell,
});

Deno.test("the nats between any two cells grow by what was painted, on whatever map", () => {
  fc.assert(
    fc.property(maps, strokes, cells, cells, (map, stroke, a, b) => {
      const painted = paintHeatmap(map, stroke), added = new Map(stroke);
      const between = (q: ArrayLike<number>) => Math.log(q[a] / q[b]);
      const expected = between(map) + (added.get(a) ?? 0) - (added.get(b) ?? 0);
      assert.ok(Math.abs(between(painted) - expected) < 1e-11, `${between(painted)} is not ${expected}`);
    }),
    { seed },
  );
});

Deno.test("painting the opposite takes a stroke back; no stroke changes nothing", () => {
  fc.assert(
    fc.property(maps, strokes, (map, stroke) => {
      const back = paintHeatmap(paintHeatmap(map, stroke), stroke.map(([cell, nats]) => [cell, -nats]));
      for (const same of [back, paintHeatmap(map, [])]) same.forEach((p, c) => assert.ok(Math.abs(p - map[c]) < 1e-13));
    }),
    { seed },
  );
});

Deno.test("strokes add up as painting one after the other does, within what decides against any map", () => {
  fc.assert(
    fc.property(maps, strokes, strokes, (map, one, other) => {
      const both = paintHeatmap(map, addNats(one, other)), apart = paintHeatmap(paintHeatmap(map, one), other);
      both.forEach((p, cell) => assert.ok(Math.abs(p - apart[cell]) < 1e-12));
    }),
    { seed },
  );
  assert.deepEqual(addNats([[7, 40], [3, -1]], [[7, 40], [3, -99], [2, 1]]), [[2, 1], [3, -MOST_NATS], [7, MOST_NATS]]);
});

Deno.test("all mass is drawn to a cell that had none, and away from the one that had it all", () => {
  const one = new Float64Array(CELL_COUNT);
  one[60] = 1;
  const painted = paintHeatmap(one, [[0, MOST_NATS], [60, -MOST_NATS]]);
  assert.ok(painted.every((p) => p > 0) && Math.abs(sum(painted) - 1) < 1e-12);
  assert.ok(painted[60] > 0.999, "100 nats do not lift 1e-300");
  const drawn = paintHeatmap(new Float64Array(CELL_COUNT).fill(1 / CELL_COUNT), [[0, MOST_NATS]]);
  assert.ok(drawn[0] > 1 - 1e-12 && drawn.every((p) => p > 0));
});
