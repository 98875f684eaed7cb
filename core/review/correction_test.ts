import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import { heatmapMean, normalizeHeatmap } from "../emotion/heatmap.ts";
import type { HeatmapTimeline } from "../emotion/timeline.ts";
import {
  applyCorrections,
  type CorrectionEvent,
  type MoveCorrection,
  moveHeatmap,
  standingMoves,
} from "./correction.ts";

const seed = 20260101;
const maps = fc.array(fc.double({ min: -6, max: 6, noNaN: true }), { minLength: CELL_COUNT, maxLength: CELL_COUNT })
  .map((logs) => normalizeHeatmap(logs.map(Math.exp)));
const goals = fc.record({
  valence: fc.double({ min: -0.85, max: 0.85, noNaN: true }),
  arousal: fc.double({ min: -0.85, max: 0.85, noNaN: true }),
});

Deno.test("the mean lies at the goal, and mass is conserved", () => {
  fc.assert(
    fc.property(maps, goals, (map, goal) => {
      const moved = moveHeatmap(map, goal), mean = heatmapMean(moved);
      // Newton ends below 1e-9, or where the dual is flat to the last digit: its curvature makes that about 1e-7.
      assert.ok(Math.abs(mean.valence - goal.valence) < 1e-6 && Math.abs(mean.arousal - goal.arousal) < 1e-6);
      assert.ok(Math.abs(moved.reduce((sum, p) => sum + p, 0) - 1) < 1e-12);
      assert.ok(moved.every((p) => p > 0));
    }),
    { seed },
  );
});

Deno.test("no map with that mean is closer: log q/p is a plane over the cells' centres", () => {
  fc.assert(
    fc.property(maps, goals, (map, goal) => {
      const moved = moveHeatmap(map, goal);
      const height = (cell: number) => Math.log(moved[cell] / map[cell]);
      const right = (height(10) - height(0)) / 10, up = (height(110) - height(0)) / 10;
      for (let cell = 0; cell < CELL_COUNT; cell++) {
        const expected = height(0) + cell % 11 * right + Math.floor(cell / 11) * up;
        // Heights of up to some hundred nats, from probabilities of 16 digits.
        assert.ok(Math.abs(height(cell) - expected) < 1e-9 * Math.max(1, Math.abs(height(cell))));
      }
    }),
    { seed },
  );
});

Deno.test("a goal beyond reach is brought within it; a map of one cell and a flat one are moved all the same", () => {
  const flat = normalizeHeatmap(new Float64Array(CELL_COUNT).fill(1));
  const corner = heatmapMean(moveHeatmap(flat, { valence: 1, arousal: -7 }));
  assert.ok(Math.abs(corner.valence - 0.9) < 1e-6 && Math.abs(corner.arousal + 0.9) < 1e-6);
  const one = normalizeHeatmap(Array.from({ length: CELL_COUNT }, (_, cell) => cell === 0 ? 1 : 0));
  const moved = heatmapMean(moveHeatmap(one, { valence: 0, arousal: 0 }));
  assert.ok(Math.abs(moved.valence) < 1e-6 && Math.abs(moved.arousal) < 1e-6);
});

const move = (id: string, timeSeconds: number, durationSeconds: number, valence: number): MoveCorrection => ({
  kind: "move",
  id,
  timeSeconds,
  durationSeconds,
  value: { valence, arousal: 0 },
  confidence: 1,
  annotator: "a",
  tool: "map-drag",
});

function flatTimeline(stepCount: number): HeatmapTimeline {
  const heatmap = Array.from({ length: CELL_COUNT }, () => 1 / CELL_COUNT);
  const steps = Array.from({ length: stepCount }, (_, startSeconds) => ({
    startSeconds,
    heatmap,
    mean: { valence: 0, arousal: 0 },
    entropyNats: Math.log(CELL_COUNT),
    epistemicNats: null,
    path: 60,
  }));
  const source = { name: "a.wav", sha256: "", durationSeconds: stepCount, sampleRate: 8000 };
  return { source, model: { id: "m", sha256: "", recipe: "r" }, stepSeconds: 1, steps };
}

Deno.test("a step is covered by its middle; uncovered steps are the same objects; later moves win", () => {
  const timeline = flatTimeline(4);
  const { steps } = applyCorrections(timeline, [move("1", 0.5, 2, 0.3), move("2", 2, 1, -0.3)]);
  const valences = steps.map(({ mean }) => Math.round(1e6 * mean.valence) / 1e6);
  assert.deepEqual(valences, [0.3, 0.3, -0.3, 0]);
  assert.equal(steps[3], timeline.steps[3]);
  assert.ok(steps[0].entropyNats < timeline.steps[0].entropyNats);
  assert.ok(Math.abs(cellToPoint(steps[0].path).valence) < 1e-12, "the model's path stays the model's");
});

Deno.test("undo takes a move back, redo brings it back, in any number", () => {
  const events: CorrectionEvent[] = [move("1", 0, 1, 0.1), move("2", 0, 1, 0.2)];
  const standing = () => standingMoves(events).map(({ id }) => id);
  const reverse = (kind: "undo" | "redo", target: string) =>
    events.push({ kind, id: `${kind}${events.length}`, target, annotator: "a" });
  reverse("undo", "1");
  assert.deepEqual(standing(), ["2"]);
  reverse("redo", "1");
  assert.deepEqual(standing(), ["1", "2"]);
  reverse("undo", "2");
  reverse("undo", "1");
  assert.deepEqual(standing(), []);
});
