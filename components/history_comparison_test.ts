import assert from "node:assert/strict";
import { moveHeatmap } from "../core/review/move.ts";
import { flatTimeline, said } from "../core/review/testing.ts";
import { withoutAndWith } from "./history_comparison.ts";

const timeline = flatTimeline(4);
const one = said("one", [1, 2], { kind: "move" as const, value: { valence: 0.5, arousal: 0 } });
const two = said("two", [2, 1], { kind: "move" as const, value: { valence: 0, arousal: 0.5 } });

Deno.test("a correction is taken out of its place among the others, and put back", () => {
  const [without, withIt] = withoutAndWith(timeline, [one, two], { correction: one, seconds: 2 })!;
  const flat = timeline.steps[2].heatmap;
  assert.deepEqual(without.heatmap, Array.from(moveHeatmap(flat, two.value)));
  assert.deepEqual(withIt.heatmap, Array.from(moveHeatmap(moveHeatmap(flat, one.value), two.value)));
  assert.equal(without.startSeconds, 2, "the step that is looked at");
});

Deno.test("elsewhere its first step is looked at; one that is undone is compared with what it was", () => {
  const undo = { kind: "undo" as const, id: "u", target: "one", annotator: "" };
  const [without, withIt] = withoutAndWith(timeline, [one, undo], { correction: one, seconds: 0 })!;
  assert.equal(without, timeline.steps[1], "as the model made it");
  assert.ok(Math.abs(withIt.mean.valence - 0.5) < 1e-6);
});

Deno.test("of a correction beyond the timeline there is nothing to compare", () => {
  const late = { ...one, timeSeconds: 90 };
  assert.equal(withoutAndWith(timeline, [late], { correction: late, seconds: 0 }), null);
});
