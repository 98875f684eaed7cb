import assert from "node:assert/strict";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import { summarizeTimeline, writeSummaryCsv } from "./summary_csv.ts";
import { randomTimeline } from "./testing.ts";

/** Two and a half seconds, each step in a quadrant of its own. */
function threeSteps(): HeatmapTimeline {
  const timeline = randomTimeline(1, { stepCount: 3, name: "=SUM(A1).mp3" });
  [[0.5, 0.5, 1], [-0.5, 0.5, 3], [-1, -1, 2]].forEach(([valence, arousal, entropyNats], index) => {
    Object.assign(timeline.steps[index], { mean: { valence, arousal }, entropyNats });
  });
  return timeline;
}

Deno.test("summarizeTimeline weighs each step by how long it lasts", () => {
  const summary = summarizeTimeline(threeSteps());
  assert.equal(summary.durationSeconds, 2.5);
  // The last step lasts half a second: (0.5 - 0.5 - 0.5 · 1) / 2.5.
  assert.ok(Math.abs(summary.mean.valence - -0.2) < 1e-12);
  assert.ok(Math.abs(summary.mean.arousal - 0.2) < 1e-12);
  // √((0.25 + 0.25 + 0.5) / 2.5 - 0.2²) = 0.6
  assert.ok(Math.abs(summary.movement.valence - 0.6) < 1e-12);
  assert.deepEqual(summary.share, { excited: 0.4, tense: 0.4, gloomy: 0.2, calm: 0 });
  assert.equal(summary.meanEntropyNats, 2);
  assert.equal(summary.mostUncertainSeconds, 1);
});

Deno.test("writeSummaryCsv writes one row a song and guards names against formulas", () => {
  assert.equal(
    writeSummaryCsv([
      summarizeTimeline(threeSteps()),
      summarizeTimeline({ ...threeSteps(), unfamiliarity: 1.25 }, "a, b"),
    ]),
    "name,durationSeconds,meanArousal,meanValence,movementArousal,movementValence,excitedShare,tenseShare," +
      "gloomyShare,calmShare,meanEntropyNats,mostUncertainSeconds,model,unfamiliarity\n" +
      "'=SUM(A1).mp3,2.5,0.2,-0.2,0.6,0.6,0.4,0.4,0.2,0,2,1,test-1,\n" +
      '"a, b",2.5,0.2,-0.2,0.6,0.6,0.4,0.4,0.2,0,2,1,test-1,1.25\n',
  );
});

Deno.test("a song that does not move has no movement, not a rounding error's root", () => {
  const timeline = randomTimeline(1, { stepCount: 7 });
  for (const step of timeline.steps) step.mean = { valence: 0.1, arousal: 0.7 };
  const { movement } = summarizeTimeline(timeline);
  assert.ok(movement.valence < 1e-7 && movement.arousal < 1e-7);
});

Deno.test("summarizeTimeline refuses a timeline without steps", () => {
  assert.throws(() => summarizeTimeline(randomTimeline(1, { stepCount: 0 })), {
    name: "RangeError",
    message: 'Cannot summarise "song.mp3": the timeline must have steps, current number is 0',
  });
});
