import assert from "node:assert/strict";
import type { StepStatus } from "../../core/review/status.ts";
import { statusRuns } from "./status_runs.ts";
import { nextUnjudged } from "./unjudged.ts";

const open: StepStatus = { state: "untouched", by: null }, done: StepStatus = { state: "accepted", by: null };
const statuses = [open, done, done, open, open, done];

Deno.test("the next unjudged steps are found after a step, as many as asked for while nobody judged them", () => {
  assert.deepEqual(nextUnjudged(statuses, 2, 5), { first: 3, end: 5 });
  assert.deepEqual(nextUnjudged(statuses, 2, 1), { first: 3, end: 4 });
});

Deno.test("after the last one it goes on from the beginning; of nothing left it is told", () => {
  assert.deepEqual(nextUnjudged(statuses, 5, 2), { first: 0, end: 1 });
  assert.deepEqual(nextUnjudged(statuses, 6, 2), { first: 0, end: 1 }, "after the last step");
  assert.equal(nextUnjudged([done, done], 0, 1), null);
  assert.equal(nextUnjudged([], 0, 1), null);
});

Deno.test("what one correction says of steps side by side is one run, what another says is the next", () => {
  const other: StepStatus = { state: "rejected", by: null };
  assert.deepEqual(statusRuns([open, done, done, other, open, other]), [
    { first: 1, end: 3, state: "accepted" },
    { first: 3, end: 4, state: "rejected" },
    { first: 5, end: 6, state: "rejected" },
  ]);
});
