import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { type Dbn, dbnActivations, dbnOutputs, layerActivations } from "./dbn.ts";

const dbn: Dbn = {
  layers: [
    { visible: 2, hidden: 3, weights: Float32Array.of(1, 0, -1, 2, 0, 0.5), bias: Float32Array.of(0, 1, -1) },
    { visible: 3, hidden: 1, weights: Float32Array.of(1, -2, 4), bias: Float32Array.of(0.5) },
  ],
  head: { outputs: 2, weights: Float32Array.of(3, -1), bias: Float32Array.of(10, 20) },
};
const logistic = (x: number) => 1 / (1 + Math.exp(-x));

Deno.test("activations and outputs are σ(x·W + b) layer by layer and a·W + b on top", () => {
  const [low, high] = dbnActivations(dbn, Float32Array.of(1, 2, 0, 0), kernels);
  // Row 1: 1·1 + 2·2, 0, -1 + 1; row 2: the biases.
  const expected = [logistic(5), logistic(1), logistic(-1), logistic(0), logistic(1), logistic(-1)];
  low.forEach((a, i) => assert.ok(Math.abs(a - expected[i]) < 1e-7));
  const top = [0, 3].map((at) => logistic(0.5 + expected[at] - 2 * expected[at + 1] + 4 * expected[at + 2]));
  high.forEach((a, i) => assert.ok(Math.abs(a - top[i]) < 1e-7));
  const outputs = dbnOutputs(dbn.head, high);
  [10 + 3 * top[0], 20 - top[0], 10 + 3 * top[1], 20 - top[1]].forEach((y, i) =>
    assert.ok(Math.abs(outputs[i] - y) < 2e-6)
  );
});

Deno.test("rows do not know each other, and extreme inputs saturate", () => {
  // More rows than are computed at once.
  const rows = 2500, random = seededRandom(1), x = Float32Array.from({ length: 2 * rows }, () => random.normal());
  const all = layerActivations(dbn.layers[0], x, rows, kernels);
  for (const n of [0, 1, 1023, 1024, 2047, 2048, rows - 1]) {
    assert.deepEqual(
      layerActivations(dbn.layers[0], x.subarray(2 * n, 2 * n + 2), 1, kernels),
      all.slice(3 * n, 3 * n + 3),
    );
  }
  const [extreme] = dbnActivations(dbn, Float32Array.of(1e30, 1e4, -1e30, -1e4), kernels);
  assert.deepEqual([...extreme], [1, Math.fround(logistic(1)), 0, 0, Math.fround(logistic(1)), 1]);
});

Deno.test("no rows give empty layers; half a row is refused", () => {
  assert.deepEqual(dbnActivations(dbn, new Float32Array(0), kernels), [new Float32Array(0), new Float32Array(0)]);
  assert.equal(dbnOutputs(dbn.head, new Float32Array(0)).length, 0);
  const message = "Cannot run the network: inputs must be a multiple of 2 numbers, current value is 3";
  assert.throws(() => dbnActivations(dbn, new Float32Array(3), kernels), new TypeError(message));
});
