import assert from "node:assert/strict";
import fc from "fast-check";
import { cellToPoint } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import { applyCorrections } from "./apply.ts";
import type { Correction, CorrectionEvent } from "./correction.ts";
import { moveHeatmap } from "./move.ts";
import { contents, flatTimeline, hills, maps, move, said, seed, sum, timelineOf } from "./testing.ts";

const timelines = fc.array(maps, { minLength: 6, maxLength: 6 }).map(timelineOf);

Deno.test("whatever is done to a timeline, every map keeps its mass, is above zero, and its numbers are its own", () => {
  const spans = fc.tuple(fc.double({ min: 0, max: 6, noNaN: true }), fc.double({ min: 0.01, max: 9, noNaN: true }));
  fc.assert(
    fc.property(timelines, fc.array(fc.tuple(spans, contents), { minLength: 1, maxLength: 6 }), (timeline, edits) => {
      const events = edits.map(([span, content], i) => said(`${i}`, span, content)) as Correction[];
      for (const { heatmap, mean } of applyCorrections(timeline, events).steps) {
        assert.ok(Math.abs(sum(heatmap) - 1) < 1e-12, `${sum(heatmap)}`);
        assert.ok(heatmap.every((p) => p > 0));
        assert.deepEqual(mean, heatmapMean(heatmap));
      }
    }),
    { seed, numRuns: 200 },
  );
});

Deno.test("undoing the last correction gives the timeline as it was before; its steps are the same objects where they are the model's", () => {
  fc.assert(
    fc.property(timelines, contents, contents, (timeline, one, other) => {
      const events = [said("1", [0, 3], one), said("2", [2, 3], other)] as CorrectionEvent[];
      const before = applyCorrections(timeline, events.slice(0, 1));
      const undone = applyCorrections(timeline, [...events, { kind: "undo", id: "3", target: "2", annotator: "a" }]);
      assert.deepEqual(undone, before);
      for (const t of [3, 4, 5]) assert.equal(undone.steps[t], timeline.steps[t]);
    }),
    { seed, numRuns: 50 },
  );
});

Deno.test("the order of corrections of different steps makes no difference", () => {
  fc.assert(
    fc.property(timelines, contents, contents, (timeline, one, other) => {
      const events = [said("1", [0, 3], one), said("2", [3, 3], other)] as Correction[];
      assert.deepEqual(applyCorrections(timeline, events), applyCorrections(timeline, events.toReversed()));
    }),
    { seed, numRuns: 50 },
  );
});

Deno.test("a step is covered by its middle; uncovered steps are the same objects; later moves win", () => {
  const timeline = flatTimeline(4);
  const { steps } = applyCorrections(timeline, [move("1", 0.5, 2, 0.3), move("2", 2, 1, -0.3)]);
  const valences = steps.map(({ mean }) => Math.round(1e6 * mean.valence) / 1e6);
  assert.deepEqual(valences, [0.3, 0.3, -0.3, 0]);
  assert.equal(steps[3], timeline.steps[3]);
  assert.ok(steps[0].entropyNats < timeline.steps[0].entropyNats);
  assert.ok(Math.abs(cellToPoint(steps[0].path).valence) < 1e-12, "the model's path stays the model's");
});

Deno.test("corrections of one step act in their order, each on what the one before left; confidence does not soften them", () => {
  const timeline = flatTimeline(1);
  const { steps: [step] } = applyCorrections(timeline, [
    { ...move("1", 0, 1, 0.4), value: { valence: 0.4, arousal: 0.7 }, confidence: 0.1 },
    { ...move("2", 0, 1, -0.2), value: { valence: -0.2, arousal: 0.1 } },
  ]);
  const expected = moveHeatmap(moveHeatmap(timeline.steps[0].heatmap, { valence: 0.4, arousal: 0.7 }), {
    valence: -0.2,
    arousal: 0.1,
  });
  assert.deepEqual(step.heatmap, Array.from(expected));
  assert.deepEqual(step.mean, heatmapMean(expected));
});

Deno.test("no events, all undone, verdicts, notes, no range or one past the end: the steps are the same objects", () => {
  const timeline = flatTimeline(3), undone: CorrectionEvent[] = [move("1", 0, 9, 0.5)];
  undone.push({ kind: "undo", id: "2", target: "1", annotator: "b" });
  const words = [
    said("1", [0, 3], { kind: "accept" as const, modelId: "m" }),
    said("2", [0, 3], { kind: "reject" as const, modelId: "m" }),
    said("3", [0, 3], { kind: "note" as const, comment: "here" }),
  ];
  for (const history of [[], undone, words, [move("1", 1, 0, 0.5)], [move("1", 3, 100, 0.5)]]) {
    const { steps, ...rest } = applyCorrections(timeline, history);
    steps.forEach((step, i) => assert.equal(step, timeline.steps[i]));
    assert.deepEqual({ ...rest, steps: timeline.steps }, timeline);
  }
});

Deno.test("a range that goes past the end holds up to it; no timeline is nothing to correct", () => {
  const { steps } = applyCorrections(flatTimeline(3), [move("1", 2, 100, 0.5)]);
  assert.deepEqual(steps.map(({ mean }) => Math.round(10 * mean.valence)), [0, 0, 5]);
  assert.deepEqual(applyCorrections(flatTimeline(0), [move("1", 0, 1, 0.5)]).steps, []);
});

Deno.test("the maps at both ends of a set range are those that were set, in between they go from one to the other", () => {
  const from = hills([{ at: { valence: -0.4, arousal: 0 }, deviation: 0.25 }]);
  const to = hills([{ at: { valence: 0.4, arousal: 0 }, deviation: 0.25 }]);
  const set = said("1", [1, 5], { kind: "set" as const, value: { from: [...from], to: [...to] } });
  const { steps } = applyCorrections(flatTimeline(7), [set]);
  steps[1].heatmap.forEach((p, cell) => assert.ok(Math.abs(p - from[cell]) < 1e-15));
  steps[5].heatmap.forEach((p, cell) => assert.ok(Math.abs(p - to[cell]) < 1e-15));
  // The edge of the plane cuts the Gaussians a little.
  [-0.4, -0.2, 0, 0.2, 0.4].forEach((mean, i) => assert.ok(Math.abs(steps[i + 1].mean.valence - mean) < 0.01));
});

Deno.test("a trace moves each step to its mean over it, and says nothing of steps before it began", () => {
  const trace = said("1", [1, 4], {
    kind: "trace" as const,
    value: [[1.5, 0.2, 0], [2, -0.4, 0.5], [2.5, 0.4, 0.1]] as [number, number, number][],
  });
  const timeline = flatTimeline(6), { steps } = applyCorrections(timeline, [trace]);
  for (const t of [0, 1, 5]) assert.equal(steps[t], timeline.steps[t]);
  [[2, 0.2, 0], [3, 0, 0.3], [4, 0.4, 0.1]].forEach(([t, valence, arousal]) => {
    const { mean } = steps[t];
    assert.ok(Math.abs(mean.valence - valence) < 2e-9 && Math.abs(mean.arousal - arousal) < 2e-9, `step ${t}`);
  });
});
