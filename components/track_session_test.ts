import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { CELL_COUNT, cellToPoint } from "../core/emotion/grid.ts";
import { entropyNats, heatmapMean, normalizeHeatmap } from "../core/emotion/heatmap.ts";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { CorrectionEvent, MoveCorrection } from "../core/review/correction.ts";
import { createTrackSession } from "./track_session.ts";

/** A timeline with one soft peak a step. */
function timelineOf(cells: number[], durationSeconds = cells.length): HeatmapTimeline {
  const steps = cells.map((path, t) => {
    const peak = cellToPoint(path);
    const heatmap = [...normalizeHeatmap(Array.from({ length: CELL_COUNT }, (_, c) => {
      const { valence, arousal } = cellToPoint(c);
      return Math.exp(-3 * ((valence - peak.valence) ** 2 + (arousal - peak.arousal) ** 2));
    }))];
    return {
      startSeconds: t,
      heatmap,
      mean: heatmapMean(heatmap),
      entropyNats: entropyNats(heatmap),
      epistemicNats: null,
      path,
    };
  });
  const source = { name: "song.wav", sha256: "", durationSeconds, sampleRate: 8000 };
  return { source, model: { id: "m", sha256: "", recipe: "r" }, stepSeconds: 1, steps };
}

const target = { valence: 0.5, arousal: -0.4 };
const move: MoveCorrection = {
  kind: "move",
  id: "c1",
  timeSeconds: 1,
  durationSeconds: 2,
  value: target,
  confidence: 1,
  annotator: "a",
  tool: "map-drag",
};

function near(actual: number, expected: number) {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);
}

Deno.test("aiming moves the shown maps of the selected steps and no others, before anything is saved", () => {
  const session = createTrackSession();
  session.open(timelineOf([60, 60, 60, 60, 60]));
  session.select(1.2, 2.8);
  session.aim(target, "map-drag");
  const { steps } = session.shown.timeline.value!;
  const before = session.reviewed.value!.steps;
  for (const t of [1, 2]) near(steps[t].mean.valence, 0.5);
  for (const t of [0, 3, 4]) assert.equal(steps[t], before[t]);
  assert.equal(session.playhead.value, 1, "the playhead goes to where the effect can be seen");
});

Deno.test("without a selection the step at the playhead is meant", () => {
  const session = createTrackSession();
  session.open(timelineOf([60, 60, 60]));
  session.seek(1.7);
  session.aim(target, "keys");
  assert.deepEqual(session.draft.value, { range: { startSeconds: 1, endSeconds: 2 }, target, tool: "keys" });
});

Deno.test("saved and pending corrections show until one looks at the prediction; scales do not move", () => {
  const pending = signal<CorrectionEvent[]>([]);
  const session = createTrackSession(pending);
  session.open(timelineOf([60, 60, 60, 60]));
  const scale = session.mapMaximum.value;
  session.events.value = [move];
  near(session.shown.timeline.value!.steps[2].mean.arousal, -0.4);
  pending.value = [{ kind: "undo", id: "k", target: "c1", annotator: "a" }];
  near(session.shown.timeline.value!.steps[2].mean.arousal, 0);
  pending.value = [];
  session.seek(2);
  near(session.shown.step.value!.mean.arousal, -0.4);
  session.showCorrected.value = false;
  near(session.shown.timeline.value!.steps[2].mean.arousal, 0);
  near(session.shown.step.value!.mean.arousal, 0);
  assert.equal(session.mapMaximum.value, scale);
});

Deno.test("movement is told from the model's own timeline, whatever is corrected; with probabilities it is not computed", () => {
  const session = createTrackSession();
  session.open(timelineOf([0, 60, 60, 120]));
  assert.equal(session.differences.value, null);
  session.colouring.value = "movement";
  const before = session.differences.value!;
  near(before.map.from[60], session.reviewed.value!.steps.reduce((sum, { heatmap }) => sum + heatmap[60] / 4, 0));
  near(before.arousal.from.reduce((sum, p) => sum + p), 1);
  session.events.value = [move];
  assert.equal(session.differences.value, before);
});

Deno.test("two versions are compared as they are shown", () => {
  const session = createTrackSession();
  session.open(timelineOf([60, 60, 60]));
  assert.equal(session.distances.value, null);
  session.compared.value = timelineOf([60, 20, 60]);
  const [first, second, third] = session.distances.value!;
  assert.ok(first === 0 && second > 0.05 && third === 0, `${session.distances.value}`);
  session.events.value = [move];
  assert.ok(session.distances.value![1] < 1e-9, "both corrected to the same mean from shapes that are alike");
});

Deno.test("shift and arrows grow and shrink a selection around where it began", () => {
  const session = createTrackSession();
  session.open(timelineOf([60, 60, 60, 60, 60], 4.5));
  session.seek(2.5);
  const after = (by: number) => {
    session.extend(by);
    const { startSeconds, endSeconds } = session.draft.value.range!;
    return [startSeconds, endSeconds, session.playhead.value];
  };
  assert.deepEqual(after(1), [2, 3, 2]);
  assert.deepEqual(after(1), [2, 4, 3]);
  assert.deepEqual(after(-1), [2, 3, 2]);
  assert.deepEqual(after(-1), [1, 3, 1]);
  assert.deepEqual(after(-9), [0, 3, 0]);
  assert.deepEqual(after(9), [2, 5, 4]);
  session.select(1, 3);
  assert.deepEqual(after(1), [1, 4, 3]);
});

Deno.test("another timeline of the same piece keeps the seconds in sight", () => {
  const session = createTrackSession();
  session.open(timelineOf(Array.from({ length: 60 }, () => 60)));
  assert.deepEqual(session.view.value, { startSeconds: 0, endSeconds: 60 });
  session.view.value = { startSeconds: 10, endSeconds: 20 };
  session.open(timelineOf(Array.from({ length: 60 }, () => 61)));
  assert.deepEqual(session.view.value, { startSeconds: 10, endSeconds: 20 });
});

Deno.test("playback turns the page, but not while one looks elsewhere", () => {
  const session = createTrackSession();
  session.open(timelineOf(Array.from({ length: 60 }, () => 60)));
  session.view.value = { startSeconds: 0, endSeconds: 20 };
  session.seek(19.9);
  session.advance(20.1);
  assert.ok(session.view.value.startSeconds > 15);
  session.view.value = { startSeconds: 40, endSeconds: 60 };
  session.advance(20.2);
  assert.equal(session.playhead.value, 20.2);
  assert.deepEqual(session.view.value, { startSeconds: 40, endSeconds: 60 });
});

Deno.test("of a long range the map follows at once, the strips when the ring rests", async () => {
  const session = createTrackSession();
  session.open(timelineOf(Array.from({ length: 400 }, () => 60)));
  session.select(0, 400);
  session.aim(target, "map-drag");
  near(session.shown.step.value!.mean.valence, 0.5);
  near(session.shown.timeline.value!.steps[399].mean.valence, 0);
  await new Promise((done) => setTimeout(done, 200));
  near(session.shown.timeline.value!.steps[399].mean.valence, 0.5);
  session.close();
});
