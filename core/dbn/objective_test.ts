import assert from "node:assert/strict";
import fc from "fast-check";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { type Kernels, referenceKernels } from "../kernels.ts";
import { dbnActivations, dbnOutputs } from "./dbn.ts";
import { headOutputs, type HeadSpec, type HeadTargets } from "./heads/head.ts";
import { flattenDbn, networkObjective, unflattenDbn } from "./objective.ts";
import { lossByDefinition, normals, randomDbn, randomTargets } from "./testing.ts";

const HEADS: HeadSpec[] = [
  { kind: "regression" },
  { kind: "gaussian" },
  { kind: "heatmap", moversWeight: 0 },
  { kind: "heatmap", moversWeight: 0.7 },
];

const shapes = fc.record({
  layers: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 4 }),
  rows: fc.integer({ min: 1, max: 6 }),
  decay: fc.constantFrom(0, 0.1),
  head: fc.constantFrom(...HEADS),
  seed: fc.nat(1e6),
});

function evaluate(
  sizes: number[],
  { seed, rows, head, decay }: { seed: number; rows: number; head: HeadSpec; decay: number },
  kernels: Kernels,
) {
  const dbn = randomDbn(sizes, seed, 0.5), x = normals(rows * sizes[0], seed + 1);
  const targets = randomTargets(head, rows, seed + 2), parameters = flattenDbn(dbn);
  const gradient = new Float64Array(parameters.length).fill(NaN);
  const value = kernels.scope(() =>
    networkObjective(dbn, x, targets, { head, weightDecay: decay }, kernels).evaluate(parameters, gradient)
  );
  return { dbn, x, targets, parameters, gradient, value };
}

Deno.test("every head: value and gradient of every block are those of the definition, by finite differences", () => {
  fc.assert(
    fc.property(shapes, ({ layers, rows, decay, head, seed }) => {
      const sizes = [...layers, headOutputs(head)], spec = { seed, rows, head, decay };
      const { dbn, x, targets, parameters, gradient, value } = evaluate(sizes, spec, referenceKernels);
      const at = (theta: Float64Array) => lossByDefinition(dbn, theta, x, targets, head, decay);
      const expected = at(parameters);
      // The network's products and activations are stored as f32 (6e-8 each): 1e-4 leaves room for their sums, while the
      // definition and its differences are f64.
      assert.ok(Math.abs(value - expected) <= 1e-5 * Math.max(1, Math.abs(expected)), `${value}, not ${expected}`);
      const size = Math.max(...gradient.map(Math.abs)), every = Math.ceil(parameters.length / 60);
      parameters.forEach((parameter, i) => {
        if ((i + seed) % every !== 0) return;
        const h = 1e-5, moved = parameters.slice();
        moved[i] = parameter + h;
        const above = at(moved);
        moved[i] = parameter - h;
        const slope = (above - at(moved)) / (2 * h);
        assert.ok(Math.abs(gradient[i] - slope) <= 1e-4 * Math.max(size, 1e-2), `${i}: ${gradient[i]}, not ${slope}`);
      });
    }),
    { seed: 1, numRuns: 25 },
  );
});

Deno.test("the forward pass is that of the network's own activations and outputs", () => {
  const dbn = randomDbn([3, 4, 2, 2], 5), x = normals(15, 6);
  const layers = dbnActivations(dbn, x, referenceKernels), values = dbnOutputs(dbn.head, layers[1]);
  const { evaluate } = networkObjective(dbn, x, { outputs: 2, values }, { weightDecay: 0 }, referenceKernels);
  assert.ok(evaluate(flattenDbn(dbn), flattenDbn(dbn)) < 1e-12, "targets that are its outputs");
});

Deno.test("rows that are chosen are what it looks at; at first the first ones", () => {
  const dbn = randomDbn([3, 4, 2], 5),
    x = normals(30, 6),
    targets: HeadTargets = { outputs: 2, values: normals(20, 7) };
  const at = flattenDbn(dbn), gradient = at.slice();
  const batch = networkObjective(dbn, x, targets, { weightDecay: 0.1 }, referenceKernels, 2);
  const pick = (rows: number[]) => {
    const take = (all: Float32Array, columns: number) =>
      Float32Array.from(rows.flatMap((row) => [...all.subarray(row * columns, (row + 1) * columns)]));
    const some = { outputs: 2, values: take(targets.values, 2) };
    return networkObjective(dbn, take(x, 3), some, { weightDecay: 0.1 }, referenceKernels).evaluate(at, at.slice());
  };
  assert.equal(batch.evaluate(at, gradient), pick([0, 1]));
  batch.choose(Uint32Array.of(7, 3));
  assert.equal(batch.evaluate(at, gradient), pick([7, 3]));
});

Deno.test("parameters survive the way into a vector and back, block by block", () => {
  fc.assert(
    fc.property(shapes, ({ layers, seed }) => {
      const sizes = [...layers, 2], dbn = randomDbn(sizes, seed), vector = flattenDbn(dbn);
      assert.deepEqual(unflattenDbn(dbn, vector), dbn);
      assert.deepEqual(unflattenDbn(randomDbn(sizes, seed + 1), vector), dbn, "only the shape is taken from the model");
      assert.deepEqual([...vector.subarray(0, dbn.layers[0].weights.length)], [...dbn.layers[0].weights]);
      assert.deepEqual([...vector.subarray(-dbn.head.bias.length)], [...dbn.head.bias]);
    }),
    { seed: 2, numRuns: 30 },
  );
});

Deno.test("WASM kernels and the reference agree on value and gradient of every head", async () => {
  const wasm = await createWasmKernels();
  for (const head of HEADS) {
    const spec = { seed: 11, rows: 33, head, decay: 0.01 };
    const [fast, plain] = [wasm, referenceKernels].map((kernels) => {
      const { value, gradient } = evaluate([20, 9, 5, headOutputs(head)], spec, kernels);
      return [value, ...gradient];
    });
    // Sums of 33 f32 products against f64.
    fast.forEach((value, i) => {
      const tolerance = 5e-6 * Math.max(1, Math.abs(plain[i]));
      assert.ok(Math.abs(value - plain[i]) < tolerance, `${head.kind} ${i}: ${value}, not ${plain[i]}`);
    });
  }
  wasm.close();
});

Deno.test("inputs and targets that do not fit are refused", () => {
  const dbn = randomDbn([3, 2, 2], 1);
  for (const [inputs, targets] of [[6, 2], [0, 0], [9, 3]]) {
    const message = "Cannot fine-tune: inputs [N, 3] and targets [N, 2] must have the same N ≥ 1, " +
      `current lengths are ${inputs} and ${targets}`;
    const values = new Float32Array(targets);
    assert.throws(
      () =>
        networkObjective(dbn, new Float32Array(inputs), { outputs: 2, values }, { weightDecay: 0 }, referenceKernels),
      new TypeError(message),
    );
  }
});
