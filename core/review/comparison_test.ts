import assert from "node:assert/strict";
import fc from "fast-check";
import { cellToPoint } from "../emotion/grid.ts";
import { randomTimeline } from "../../formats/testing.ts";
import { disagreements, FURTHEST_NATS, jumpTarget, mapDistance, stepPairs } from "./comparison.ts";

const only = (cell: number) => Float64Array.from({ length: 121 }, (_, c) => c === cell ? 1 : 0);
const options = { apartSteps: 2 };

Deno.test("the same map is at 0; by divergence all that share nothing are as far, by transport places count", () => {
  for (const measure of ["js", "emd"] as const) assert.equal(mapDistance(only(3), only(3), measure), 0);
  assert.equal(mapDistance(only(3), only(4), "js"), FURTHEST_NATS);
  assert.equal(mapDistance(only(3), only(90), "js"), FURTHEST_NATS);
  const [near, far] = [mapDistance(only(3), only(4), "emd"), mapDistance(only(3), only(7), "emd")];
  assert.ok(Math.abs(near - (cellToPoint(4).valence - cellToPoint(3).valence)) < 1e-12 && far > 3.9 * near);
});

Deno.test("steps are compared for as long as both timelines last; steps of other lengths are not", () => {
  const a = randomTimeline(1, { stepCount: 5 }), b = randomTimeline(2, { stepCount: 3 });
  assert.deepEqual(stepPairs(a, b).map(([x, y]) => [x === a.steps[0], y === b.steps[0]])[0], [true, true]);
  assert.deepEqual([stepPairs(a, b).length, stepPairs(b, a).length], [3, 3]);
  assert.throws(() => stepPairs(a, randomTimeline(1, { stepSeconds: 0.5 })), {
    name: "RangeError",
    message: "Cannot compare timelines: their steps must be equally long, current values are 1 s and 0.5 s",
  });
});

Deno.test("disagreements are the peaks, with their flanks and small ones left out", () => {
  assert.deepEqual(disagreements([0, 0.5, 1, 0.9, 0.2, 0, 0.6, 0.05, 0], options), [2, 6]);
  assert.deepEqual(disagreements([0, 1, 0, 0, 0, 0.05, 0], options), [1], "a twentieth of the highest is none");
  assert.deepEqual(disagreements([1, 1, 1, 1, 1, 1], options), [0], "a plateau has one");
  assert.deepEqual(disagreements([NaN, 1, NaN, NaN, 0.4, NaN], options), [1, 4], "what is not known yet is none");
  assert.deepEqual(disagreements([], options), []);
  assert.deepEqual(disagreements([0, 0], options), []);
});

Deno.test("no two disagreements are close, and the highest step is among them", () => {
  const series = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });
  fc.assert(
    fc.property(series, fc.integer({ min: 0, max: 8 }), (values, apartSteps) => {
      const peaks = disagreements(values, { apartSteps });
      peaks.forEach((t, i) => assert.ok(i === 0 || t - peaks[i - 1] > apartSteps));
      const highest = values.reduce((most, value) => Math.max(most, value), 0);
      assert.ok(highest === 0 ? peaks.length === 0 : peaks.some((t) => values[t] === highest));
    }),
    { seed: 6 },
  );
});

Deno.test("jumps go to the largest, and to the next on either side", () => {
  const distances = [0, 3, 0, 0, 0, 5, 0, 0, 0, 4], peaks = disagreements(distances, options);
  const jump = (way: Parameters<typeof jumpTarget>[1], from: number) => jumpTarget(peaks, way, { from, distances });
  assert.deepEqual(peaks, [1, 5, 9]);
  assert.deepEqual([jump("largest", 0), jump("next", 1), jump("previous", 5)], [5, 5, 1]);
  assert.deepEqual([jump("next", 9), jump("previous", 1)], [null, null]);
  assert.equal(jumpTarget([], "largest", { from: 0, distances: [] }), null);
});
