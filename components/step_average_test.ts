import assert from "node:assert/strict";
import fc from "fast-check";
import { averageInto, sumSteps } from "./step_average.ts";

Deno.test("an average over part of the steps weights every step by its overlap", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
      fc.double({ min: -2, max: 18, noNaN: true }),
      fc.double({ min: 0.01, max: 9, noNaN: true }),
      (values, from, length) => {
        const overlaps = values.map((_, t) => Math.max(0, Math.min(t + 1, from + length) - Math.max(t, from)));
        const total = overlaps.reduce((sum, overlap) => sum + overlap, 0);
        // A sliver's average is a difference of nearly equal sums: meaningless digits, and no pixel is that thin.
        fc.pre(total === 0 || total > 1e-3);
        const out = new Float64Array(1);
        const table = sumSteps(values.length, 1, (t, row) => row[0] = values[t]);
        assert.equal(averageInto(out, table, from, from + length), total > 0);
        if (total === 0) return;
        const expected = values.reduce((sum, value, t) => sum + value * overlaps[t], 0) / total;
        assert.ok(Math.abs(out[0] - expected) < 1e-9, `${out[0]} is not ${expected}`);
      },
    ),
    { seed: 20260101 },
  );
});

Deno.test("rows do not mix", () => {
  const table = sumSteps(3, 2, (t, out) => {
    out[0] = t;
    out[1] = 10 * t;
  });
  const out = new Float64Array(2);
  averageInto(out, table, 0.5, 2.5);
  assert.deepEqual([...out], [1, 10]);
});

Deno.test("no steps, an empty stretch and a stretch outside give nothing", () => {
  const out = Float64Array.of(7);
  assert.equal(averageInto(out, sumSteps(0, 1, () => {}), 0, 1), false);
  const one = sumSteps(1, 1, (_, values) => values[0] = 1);
  assert.equal(averageInto(out, one, 0.5, 0.5), false);
  assert.equal(averageInto(out, one, 1, 2), false);
  assert.equal(out[0], 7);
});
