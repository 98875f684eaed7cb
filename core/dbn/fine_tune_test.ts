import assert from "node:assert/strict";
import fc from "fast-check";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { type Dbn, dbnActivations, dbnOutputs } from "./dbn.ts";
import { fineTune, flattenDbn, regressionObjective, unflattenDbn } from "./fine_tune.ts";

/** A network of the given sizes, input first, outputs last, with random weights and biases of a size. */
function network(sizes: number[], seed: number, scale = 1): Dbn {
  const random = seededRandom(seed);
  const numbers = (length: number) => Float32Array.from({ length }, () => scale * random.normal());
  const layers = sizes.slice(1, -1).map((hidden, l) => ({
    visible: sizes[l],
    hidden,
    weights: numbers(sizes[l] * hidden),
    bias: numbers(hidden),
  }));
  const [top, outputs] = sizes.slice(-2);
  return { layers, head: { outputs, weights: numbers(top * outputs), bias: numbers(outputs) } };
}

function normals(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

/** The objective by its definition, in f64, one number at a time. */
function objectiveByDefinition(dbn: Dbn, parameters: Float64Array, x: Float32Array, t: Float32Array, decay: number) {
  const outputs = dbn.head.outputs, rows = t.length / outputs, V = dbn.layers[0].visible;
  let error = 0;
  for (let n = 0; n < rows; n++) {
    let values = Array.from(x.subarray(n * V, (n + 1) * V)), at = 0;
    const step = (units: number) => {
      const below = values.length, weights = parameters.subarray(at, at += below * units);
      const bias = parameters.subarray(at, at += units);
      values = Array.from(bias, (b, u) => values.reduce((sum, value, i) => sum + value * weights[i * units + u], b));
    };
    for (const { hidden } of dbn.layers) {
      step(hidden);
      values = values.map((value) => 1 / (1 + Math.exp(-value)));
    }
    step(outputs);
    values.forEach((y, o) => error += (y - t[n * outputs + o]) ** 2);
  }
  let penalty = 0, at = 0;
  for (const { weights, bias } of [...dbn.layers, dbn.head]) {
    for (const weight of parameters.subarray(at, at + weights.length)) penalty += weight * weight;
    at += weights.length + bias.length;
  }
  return error / (2 * rows) + 0.5 * decay * penalty;
}

const shapes = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 5 }),
  rows: fc.integer({ min: 1, max: 6 }),
  decay: fc.constantFrom(0, 0.1),
  seed: fc.nat(),
});

Deno.test("value and gradient of every block are those of the definition, by finite differences", () => {
  fc.assert(
    fc.property(shapes, ({ sizes, rows, decay, seed }) => {
      const dbn = network(sizes, seed), outputs = sizes.at(-1)!;
      const x = normals(rows * sizes[0], seed + 1), values = normals(rows * outputs, seed + 2);
      const parameters = flattenDbn(dbn), gradient = new Float64Array(parameters.length).fill(NaN);
      const value = regressionObjective(dbn, x, { outputs, values }, decay, kernels)(parameters, gradient);
      const at = (theta: Float64Array) => objectiveByDefinition(dbn, theta, x, values, decay);
      // Activations and products are rounded to f32: relative errors of 1e-7 in terms that cancel down to the result.
      assert.ok(Math.abs(value - at(parameters)) < 2e-6 * (1 + value));
      gradient.forEach((slope, i) => {
        const shifted = (h: number) => at(parameters.map((theta, j) => i === j ? theta + h : theta));
        const expected = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
        assert.ok(Math.abs(slope - expected) < 1e-5 * (1 + value), `parameter ${i}: ${slope}, not ${expected}`);
      });
    }),
    { seed: 1, numRuns: 40 },
  );
});

Deno.test("the forward pass is that of the network's own activations and outputs", () => {
  const dbn = network([3, 4, 2, 2], 5), x = normals(15, 6);
  const layers = dbnActivations(dbn, x, kernels), outputs = dbnOutputs(dbn.head, layers[1]);
  const value = regressionObjective(dbn, x, { outputs: 2, values: outputs }, 0, kernels);
  assert.ok(value(flattenDbn(dbn), new Float64Array(flattenDbn(dbn).length)) < 1e-12, "targets that are its outputs");
});

Deno.test("parameters survive the way into a vector and back, block by block", () => {
  fc.assert(
    fc.property(shapes, ({ sizes, seed }) => {
      const dbn = network(sizes, seed), vector = flattenDbn(dbn);
      assert.deepEqual(unflattenDbn(dbn, vector), dbn);
      assert.deepEqual(unflattenDbn(network(sizes, seed + 1), vector), dbn, "only the shape is taken from the model");
      assert.deepEqual([...vector.subarray(0, dbn.layers[0].weights.length)], [...dbn.layers[0].weights]);
      assert.deepEqual([...vector.subarray(-dbn.head.bias.length)], [...dbn.head.bias]);
    }),
    { seed: 2, numRuns: 30 },
  );
});

Deno.test("fine-tuning lowers the error at every step and leaves the network it was given as it was", () => {
  const dbn = network([2, 6, 1], 3, 0.5), before = structuredClone(dbn), x = normals(2 * 80, 4);
  const values = Float32Array.from({ length: 80 }, (_, n) => Math.sin(2 * x[2 * n]) * x[2 * n + 1]);
  const told: number[] = [];
  const options = {
    maxIterations: 60,
    weightDecay: 0,
    onIteration: ({ value }: { value: number }) => void told.push(value),
  };
  const { dbn: tuned, result } = fineTune(dbn, x, { outputs: 1, values }, options, kernels);
  const start = regressionObjective(dbn, x, { outputs: 1, values }, 0, kernels)(flattenDbn(dbn), flattenDbn(dbn));
  told.forEach((value, i) => assert.ok(value <= (i === 0 ? start : told[i - 1]) * (1 + 2e-7)));
  assert.ok(result.value < 0.2 * start, `${start} to ${result.value}`);
  assert.deepEqual(dbn, before);
  assert.deepEqual(flattenDbn(tuned), result.x.map(Math.fround));
  assert.deepEqual(fineTune(dbn, x, { outputs: 1, values }, options, kernels).dbn, tuned, "deterministic");
});

Deno.test("strong decay takes the weights, but not the mean, away", () => {
  const x = normals(30, 7), values = Float32Array.from({ length: 30 }, (_, n) => 3 + x[n]);
  const options = { maxIterations: 100, weightDecay: 100 };
  const { dbn } = fineTune(network([1, 3, 1], 8), x, { outputs: 1, values }, options, kernels);
  const mean = values.reduce((a, b) => a + b) / 30, [{ weights }] = dbn.layers;
  assert.ok(weights.every((w) => Math.abs(w) < 1e-3) && dbn.head.weights.every((w) => Math.abs(w) < 0.02));
  assert.ok(Math.abs(dbnOutputs(dbn.head, dbnActivations(dbn, x, kernels)[0])[0] - mean) < 0.05);
});

Deno.test("it stops when asked", () => {
  const x = normals(40, 9), values = normals(20, 10), targets = { outputs: 1, values };
  const run = (options: object) =>
    fineTune(network([2, 3, 1], 1), x, targets, { maxIterations: 50, weightDecay: 0, ...options }, kernels).result;
  assert.equal(run({ onIteration: () => false }).reason, "cancelled");
  assert.equal(run({ signal: { aborted: true } }).history.length, 1);
  assert.equal(run({ maxIterations: 2 }).reason, "iterations");
});

Deno.test("WASM kernels and the reference agree on value and gradient", async () => {
  const wasm = await createWasmKernels(), dbn = network([20, 9, 5, 2], 11, 0.3);
  const x = normals(20 * 33, 12), targets = { outputs: 2, values: normals(66, 13) }, at = flattenDbn(dbn);
  const [fast, plain] = [wasm, kernels].map((each) =>
    each.scope(() => {
      const gradient = new Float64Array(at.length);
      return [regressionObjective(dbn, x, targets, 0.01, each)(at, gradient), ...gradient];
    })
  );
  wasm.close();
  // Sums of 33 f32 products against f64.
  fast.forEach((value, i) => assert.ok(Math.abs(value - plain[i]) < 2e-6, `${i}: ${value}, not ${plain[i]}`));
});

Deno.test("inputs and targets that do not fit are refused", () => {
  const run = (inputs: number, targets: number) => () =>
    fineTune(network([3, 2, 2], 1), new Float32Array(inputs), { outputs: 2, values: new Float32Array(targets) }, {
      maxIterations: 1,
      weightDecay: 0,
    }, kernels);
  for (const [inputs, targets] of [[6, 2], [0, 0], [9, 3]]) {
    const message = "Cannot fine-tune: inputs [N, 3] and targets [N, 2] must have the same N ≥ 1, " +
      `current lengths are ${inputs} and ${targets}`;
    assert.throws(run(inputs, targets), new TypeError(message));
  }
});
