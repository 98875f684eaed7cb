import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { CELL_COUNT, cellToPoint } from "../core/emotion/grid.ts";
import { entropyNats, heatmapMean, normalizeHeatmap } from "../core/emotion/heatmap.ts";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import { applyCorrections } from "../core/review/apply.ts";
import type { CorrectionEvent, MoveCorrection } from "../core/review/correction.ts";
import { createDrafting } from "./correcting/drafting.ts";
import { NO_DRAFT } from "./draft.ts";
import { createTrackSession } from "./track_session.ts";

const applying = signal(applyCorrections);

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
  const session = createTrackSession(applying);
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
  const session = createTrackSession(applying);
  session.open(timelineOf([60, 60, 60]));
  session.seek(1.7);
  session.aim(target, "keys");
  assert.deepEqual(session.draft.value, {
    ...NO_DRAFT,
    range: { startSeconds: 1, endSeconds: 2 },
    edit: { kind: "move", value: target },
    tool: "keys",
  });
});

Deno.test("saved and pending corrections show until one looks at the prediction; scales do not move", () => {
  const pending = signal<CorrectionEvent[]>([]);
  const session = createTrackSession(applying, pending);
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
  const session = createTrackSession(applying);
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
  const session = createTrackSession(applying);
  session.open(timelineOf([60, 60, 60]));
  session.compared.value = timelineOf([60, 20, 60]);
  const meanOf = ({ timeline }: typeof session.shown) => timeline.value!.steps[1].mean.valence;
  assert.notEqual(meanOf(session.shown), meanOf(session.other));
  session.events.value = [move];
  near(meanOf(session.shown), meanOf(session.other));
  session.showCorrected.value = false;
  assert.notEqual(meanOf(session.shown), meanOf(session.other));
});

Deno.test("the reviewed version is compared with itself as predicted, and with one annotator's", () => {
  const session = createTrackSession(applying), timeline = timelineOf([60, 60, 60]);
  session.open(timeline);
  session.compared.value = timeline;
  session.comparedWhose.value = "none";
  session.events.value = [
    { ...move, annotator: "Ann" },
    { ...move, id: "2", annotator: "Bea", timeSeconds: 0, durationSeconds: 1 },
  ];
  assert.deepEqual(session.annotators.value, ["Ann", "Bea"]);
  const changed = ({ timeline: { value } }: typeof session.shown) =>
    value!.steps.map((s, t) => s !== timeline.steps[t]);
  assert.deepEqual(changed(session.shown), [true, true, true]);
  assert.deepEqual(changed(session.other), [false, false, false]);
  session.comparedWhose.value = { annotator: "Bea" };
  assert.deepEqual(changed(session.other), [true, false, false]);
  session.whose.value = { annotator: "Ann" };
  assert.deepEqual(changed(session.shown), [false, true, true]);
  session.showCorrected.value = false;
  assert.deepEqual(changed(session.other), [true, false, false], "what a person said stays");
  session.seek(1);
  session.aim({ valence: 0, arousal: 0 }, "test");
  assert.equal(session.whose.value, "all", "a correction is made on all there are");
});

Deno.test("shift and arrows grow and shrink a selection around where it began", () => {
  const session = createTrackSession(applying);
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
  const session = createTrackSession(applying);
  session.open(timelineOf(Array.from({ length: 60 }, () => 60)));
  assert.deepEqual(session.view.value, { startSeconds: 0, endSeconds: 60 });
  session.view.value = { startSeconds: 10, endSeconds: 20 };
  session.open(timelineOf(Array.from({ length: 60 }, () => 61)));
  assert.deepEqual(session.view.value, { startSeconds: 10, endSeconds: 20 });
});

Deno.test("playback turns the page, but not while one looks elsewhere", () => {
  const session = createTrackSession(applying);
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
  const session = createTrackSession(applying);
  session.open(timelineOf(Array.from({ length: 400 }, () => 60)));
  session.select(0, 400);
  session.aim(target, "map-drag");
  near(session.shown.step.value!.mean.valence, 0.5);
  near(session.shown.timeline.value!.steps[399].mean.valence, 0);
  await new Promise((done) => setTimeout(done, 200));
  near(session.shown.timeline.value!.steps[399].mean.valence, 0.5);
  session.draft.value = NO_DRAFT;
  session.select(0, 400);
  near(session.shown.timeline.value!.steps[399].mean.valence, 0); // what was discarded does not come back
  session.close();
});

const range = { startSeconds: 1, endSeconds: 4 };

Deno.test("strokes add up within a draft, and the strips show them before anything is saved", () => {
  const session = createTrackSession(applying);
  session.open(timelineOf([60, 60, 60, 60, 60]));
  session.select(1, 4);
  const before = session.shown.timeline.value!.steps[2].heatmap;
  createDrafting(session).paint([[7, 1]], "brush");
  createDrafting(session).paint([[7, 0.5], [8, -1]], "brush");
  assert.deepEqual(session.draft.value, {
    ...NO_DRAFT,
    range,
    edit: { kind: "paint", value: [[7, 1.5], [8, -1]] },
    tool: "brush",
  });
  const after = session.shown.timeline.value!.steps[2].heatmap;
  near(Math.log(after[7] / after[8]) - Math.log(before[7] / before[8]), 2.5);
  session.aim(target, "map-drag");
  createDrafting(session).paint([[7, 1]], "brush");
  assert.deepEqual(session.draft.value.edit, { kind: "paint", value: [[7, 1]] }, "another edit takes its place");
});

Deno.test("a mode is reshaped where it is seen", () => {
  const session = createTrackSession(applying);
  session.open(timelineOf([60, 60, 60]));
  session.seek(1.5);
  createDrafting(session).reshape({ at: { valence: 0, arousal: 0 }, how: "move", to: target, amount: 1 }, "map-drag");
  near(session.shown.step.value!.mean.valence, target.valence);
  assert.deepEqual(session.draft.value.range, { startSeconds: 1, endSeconds: 2 });
});

Deno.test("a range takes the corrected map of the step before or after; at the ends of the piece there is none", () => {
  const session = createTrackSession(applying);
  session.open(timelineOf([0, 60, 60, 60, 120]));
  session.events.value = [{ ...move, timeSeconds: 0, durationSeconds: 1 }];
  session.select(1, 4);
  for (const [side, t] of [["before", 0], ["after", 4]] as const) {
    assert.equal(createDrafting(session).copyNeighbour(side, "command"), true);
    const { steps } = session.shown.timeline.value!;
    for (const copy of [1, 2, 3]) steps[copy].heatmap.forEach((p, cell) => near(p, steps[t].heatmap[cell]));
  }
  const draft = session.draft.value;
  session.select(0, 5);
  for (const side of ["before", "after"] as const) {
    assert.equal(createDrafting(session).copyNeighbour(side, "command"), false);
  }
  assert.deepEqual(session.draft.value, { ...draft, range: { startSeconds: 0, endSeconds: 5 } });
});

Deno.test("interpolating leaves both ends of the range as they are and goes from one to the other", () => {
  const session = createTrackSession(applying);
  session.open(timelineOf([60, 57, 60, 60, 63, 60]));
  session.select(1, 5);
  assert.equal(createDrafting(session).interpolate("command"), true);
  const { steps } = session.shown.timeline.value!, before = session.reviewed.value!.steps;
  for (const t of [1, 4]) steps[t].heatmap.forEach((p, cell) => near(p, before[t].heatmap[cell]));
  const [a, b, c, d] = [1, 2, 3, 4].map((t) => steps[t].mean.valence);
  assert.ok(a < b && b < c && c < d && Math.abs(b + c) < 1e-6, `${[a, b, c, d]}`);
  session.select(1, 3);
  assert.equal(createDrafting(session).interpolate("command"), false, "nothing lies between two steps");
});

Deno.test("a trace is recorded at the playhead, over the selection or what is recorded; going back records anew", () => {
  const session = createTrackSession(applying);
  session.open(timelineOf([60, 60, 60, 60, 60]));
  session.select(1, 4);
  const say = (seconds: number, valence: number, grows = false) => {
    session.seek(seconds);
    return createDrafting(session).trace({ valence, arousal: 0 }, "pen", { grows });
  };
  assert.deepEqual([say(0.5, 1), say(1, 0.2), say(1.05, 0.9), say(2, 0.4), say(3, 0.6), say(4, 1)], [
    ...[false, true, true, true, true, false],
  ]);
  const recorded = () => session.draft.value.edit?.value;
  assert.deepEqual(recorded(), [[0, 0.2, 0], [1, 0.4, 0], [2, 0.6, 0]]);
  [0.2, 0.4, 0.6].forEach((valence, i) => near(session.shown.timeline.value!.steps[1 + i].mean.valence, valence));
  say(2, -0.4);
  assert.deepEqual(recorded(), [[0, 0.2, 0], [1, -0.4, 0]]);
  say(3.9996, 0.8);
  assert.deepEqual(recorded(), [[0, 0.2, 0], [1, -0.4, 0], [2.999, 0.8, 0]], "within the range to the end");
  session.draft.value = NO_DRAFT;
  say(3.25, 0.1234567, true);
  assert.deepEqual(session.draft.value.range, { startSeconds: 3, endSeconds: 4 });
  assert.deepEqual(recorded(), [[0.25, 0.123, 0]]);
  say(4.5, 0.5, true);
  assert.deepEqual(session.draft.value.range, { startSeconds: 3, endSeconds: 5 }, "no second that was not heard");
  assert.deepEqual(recorded(), [[0.25, 0.123, 0], [1.5, 0.5, 0]]);
  say(1.5, 0.7, true);
  assert.deepEqual(session.draft.value.range, { startSeconds: 1, endSeconds: 5 });
  assert.deepEqual(recorded(), [[0.5, 0.7, 0]]);
});

Deno.test("a step's status is that of the version on show", () => {
  const session = createTrackSession(applying);
  assert.deepEqual(session.statuses.value, []);
  session.open(timelineOf([60, 60, 60]), "v1");
  const { kind: _, value: __, ...said } = move;
  session.events.value = [{ ...said, kind: "accept", modelId: "v1" }];
  const states = () => session.statuses.value.map(({ state }) => state);
  assert.deepEqual(states(), ["untouched", "accepted", "accepted"]);
  session.open(timelineOf([60, 60, 60]), "v2");
  assert.deepEqual(states(), ["untouched", "untouched", "untouched"]);
});
