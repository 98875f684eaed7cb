import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, cellToPoint, type Point } from "../emotion/grid.ts";
import { normalizeHeatmap } from "../emotion/heatmap.ts";
import { mean } from "../statistics.ts";
import { energyScore } from "./energy_score.ts";

const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
const point = fc.record({ valence: coordinate, arousal: coordinate });
const maps = fc.array(fc.double({ min: -8, max: 3, noNaN: true }), { minLength: CELL_COUNT, maxLength: CELL_COUNT })
  .map((logs) => normalizeHeatmap(logs.map(Math.exp)));
const distance = (a: Point, b: Point) => Math.hypot(a.valence - b.valence, a.arousal - b.arousal);
const centres = Array.from({ length: CELL_COUNT }, (_, cell) => cellToPoint(cell));

Deno.test("by the definition: all cells against the rating, less half of all cells against all", () => {
  fc.assert(
    fc.property(maps, fc.array(point, { minLength: 1, maxLength: 4 }), (map, points) => {
      const expectation = (value: (cell: number) => number) =>
        map.reduce((sum, probability, cell) => sum + probability * value(cell), 0);
      const spread = expectation((a) => expectation((b) => distance(centres[a], centres[b]))) / 2;
      const expected = mean(points.map((said) => expectation((cell) => distance(centres[cell], said)))) - spread;
      assert.ok(Math.abs(energyScore(map, points) - expected) < 1e-12);
    }),
    { seed: 1, numRuns: 20 },
  );
});

Deno.test("proper: when ratings are drawn from a map, no other map is expected to score better than that one", () => {
  fc.assert(
    fc.property(maps, maps, (truth, other) => {
      const expected = (map: Float64Array) =>
        truth.reduce((sum, probability, cell) => sum + probability * energyScore(map, [centres[cell]]), 0);
      assert.ok(expected(truth) <= expected(other) + 1e-12);
    }),
    { seed: 2, numRuns: 10 },
  );
});

Deno.test("a certain map pays its distance, also what its grid rounds away; it is never below 0; nothing gives NaN", () => {
  const certain = Float64Array.from(centres, (_, cell) => cell === 60 ? 1 : 0);
  const corner = { valence: 1 / 11, arousal: 1 / 11 };
  assert.ok(Math.abs(energyScore(certain, [corner]) - Math.SQRT2 / 11) < 1e-15);
  fc.assert(fc.property(maps, point, (map, said) => assert.ok(energyScore(map, [said]) > -1e-12)), { seed: 3 });
  assert.ok(Number.isNaN(energyScore(certain, [])));
});
