import assert from "node:assert/strict";
import fc from "fast-check";
import type { TracePoint } from "./correction.ts";
import { seed } from "./testing.ts";
import { traceMean } from "./trace.ts";

Deno.test("the mean is that of the trace sampled finely", () => {
  // Times in hundredths of a second, so that sampling at their middles is exact.
  const point = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: -10, max: 10 }));
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 1, max: 300 }),
      (points, start, length) => {
        const trace = points.toSorted(([a], [b]) => a - b).map(([t, v]): TracePoint => [t / 100, v / 10, -v / 20]);
        const values = Array.from({ length }, (_, i) => (start + i + 0.5) / 100)
          .flatMap((time) => trace.findLast(([from]) => from <= time)?.[1] ?? []);
        const mean = traceMean(trace, start / 100, (start + length) / 100);
        if (values.length === 0) return assert.equal(mean, null);
        const expected = values.reduce((a, b) => a + b) / values.length;
        assert.ok(Math.abs(mean!.valence - expected) < 1e-9 && Math.abs(mean!.arousal + expected / 2) < 1e-9);
      },
    ),
    { seed },
  );
});

Deno.test("no trace, no time, or a time before it: no mean", () => {
  assert.equal(traceMean([], 0, 1), null);
  assert.equal(traceMean([[1, 0, 0]], 0, 1), null);
  assert.equal(traceMean([[0, 0.5, 0]], 1, 1), null);
  assert.deepEqual(traceMean([[0, 0.5, -0.5]], 100, 101), { valence: 0.5, arousal: -0.5 });
});

Deno.test("a step that ends where the trace begins is not of it, whatever rounding says", () => {
  // Seconds from the correction's start: 3 - 2.3 + 1 is more than 1.7 in the last digit.
  assert.equal(traceMean([[1.7, 0.7, 0.7]], 3 - 2.3, 3 - 2.3 + 1), null);
  assert.deepEqual(traceMean([[1.7, 0.7, 0.7]], 4 - 2.3, 5 - 2.3), { valence: 0.7, arousal: 0.7 });
});
