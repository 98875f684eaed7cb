import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import { solveSymmetricInto } from "../regression/ridge.ts";
import { heatmapMean, normalizeHeatmap } from "../emotion/heatmap.ts";
import type { HeatmapTimeline } from "../emotion/timeline.ts";
import {
  applyCorrections,
  type CorrectionEvent,
  coversStep,
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
      assert.ok(Math.abs(mean.valence - goal.valence) < 2e-9 && Math.abs(mean.arousal - goal.arousal) < 2e-9);
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

Deno.test("every other map with that mean and mass is further from the old one", () => {
  const divergence = (q: ArrayLike<number>, p: ArrayLike<number>) =>
    Array.from(q).reduce((sum, value, cell) => sum + value * Math.log(value / p[cell]), 0);
  const noise = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: CELL_COUNT, maxLength: CELL_COUNT });
  fc.assert(
    fc.property(maps, goals, noise, (map, goal, values) => {
      const moved = moveHeatmap(map, goal), least = divergence(moved, map);
      // Relative changes of the cells; the three largest cells not on one line take back what mass and mean have shifted.
      const other = moved.map((p, cell) => p * (1 + 0.5 * values[cell]));
      for (const sign of [1, -1]) {
        const rival = keepMoments(moved, other.map((p, cell) => moved[cell] + sign * 0.2 * (p - moved[cell])));
        if (!rival) continue;
        assert.ok(divergence(rival, map) > least - 1e-12 * Math.max(1, least));
      }
    }),
    { seed, numRuns: 50 },
  );
});

/** The rival tilted affinely, q·(1 + a + b·valence + c·arousal), to the mass and mean of `like`; null if below zero. */
function keepMoments(like: Float64Array, rival: Float64Array): Float64Array | null {
  const features = Array.from(like, (_, cell) => {
    const { valence, arousal } = cellToPoint(cell);
    return [1, valence, arousal];
  });
  const gram = new Float64Array(9), missing = new Float64Array(3);
  features.forEach((f, cell) => {
    for (let i = 0; i < 9; i++) gram[i] += like[cell] * f[Math.floor(i / 3)] * f[i % 3];
    for (let i = 0; i < 3; i++) missing[i] += (like[cell] - rival[cell]) * f[i];
  });
  solveSymmetricInto(gram, missing, 3);
  const fixed = rival.map((p, cell) => p + like[cell] * features[cell].reduce((sum, f, i) => sum + f * missing[i], 0));
  return fixed.every((p) => p > 0) ? fixed : null;
}

Deno.test("a map whose mean is there already stays as it is", () => {
  fc.assert(
    fc.property(maps, (map) => {
      const mean = heatmapMean(map);
      fc.pre(Math.abs(mean.valence) < 0.9 && Math.abs(mean.arousal) < 0.9);
      moveHeatmap(map, mean).forEach((p, cell) => assert.ok(Math.abs(p - map[cell]) < 1e-14));
    }),
    { seed },
  );
});

Deno.test("to one goal over another is to that goal at once; there and back is where it was", () => {
  fc.assert(
    fc.property(maps, goals, goals, (map, one, other) => {
      const back = moveHeatmap(moveHeatmap(map, one), other), direct = moveHeatmap(map, other);
      // Both tilts are right to 1e-9 in the mean; where little mass lies near the goal that moves single cells by more.
      back.forEach((p, cell) => assert.ok(Math.abs(p - direct[cell]) < 1e-5));
    }),
    { seed, numRuns: 50 },
  );
});

/** All in one cell but for `rest` in every other. */
const peaked = (cell: number, rest: number) =>
  Float64Array.from({ length: CELL_COUNT }, (_, c) => c === cell ? 1 : rest);

Deno.test("maps as peaked as can be reach every goal, and no probability becomes zero", () => {
  const ends = [-1, -0.9, -0.3, 0, 0.5, 0.9].flatMap((valence) =>
    [-0.9, 0, 0.9].map((arousal) => ({ valence, arousal }))
  );
  for (const rest of [1e-6, 1e-9, 1e-12, 1e-20, 1e-100, 1e-300, 0]) {
    for (const cell of [0, 60, 65, 120]) {
      for (const goal of ends) {
        const moved = moveHeatmap(peaked(cell, rest), goal), mean = heatmapMean(moved);
        const reached = Math.max(-0.9, Math.min(0.9, goal.valence));
        assert.ok(
          Math.abs(mean.valence - reached) < 2e-9 && Math.abs(mean.arousal - goal.arousal) < 2e-9,
          `cell ${cell}, rest ${rest}, to ${goal.valence} ${goal.arousal}: ${mean.valence} ${mean.arousal}`,
        );
        assert.ok(moved.every((p) => p > 0) && Math.abs(moved.reduce((a, b) => a + b) - 1) < 1e-12);
      }
    }
  }
});

Deno.test("a map dragged from corner to corner, again and again, still follows", () => {
  let map: ArrayLike<number> = new Float64Array(CELL_COUNT).fill(1 / CELL_COUNT);
  for (let i = 0; i < 20; i++) {
    const goal = { valence: i % 2 === 0 ? 0.9 : -0.9, arousal: i % 3 === 0 ? 0.9 : -0.9 };
    map = moveHeatmap(map, goal);
    const mean = heatmapMean(map);
    assert.ok(
      Math.abs(mean.valence - goal.valence) < 1e-6 && Math.abs(mean.arousal - goal.arousal) < 1e-6,
      `move ${i}`,
    );
  }
});

Deno.test("peaks stay peaks: a half drawn towards one of two corners keeps both", () => {
  const two = peaked(0, 1e-9).map((p, cell) => cell === 120 ? 1 : p),
    moved = moveHeatmap(two, { valence: 0.6, arousal: 0.6 });
  // Only the two corners weigh: their shares are those of the line between them.
  const share = (0.6 / (10 / 11) + 1) / 2;
  assert.ok(Math.abs(moved[120] - share) < 1e-4 && Math.abs(moved[0] - (1 - share)) < 1e-4);
});

Deno.test("a goal beyond reach is brought within it; the map given is not modified", () => {
  const flat = normalizeHeatmap(new Float64Array(CELL_COUNT).fill(1)), before = flat.slice();
  const corner = heatmapMean(moveHeatmap(flat, { valence: 1, arousal: -7 }));
  assert.ok(Math.abs(corner.valence - 0.9) < 1e-6 && Math.abs(corner.arousal + 0.9) < 1e-6);
  assert.deepEqual(flat, before);
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

Deno.test("moves of one step act in their order, each on what the one before left; confidence does not soften them", () => {
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

Deno.test("no events, or all undone: the steps are the same objects, in the same order", () => {
  const timeline = flatTimeline(3), events: CorrectionEvent[] = [move("1", 0, 9, 0.5)];
  events.push({ kind: "undo", id: "2", target: "1", annotator: "b" });
  for (const history of [[], events]) {
    const { steps, ...rest } = applyCorrections(timeline, history);
    steps.forEach((step, i) => assert.equal(step, timeline.steps[i]));
    assert.deepEqual({ ...rest, steps: timeline.steps }, timeline);
  }
});

Deno.test("standing moves after any history are those whose last reversal was no undo", () => {
  const history = fc.array(fc.tuple(fc.constantFrom("move", "undo", "redo"), fc.integer({ min: 0, max: 4 })));
  fc.assert(
    fc.property(history, (entries) => {
      const made = new Set<string>(), events: CorrectionEvent[] = [];
      const last = new Map<string, string>();
      entries.forEach(([kind, n], i) => {
        const target = `${n}`;
        if (kind === "move" && !made.has(target)) {
          made.add(target);
          events.push(move(target, n, 1, 0));
        } else if (kind !== "move" && made.has(target)) {
          last.set(target, kind);
          events.push({ kind: kind as "undo", id: `r${i}`, target, annotator: "a" });
        }
      });
      const expected = [...made].filter((id) => last.get(id) !== "undo");
      assert.deepEqual(standingMoves(events).map(({ id }) => id), expected);
    }),
    { seed },
  );
});

Deno.test("a correction covers a step from the middle on, up to and without the middle of the next", () => {
  const [step] = flatTimeline(1).steps,
    covers = (start: number, length: number) => coversStep(move("1", start, length, 0), step, 1);
  assert.deepEqual([covers(0.5, 0.1), covers(0, 0.5), covers(0, 0.500001), covers(0.500001, 1)], [
    true,
    false,
    true,
    false,
  ]);
});
