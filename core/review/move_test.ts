import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import { solveSymmetricInto } from "../regression/ridge.ts";
import { heatmapMean, normalizeHeatmap } from "../emotion/heatmap.ts";
import { moveHeatmap } from "./move.ts";
import { maps, seed } from "./testing.ts";

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

Deno.test("the mean of a map that has been painted down to one cell comes from any corner to any goal", () => {
  const lone = Float64Array.from({ length: CELL_COUNT }, (_, cell) => cell === 18 ? 1 : 1e-200);
  const goal = { valence: -0.25, arousal: -0.9 }, mean = heatmapMean(moveHeatmap(lone, goal));
  assert.ok(Math.abs(mean.valence - goal.valence) < 2e-9 && Math.abs(mean.arousal - goal.arousal) < 2e-9);
});
