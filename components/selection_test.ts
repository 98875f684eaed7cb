import assert from "node:assert/strict";
import fc from "fast-check";
import { moveEdge, rangeBetween, rangeHolds, secondsToStep } from "./selection.ts";

const axis = { stepSeconds: 1, durationSeconds: 10.4 };

Deno.test("a drag selects the whole steps it touches, in either direction", () => {
  assert.deepEqual(rangeBetween(2.3, 4.7, axis), { startSeconds: 2, endSeconds: 5 });
  assert.deepEqual(rangeBetween(4.7, 2.3, axis), { startSeconds: 2, endSeconds: 5 });
  assert.deepEqual(rangeBetween(2, 5, axis), { startSeconds: 2, endSeconds: 5 });
  assert.deepEqual(rangeBetween(3.2, 3.2, axis), { startSeconds: 3, endSeconds: 4 });
});

Deno.test("beyond the ends the range stops with the last step, which is whole though the piece ends within it", () => {
  assert.deepEqual(rangeBetween(-5, 99, axis), { startSeconds: 0, endSeconds: 11 });
  assert.deepEqual(rangeBetween(10.2, 10.3, axis), { startSeconds: 10, endSeconds: 11 });
});

Deno.test("edges move by steps, never past one another or out of the piece", () => {
  assert.deepEqual(moveEdge({ startSeconds: 2, endSeconds: 5 }, "end", 1, axis), { startSeconds: 2, endSeconds: 6 });
  assert.deepEqual(moveEdge({ startSeconds: 2, endSeconds: 3 }, "end", -1, axis), { startSeconds: 2, endSeconds: 3 });
  assert.deepEqual(moveEdge({ startSeconds: 2, endSeconds: 3 }, "start", 1, axis), { startSeconds: 2, endSeconds: 3 });
  assert.deepEqual(moveEdge({ startSeconds: 9, endSeconds: 11 }, "end", -1, axis), {
    startSeconds: 9,
    endSeconds: 10,
  });
  assert.deepEqual(moveEdge({ startSeconds: 9, endSeconds: 10 }, "end", 5, axis), {
    startSeconds: 9,
    endSeconds: 11,
  });
});

Deno.test("any drag and any nudges keep a range of at least one step within the piece", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 100, noNaN: true }),
      fc.constantFrom(0.25, 0.5, 1, 2),
      fc.tuple(fc.double({ min: -9, max: 120, noNaN: true }), fc.double({ min: -9, max: 120, noNaN: true })),
      fc.array(fc.tuple(fc.constantFrom("start" as const, "end" as const), fc.integer({ min: -9, max: 9 }))),
      (durationSeconds, stepSeconds, [a, b], nudges) => {
        const piece = { stepSeconds, durationSeconds };
        let range = rangeBetween(a, b, piece);
        for (const [edge, by] of nudges) range = moveEdge(range, edge, by, piece);
        assert.ok(range.startSeconds >= 0 && range.endSeconds < durationSeconds + stepSeconds);
        assert.ok(range.endSeconds > range.startSeconds, JSON.stringify(range));
        assert.equal(range.startSeconds % stepSeconds, 0);
        assert.equal(range.endSeconds % stepSeconds, 0);
      },
    ),
    { seed: 20260101 },
  );
});

Deno.test("a step begins at its first instant and ends before its last", () => {
  assert.equal(secondsToStep(3, axis), 3);
  assert.equal(secondsToStep(2.999, axis), 2);
  assert.equal(secondsToStep(99, axis), 10);
  assert.ok(rangeHolds({ startSeconds: 2, endSeconds: 5 }, 2));
  assert.ok(!rangeHolds({ startSeconds: 2, endSeconds: 5 }, 5));
});
