import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT } from "../emotion/grid.ts";
import { entropyNats, normalizeHeatmap } from "../emotion/heatmap.ts";
import { jsDivergenceNats, klDivergenceNats } from "./divergence.ts";

const maps = fc.array(fc.double({ min: -30, max: 3, noNaN: true }), { minLength: CELL_COUNT, maxLength: CELL_COUNT })
  .map((logs) => normalizeHeatmap(logs.map(Math.exp)));

Deno.test("by hand; 0 · log 0 is nothing, and what is said to be impossible costs everything", () => {
  const p = [0.5, 0.5, 0], q = [0.25, 0.5, 0.25];
  assert.ok(Math.abs(klDivergenceNats(p, q) - 0.5 * Math.LN2) < 1e-15);
  assert.equal(klDivergenceNats(q, p), Infinity);
  assert.equal(klDivergenceNats([], []), 0);
  assert.ok(Math.abs(jsDivergenceNats([1, 0], [0, 1]) - Math.LN2) < 1e-15);
  // Middle (3/8, 1/2, 1/8): half of ½·log 4/3, half of ¼·log 2/3 + ¼·log 2.
  const expected = 0.5 * (0.5 * Math.log(4 / 3)) + 0.5 * (0.25 * Math.log(2 / 3) + 0.25 * Math.LN2);
  assert.ok(Math.abs(jsDivergenceNats(p, q) - expected) < 1e-15);
});

Deno.test("from the uniform map: what its entropy lacks of log 121", () => {
  const uniform = normalizeHeatmap(new Float64Array(CELL_COUNT).fill(1));
  fc.assert(
    fc.property(maps, (p) => {
      assert.ok(Math.abs(klDivergenceNats(p, uniform) - (Math.log(CELL_COUNT) - entropyNats(p))) < 1e-12);
    }),
    { seed: 1 },
  );
});

Deno.test("never negative, 0 of a map to itself; Jensen–Shannon is symmetric and at most log 2", () => {
  fc.assert(
    fc.property(maps, maps, (p, q) => {
      assert.ok(klDivergenceNats(p, q) > -1e-14 && klDivergenceNats(p, p) === 0 && jsDivergenceNats(p, p) === 0);
      const apart = jsDivergenceNats(p, q);
      assert.ok(apart > -1e-14 && apart <= Math.LN2 && Math.abs(apart - jsDivergenceNats(q, p)) < 1e-15);
      assert.ok(apart <= klDivergenceNats(p, q) / 4 + klDivergenceNats(q, p) / 4 + 1e-14, "Lin 1991, theorem 2");
    }),
    { seed: 2 },
  );
});
