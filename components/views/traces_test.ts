import assert from "node:assert/strict";
import { applyCorrections } from "../../core/review/apply.ts";
import type { CorrectionEvent, MoveCorrection } from "../../core/review/correction.ts";
import { randomTimeline } from "../../formats/testing.ts";
import { tracesOf } from "./traces.ts";

const timeline = randomTimeline(1, { stepCount: 5 });
const move = (id: string, annotator: string, timeSeconds: number): MoveCorrection => ({
  kind: "move",
  id,
  annotator,
  timeSeconds,
  durationSeconds: 2,
  value: { valence: 0.5, arousal: -0.5 },
  confidence: 1,
  tool: "test",
});
const edits: CorrectionEvent[] = [move("1", "Ann", 0), move("2", "Bea", 1)];

Deno.test("an annotator's trace holds the steps of that annotator's own corrections, and no others", () => {
  const traces = tracesOf({ reviewed: timeline, corrected: null, edits });
  assert.deepEqual(traces.map(({ name }) => name), ["Ann", "Bea"]);
  assert.deepEqual(traces[0].means.map((mean) => mean !== null), [true, true, false, false, false]);
  assert.deepEqual(traces[1].means.map((mean) => mean !== null), [false, true, true, false, false]);
  assert.ok(Math.abs(traces[0].means[0]!.valence - 0.5) < 1e-6);
  assert.notEqual(traces[0].colour, traces[1].colour);
});

Deno.test("an undone correction leaves no trace", () => {
  const undone: CorrectionEvent[] = [...edits, { kind: "undo", id: "3", target: "2", annotator: "Ann" }];
  const [, bea] = tracesOf({ reviewed: timeline, corrected: null, edits: undone });
  assert.ok(bea.means.every((mean) => mean === null));
});

Deno.test("the model's way lies under the corrected one; without a timeline there is none", () => {
  const corrected = applyCorrections(timeline, edits);
  const [model, people] = tracesOf({ reviewed: timeline, corrected, edits: [] });
  assert.deepEqual(model.means, timeline.steps.map(({ mean }) => mean));
  assert.deepEqual(people.means, corrected.steps.map(({ mean }) => mean));
  assert.deepEqual(tracesOf({ reviewed: null, corrected: null, edits }), []);
});
