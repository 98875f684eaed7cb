import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT } from "../core/emotion/grid.ts";
import { entropyNats, normalizeHeatmap } from "../core/emotion/heatmap.ts";
import { FURTHEST_NATS, jensenShannonNats, timelineDistances } from "./comparison.ts";

const maps = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: CELL_COUNT, maxLength: CELL_COUNT })
  .map((values) => normalizeHeatmap(values));

Deno.test("the divergence is the entropy of the mixture less the mean entropy", () => {
  fc.assert(
    fc.property(maps, maps, (p, q) => {
      const expected = entropyNats(p.map((value, c) => (value + q[c]) / 2)) - (entropyNats(p) + entropyNats(q)) / 2;
      assert.ok(Math.abs(jensenShannonNats(p, q) - expected) < 1e-9);
      assert.ok(Math.abs(jensenShannonNats(p, q) - jensenShannonNats(q, p)) < 1e-12);
    }),
    { seed: 20260101 },
  );
});

Deno.test("the same map is at 0, maps with nothing in common at log 2", () => {
  const only = (cell: number) => Float64Array.from({ length: CELL_COUNT }, (_, c) => c === cell ? 1 : 0);
  assert.equal(jensenShannonNats(only(3), only(3)), 0);
  assert.equal(jensenShannonNats(only(3), only(4)), FURTHEST_NATS);
});

Deno.test("timelines of different steps are not compared", () => {
  const timeline = (stepSeconds: number) => ({
    source: { name: "a", sha256: "", durationSeconds: 1, sampleRate: 1 },
    model: { id: "m", sha256: "", recipe: "r" },
    stepSeconds,
    steps: [],
  });
  assert.deepEqual(timelineDistances(timeline(1), timeline(1)), new Float64Array(0));
  assert.throws(() => timelineDistances(timeline(1), timeline(0.5)), {
    name: "RangeError",
    message: "Cannot compare timelines: their steps must be equally long, current values are 1 s and 0.5 s",
  });
});
