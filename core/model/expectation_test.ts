import assert from "node:assert/strict";
import { CELL_COUNT, cellDistances } from "../emotion/grid.ts";
import { referenceKernels as kernels } from "../kernels.ts";
import { evenMap } from "./even_music.ts";
import { expectedNext } from "./expectation.ts";
import { mapAfter } from "./map_after.ts";
import { songs, TINY_RECIPE } from "./testing.ts";
import { trainModel } from "./train.ts";

const model = trainModel(songs(4, 1), { ...TINY_RECIPE, calibrated: false }, 1, kernels);
const next = expectedNext(model, kernels)!;
const row = (cell: number) => next.subarray(cell * CELL_COUNT, (cell + 1) * CELL_COUNT);

Deno.test("from every cell there is a distribution over the next", () => {
  assert.equal(next.length, CELL_COUNT ** 2);
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    assert.ok(row(cell).every((p) => p > 0) && Math.abs(row(cell).reduce((sum, p) => sum + p) - 1) < 1e-12);
  }
});

Deno.test("the map of even music stays what it is when it moves on", () => {
  const map = evenMap(model, kernels), moved = mapAfter(map, next);
  // The chain is homogeneous in its middle: what its ends still do there is far smaller.
  moved.forEach((p, cell) => assert.ok(Math.abs(p - map[cell]) < 1e-6, `${cell}: ${p} ${map[cell]}`));
});

Deno.test("emotion stays nearer than by chance", () => {
  const map = evenMap(model, kernels), distances = cellDistances();
  let expected = 0, chance = 0;
  for (let from = 0; from < CELL_COUNT; from++) {
    for (let to = 0; to < CELL_COUNT; to++) {
      const distance = distances[from * CELL_COUNT + to];
      expected += map[from] * row(from)[to] * distance;
      chance += map[from] * map[to] * distance;
    }
  }
  assert.ok(expected < 0.8 * chance, `${expected} ${chance}`);
});

Deno.test("a model whose steps are independent expects nothing", () => {
  const none = { ...TINY_RECIPE, crf: { ...TINY_RECIPE.crf, transitions: { kind: "none" } as const } };
  assert.equal(expectedNext(trainModel(songs(4, 1), none, 1, kernels), kernels), null);
});

Deno.test("a map of one cell goes where its row says; two halves go each their way", () => {
  const only = (...cells: number[]) =>
    Float64Array.from({ length: CELL_COUNT }, (_, c) => cells.includes(c) ? 1 / cells.length : 0);
  assert.deepEqual(mapAfter(only(7), next), row(7).slice());
  mapAfter(only(7, 90), next).forEach((p, s) => assert.ok(Math.abs(p - (row(7)[s] + row(90)[s]) / 2) < 1e-15));
});
