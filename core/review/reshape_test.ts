import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, cellToPoint, type Point } from "../emotion/grid.ts";
import { type Heatmap, heatmapDeviation, heatmapMean, likeliestCell, normalizeHeatmap } from "../emotion/heatmap.ts";
import type { Reshape } from "./correction.ts";
import { modesOf, nearestMode } from "./modes.ts";
import { reshapeHeatmap } from "./reshape.ts";
import { hills, maps, places, seed, sum } from "./testing.ts";

const here = { valence: -0.45, arousal: -0.45 }, there = { valence: 0.45, arousal: 0.45 };
const two = hills([{ at: here, deviation: 0.14, weight: 0.4 }, { at: there, deviation: 0.14, weight: 0.6 }]);
const massNear = (map: Heatmap, { valence, arousal }: Point, within = 0.55) =>
  Array.from(map).reduce((mass, p, cell) => {
    const centre = cellToPoint(cell);
    return Math.hypot(centre.valence - valence, centre.arousal - arousal) < within ? mass + p : mass;
  }, 0);
const near = (a: number, b: number, tolerance: number) => assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`);

Deno.test("the mode keeps its mass, the others keep at least what they had", () => {
  const hows = fc.constantFrom<Reshape["how"]>("move", "spread", "sharpen", "split");
  fc.assert(
    fc.property(maps, places, places, hows, fc.double({ min: 0, max: 1, noNaN: true }), (map, at, to, how, amount) => {
      const shaped = reshapeHeatmap(map, { at, to, how, amount }), mode = nearestMode(map, at);
      const inside = new Set(mode.cells);
      let brought = 0;
      for (let cell = 0; cell < CELL_COUNT; cell++) {
        if (inside.has(cell)) brought += shaped[cell];
        else {
          // All is scaled by what the floor adds: 121·10⁻¹² at most.
          assert.ok(shaped[cell] >= map[cell] * (1 - 1e-9), `cell ${cell}`);
          brought += shaped[cell] - map[cell];
        }
      }
      near(brought, mode.mass, 1e-9);
      near(sum(shaped), 1, 1e-12);
    }),
    { seed },
  );
});

Deno.test("moving a mode puts its mean where it was asked for, whole or part of the way, and leaves the other", () => {
  const to = { valence: 0.5, arousal: -0.5 }, moved = reshapeHeatmap(two, { at: here, how: "move", to, amount: 1 });
  near(massNear(moved, to), 0.4, 0.02);
  near(massNear(moved, there), 0.6, 0.02);
  near(massNear(moved, here, 0.3), 0, 5e-3);
  const own = nearestMode(two, here), half = reshapeHeatmap(two, { at: here, how: "move", to, amount: 0.5 });
  const expected = { valence: (own.mean.valence + to.valence) / 2, arousal: (own.mean.arousal + to.arousal) / 2 };
  near(massNear(half, expected), 0.4, 0.02);
  reshapeHeatmap(two, { at: here, how: "move", amount: 1 }).forEach((p, cell) => near(p, two[cell], 1e-10));
  reshapeHeatmap(two, { at: here, how: "move", to, amount: 0 }).forEach((p, cell) => near(p, two[cell], 1e-10));
});

Deno.test("a map of one mode goes where it is moved with its form, and its land goes along", () => {
  const one = hills([{ at: { valence: -0.2, arousal: 0 }, deviation: 0.2 }]), to = { valence: 0.25, arousal: -0.1 };
  const moved = reshapeHeatmap(one, { at: to, how: "move", to, amount: 1 });
  near(heatmapMean(moved).valence, to.valence, 1e-8);
  near(heatmapMean(moved).arousal, to.arousal, 1e-8);
  // Between cells the form is blurred by at most half a cell's width: a variance of 1/121.
  near(heatmapDeviation(moved).valence ** 2, heatmapDeviation(one).valence ** 2, 0.01);
  assert.ok(moved.every((p) => p > 1e-12), "no cell is left empty");
});

Deno.test("spreading convolves: variances add up, the mean and the other mode stay", () => {
  const one = hills([{ at: { valence: 0, arousal: 0 }, deviation: 0.15 }]);
  const spread = reshapeHeatmap(one, { at: here, how: "spread", amount: 0.2 });
  // The kernel is summed at eleven cells and cut by the plane.
  near(heatmapDeviation(spread).valence ** 2, heatmapDeviation(one).valence ** 2 + 0.04, 2e-3);
  near(heatmapMean(spread).valence, 0, 1e-9);
  const both = reshapeHeatmap(two, { at: here, how: "spread", amount: 0.1 });
  assert.ok(
    Math.max(...modesOf(two)[1].cells.map((c) => both[c])) < 0.8 * two[
          likeliestCell(two.map((p, c) => cellToPoint(c).valence < 0 ? p : 0))
        ],
  );
  near(massNear(both, there), massNear(two, there), 0.01);
});

Deno.test("sharpening raises the mode to a power: log ratios within it grow by it", () => {
  const shaped = reshapeHeatmap(two, { at: there, how: "sharpen", amount: 1.5 }), [{ cells, peak }] = modesOf(two);
  for (const cell of cells.filter((cell) => shaped[cell] > 1e-11)) {
    near(Math.log(shaped[peak] / shaped[cell]), 2.5 * Math.log(two[peak] / two[cell]), 1e-8);
  }
});

Deno.test("splitting makes two of the mode, each of half its mass, apart along the axis on which it was widest", () => {
  const long = hills([
    { at: { valence: -0.1, arousal: -0.1 }, deviation: 0.15 },
    { at: { valence: 0.1, arousal: 0.1 }, deviation: 0.15 },
  ]);
  const shaped = reshapeHeatmap(long, { at: here, how: "split", amount: 1 }), away = 0.5 * Math.SQRT1_2;
  near(massNear(shaped, { valence: away, arousal: away }), 0.5, 0.01);
  near(massNear(shaped, { valence: -away, arousal: -away }), 0.5, 0.01);
  assert.equal(modesOf(shaped).filter(({ mass }) => mass > 0.4).length, 2);
  near(heatmapMean(shaped).valence, 0, 1e-8);
  assert.equal(modesOf(reshapeHeatmap(long, { at: here, how: "split", amount: 0 })).length, 1);
});

Deno.test("one cell, a uniform map, corners and extremes: above zero, finite, of mass 1", () => {
  const one = (cell: number, rest: number) =>
    Float64Array.from({ length: CELL_COUNT }, (_, c) => c === cell ? 1 - 120 * rest : rest);
  const uniform = new Float64Array(CELL_COUNT).fill(1 / CELL_COUNT);
  const corners = [{ valence: -1, arousal: -1 }, { valence: 1, arousal: 1 }, { valence: 0, arousal: 0 }];
  for (const map of [uniform, one(0, 0), one(60, 1e-300), one(120, 1e-9)]) {
    for (const how of ["move", "spread", "sharpen", "split"] as const) {
      for (const [at, to] of corners.flatMap((a) => corners.map((b) => [a, b]))) {
        for (const amount of [0, 1e-9, 1, 2]) {
          const shaped = reshapeHeatmap(map, { at, to, how, amount });
          assert.ok(shaped.every((p) => p > 0) && Math.abs(sum(shaped) - 1) < 1e-12, `${how} ${amount}`);
        }
      }
    }
  }
});

Deno.test("what was painted out beside the mode stays painted out", () => {
  const painted = normalizeHeatmap(two.map((p, cell) => cell === 120 ? p * 1e-40 : p), 0);
  const shaped = reshapeHeatmap(painted, { at: here, how: "spread", amount: 0 });
  assert.ok(shaped[120] < 1e-30 && shaped[120] > 0, `${shaped[120]}`);
});
