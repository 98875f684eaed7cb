import assert from "node:assert/strict";
import { annotatorsOf, correctionsBy } from "./annotators.ts";
import { applyCorrections } from "./apply.ts";
import type { CorrectionEvent } from "./correction.ts";
import { randomTimeline } from "../../formats/testing.ts";

const move = (id: string, annotator: string, timeSeconds: number): CorrectionEvent => ({
  kind: "move",
  id,
  annotator,
  timeSeconds,
  durationSeconds: 1,
  value: { valence: 0.5, arousal: 0.5 },
  confidence: 1,
  tool: "test",
});
const events: CorrectionEvent[] = [
  move("1", "Ada", 0),
  move("2", "Ben", 0),
  move("3", "Ada", 2),
  { kind: "undo", id: "4", target: "3", annotator: "Ben" },
  { kind: "redo", id: "5", target: "3", annotator: "Cleo" },
];

Deno.test("each annotator has their corrections, with what others did to them", () => {
  assert.deepEqual(annotatorsOf(events), ["Ada", "Ben"], "who only took something back has no version");
  assert.deepEqual(correctionsBy(events, "Ada").map(({ id }) => id), ["1", "3", "4", "5"]);
  assert.deepEqual(correctionsBy(events, "Ben").map(({ id }) => id), ["2"]);
  assert.deepEqual(correctionsBy(events, "Cleo"), []);
  assert.deepEqual(annotatorsOf([]), []);
});

Deno.test("an annotator's version is corrected where they corrected, and only there", () => {
  const timeline = randomTimeline(1), corrected = applyCorrections(timeline, correctionsBy(events, "Ada"));
  assert.deepEqual(corrected.steps.map((step, t) => step === timeline.steps[t]), [false, true, false]);
});
