import assert from "node:assert/strict";
import fc from "fast-check";
import { coveredEvenSteps, coveredSteps } from "./covered_steps.ts";
import { flatTimeline, seed } from "./testing.ts";

Deno.test("a correction covers a step from the middle on, up to and without the middle of the next", () => {
  const covers = (timeSeconds: number, durationSeconds: number) => {
    const { first, end } = coveredSteps({ timeSeconds, durationSeconds }, flatTimeline(1));
    return end - first;
  };
  assert.deepEqual([covers(0.5, 0.1), covers(0, 0.5), covers(0, 0.500001), covers(0.500001, 1)], [1, 0, 1, 0]);
});

Deno.test("the steps found by halving are those whose middle lies within", () => {
  const time = fc.double({ min: -3, max: 15, noNaN: true }), length = fc.double({ min: 0, max: 20, noNaN: true });
  fc.assert(
    fc.property(time, length, fc.integer({ min: 0, max: 12 }), (timeSeconds, durationSeconds, count) => {
      const axis = flatTimeline(count), { first, end } = coveredSteps({ timeSeconds, durationSeconds }, axis);
      const within = axis.steps.flatMap(({ startSeconds }, t) =>
        startSeconds + 0.5 >= timeSeconds && startSeconds + 0.5 < timeSeconds + durationSeconds ? [t] : []
      );
      assert.deepEqual(Array.from({ length: end - first }, (_, i) => first + i), within);
      assert.deepEqual(coveredEvenSteps({ timeSeconds, durationSeconds }, { stepSeconds: 1, stepCount: count }), {
        first,
        end,
      });
    }),
    { seed },
  );
});
