import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT, pointToCell } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import { modesOf, nearestMode } from "./modes.ts";
import { hills, maps, seed } from "./testing.ts";

/** As the definition says it, cell by cell. */
function climb(map: ArrayLike<number>, cell: number): number {
  const likelier = (a: number, b: number) => map[a] > map[b] || (map[a] === map[b] && a < b);
  let best = cell;
  for (let row = -1; row <= 1; row++) {
    for (let column = -1; column <= 1; column++) {
      const r = Math.floor(cell / 11) + row, c = cell % 11 + column;
      if (r >= 0 && r < 11 && c >= 0 && c < 11 && likelier(r * 11 + c, best)) best = r * 11 + c;
    }
  }
  return best === cell ? cell : climb(map, best);
}

Deno.test("every cell belongs to the peak at which its steepest way up ends", () => {
  const coarse = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: CELL_COUNT, maxLength: CELL_COUNT });
  for (const arbitrary of [maps as fc.Arbitrary<ArrayLike<number>>, coarse]) {
    fc.assert(
      fc.property(arbitrary, (map) => {
        const modes = modesOf(map), owner = new Map(modes.flatMap(({ peak, cells }) => cells.map((c) => [c, peak])));
        for (let cell = 0; cell < CELL_COUNT; cell++) assert.equal(owner.get(cell), climb(map, cell), `cell ${cell}`);
        assert.equal(modes.reduce((area, { cells }) => area + cells.length, 0), CELL_COUNT);
        modes.forEach(({ mass }, i) => assert.ok(i === 0 || mass <= modes[i - 1].mass));
      }),
      { seed, numRuns: 50 },
    );
  }
});

Deno.test("two hills are two modes, each with its mass and its mean", () => {
  const [left, right] = [{ valence: -0.5, arousal: -0.5 }, { valence: 0.5, arousal: 0.5 }];
  const map = hills([{ at: left, deviation: 0.15, weight: 0.3 }, { at: right, deviation: 0.15, weight: 0.7 }]);
  const modes = modesOf(map);
  assert.deepEqual(modes.map(({ peak }) => peak), [pointToCell(right), pointToCell(left)]);
  modes.forEach(({ mass, mean }, i) => {
    assert.ok(Math.abs(mass - [0.7, 0.3][i]) < 0.01);
    assert.ok(Math.hypot(mean.valence - [0.5, -0.5][i], mean.arousal - [0.5, -0.5][i]) < 0.03);
  });
  assert.equal(nearestMode(map, { valence: -1, arousal: 0 }).peak, modes[1].peak);
  assert.equal(nearestMode(map, { valence: 0.1, arousal: 0 }).peak, modes[0].peak);
});

Deno.test("a uniform map, a plateau and a map of one cell are one mode; of equal modes the first comes first", () => {
  const uniform = new Float64Array(CELL_COUNT).fill(1 / CELL_COUNT);
  const [all, ...others] = modesOf(uniform);
  assert.deepEqual([all.peak, all.cells.length, others.length], [0, CELL_COUNT, 0]);
  assert.ok(Math.abs(all.mean.valence) < 1e-12 && Math.abs(all.mass - 1) < 1e-12);
  const one = new Float64Array(CELL_COUNT).map((_, cell) => cell === 60 ? 1 : 1e-300);
  assert.equal(nearestMode(one, { valence: -1, arousal: -1 }).peak, 60, "nothing but ripples elsewhere");
  const plateau = new Float64Array(CELL_COUNT).map((_, cell) => cell === 60 || cell === 61 ? 0.4 : 0.2 / 119);
  assert.equal(modesOf(plateau)[0].peak, 60);
  const twins = new Float64Array(CELL_COUNT).map((_, cell) => cell === 0 || cell === 120 ? 0.5 : 0);
  assert.deepEqual(modesOf(twins).filter(({ mass }) => mass > 0).map(({ peak }) => peak), [0, 120]);
  assert.equal(nearestMode(twins, heatmapMean(twins)).peak, 0);
});
