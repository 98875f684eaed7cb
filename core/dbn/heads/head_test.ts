import assert from "node:assert/strict";
import { CELL_COUNT } from "../../emotion/grid.ts";
import { fitRidge, predictRidge } from "../../regression/ridge.ts";
import { fitPls } from "../../regression/pls.ts";
import { dbnOutputs } from "../dbn.ts";
import { headLossByDefinition, normals, randomTargets } from "../testing.ts";
import { headLoss, headOutputs, type HeadSpec, startingHead } from "./head.ts";
import { solveRegression } from "./regression.ts";

const HEADS: HeadSpec[] = [
  { kind: "regression" },
  { kind: "gaussian" },
  { kind: "heatmap", moversWeight: 0 },
  { kind: "heatmap", moversWeight: 2 },
];

/** Value and slopes in f64. */
function lossOf(head: HeadSpec, outputs: Float64Array, targets: Float64Array) {
  const slopes = new Float64Array(outputs.length).fill(NaN);
  return { value: headLoss(head)(outputs, targets, slopes), slopes };
}

Deno.test("the loss of every head in f64 is its definition, and its slopes are finite differences to 1e-6", () => {
  for (const head of HEADS) {
    const O = headOutputs(head), rows = 3, outputs = Float64Array.from(normals(rows * O, 5));
    const targets = Float64Array.from(randomTargets(head, rows, 6).values);
    const { value, slopes } = lossOf(head, outputs, targets);
    const row = (x: Float64Array, n: number) => x.subarray(n * O, (n + 1) * O);
    let expected = 0;
    for (let n = 0; n < rows; n++) expected += headLossByDefinition(head, [...row(outputs, n)], row(targets, n));
    // Targets come from f32: maps sum to 1, and covariances are covariances, to some 1e-7.
    assert.ok(Math.abs(value - expected) < 1e-6 * Math.abs(expected), `${head.kind}: ${value}, not ${expected}`);
    const size = Math.max(...slopes.map(Math.abs));
    outputs.forEach((output, i) => {
      const at = (moved: number) => lossOf(head, outputs.map((y, j) => j === i ? moved : y), targets).value;
      const h = 1e-5, slope = (at(output + h) - at(output - h)) / (2 * h);
      assert.ok(Math.abs(slopes[i] - slope) < 1e-6 * size, `${head.kind} ${i}: ${slopes[i]}, not ${slope}`);
    });
  }
});

Deno.test("a starting head is the best that says the same of every row: its mean slope is 0", () => {
  for (const head of HEADS.filter((head) => head.kind !== "heatmap" || head.moversWeight === 0)) {
    const O = headOutputs(head), rows = 40, targets = randomTargets(head, rows, 8);
    const { weights, bias } = startingHead(head, 3, targets);
    assert.ok(weights.length === 3 * O && weights.every((weight) => weight === 0));
    const outputs = Float64Array.from({ length: rows * O }, (_, i) => bias[i % O]);
    const { slopes } = lossOf(head, outputs, Float64Array.from(targets.values));
    const means = new Float64Array(O);
    slopes.forEach((slope, i) => means[i % O] += slope / rows);
    // The Gaussian's least deviation and the heatmap's floor keep it a little off.
    assert.ok(means.every((mean) => Math.abs(mean) < 2e-3), `${head.kind}: ${means}`);
  }
});

Deno.test("enormous scores are certain maps, and their slopes what these are off by", () => {
  const scores = new Float64Array(2 * CELL_COUNT).fill(-1e5, CELL_COUNT), target = new Float64Array(2 * CELL_COUNT);
  scores[7] = 1e5;
  target[7] = target[CELL_COUNT] = 1;
  const { value, slopes } = lossOf({ kind: "heatmap", moversWeight: 0 }, scores, target);
  // The second map is flat.
  assert.ok(Math.abs(value - Math.log(CELL_COUNT)) < 1e-9, `${value}`);
  assert.deepEqual([slopes[7], slopes[8]], [0, 0]);
  assert.ok(Math.abs(slopes[CELL_COUNT] - (1 / CELL_COUNT - 1)) < 1e-12);
});

Deno.test("heads without rows, ratings all alike, and certain maps have finite losses", () => {
  for (const head of HEADS) {
    const O = headOutputs(head), targets = new Float64Array(O);
    targets[0] = 1;
    const { outputs, bias } = startingHead(head, 2, { outputs: O, values: Float32Array.from(targets) });
    const { value, slopes } = lossOf(head, Float64Array.from(bias), targets);
    assert.ok(outputs === O && Number.isFinite(value) && slopes.every(Number.isFinite), head.kind);
    assert.equal(lossOf(head, new Float64Array(0), new Float64Array(0)).value, 0);
  }
});

Deno.test("a solved head says what the ridge and the PLS regression say", () => {
  const top = normals(12 * 5, 1), values = normals(12 * 2, 2), targets = { outputs: 2, values };
  const data = { inputs: 5, outputs: 2, x: Float64Array.from(top), y: Float64Array.from(values) };
  const pairs = [
    [solveRegression({ method: "ridge", strength: 3 }, top, targets), fitRidge(data, 3)],
    [solveRegression({ method: "pls", components: 2 }, top, targets), fitPls(data, 2)],
  ] as const;
  for (const [head, model] of pairs) {
    const expected = predictRidge(model, top);
    dbnOutputs(head, top).forEach((y, i) => assert.ok(Math.abs(y - expected[i]) < 2e-6, `${i}: ${y}`));
  }
});
