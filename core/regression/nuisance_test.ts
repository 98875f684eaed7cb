import assert from "node:assert/strict";
import { seededRandom } from "../random.ts";
import { nuisanceDirections, withoutDirections } from "./nuisance.ts";

const random = seededRandom(1);

Deno.test("the directions of the largest differences are found, largest first, and are orthonormal", () => {
  // Differences of 3, 2, 1 and 0.1 along known orthogonal directions.
  const along = [[1, 1, 0, 0], [1, -1, 0, 0], [0, 0, 1, 1], [0, 0, 1, -1]].map((row) => row.map((v) => v / Math.SQRT2));
  const differences = Float64Array.from(
    Array.from({ length: 4000 }, () => {
      const sizes = [3, 2, 1, 0.1].map((size) => size * random.normal());
      return [0, 1, 2, 3].map((d) => along.reduce((sum, row, k) => sum + sizes[k] * row[d], 0));
    }).flat(),
  );
  const found = nuisanceDirections(differences, 4, 3);
  for (let k = 0; k < 3; k++) {
    const row = found.subarray(4 * k, 4 * k + 4), cosine = along[k].reduce((sum, v, d) => sum + v * row[d], 0);
    // The sample's own directions lie within about 1/√4000 of the true ones.
    assert.ok(Math.abs(Math.abs(cosine) - 1) < 0.01, `${k}: ${cosine}`);
    for (let l = 0; l <= k; l++) {
      const product = row.reduce((sum, v, d) => sum + v * found[4 * l + d], 0);
      assert.ok(Math.abs(product - (k === l ? 1 : 0)) < 1e-12);
    }
  }
});

Deno.test("nothing is left of the directions, what is orthogonal stays, and twice changes nothing", () => {
  const directions = nuisanceDirections(Float64Array.from({ length: 50 }, () => random.normal()), 5, 2);
  const rows = Float64Array.from({ length: 15 }, () => random.normal()), free = withoutDirections(rows, directions, 5);
  for (let n = 0; n < 3; n++) {
    for (let k = 0; k < 2; k++) {
      let share = 0;
      for (let d = 0; d < 5; d++) share += free[5 * n + d] * directions[5 * k + d];
      assert.ok(Math.abs(share) < 1e-12);
    }
  }
  withoutDirections(free, directions, 5).forEach((value, i) => assert.ok(Math.abs(value - free[i]) < 1e-12));
});

Deno.test("no differences and differences of few directions give fewer directions", () => {
  assert.equal(nuisanceDirections(new Float64Array(0), 3, 2).length, 0);
  assert.equal(nuisanceDirections(new Float64Array(6), 3, 2).length, 0);
  assert.deepEqual([...nuisanceDirections(Float64Array.of(0, 2, 0, 0, -4, 0), 3, 2)], [0, 1, 0]);
  assert.deepEqual([...withoutDirections(Float64Array.of(1, 2), new Float64Array(0))], [1, 2]);
});
