import assert from "node:assert/strict";
import { dbnActivations } from "../core/dbn/dbn.ts";
import { referenceKernels } from "../core/kernels.ts";
import { seededRandom } from "../core/random.ts";
import { createTfjsNetwork } from "./tfjs_network.ts";

const random = seededRandom(3), numbers = (length: number) => Float32Array.from({ length }, () => random.normal());
const dbn = {
  layers: [
    { visible: 6, hidden: 5, weights: numbers(30), bias: numbers(5) },
    { visible: 5, hidden: 3, weights: numbers(15), bias: numbers(3) },
  ],
  head: { outputs: 2, weights: numbers(6), bias: numbers(2) },
};
const folder = new URL(".", import.meta.resolve("@tensorflow/tfjs-backend-wasm")).href;
const paths = { plain: `${folder}tfjs-backend-wasm.wasm`, simd: `${folder}tfjs-backend-wasm-simd.wasm` };

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`${backend}: every layer's activations are the reference's to 1e-5`, async () => {
    const network = await createTfjsNetwork(dbn, paths, { backends: [backend] });
    assert.equal(network.backend, backend);
    for (const rows of [1, 7]) {
      const inputs = numbers(6 * rows), expected = dbnActivations(dbn, inputs, referenceKernels);
      const actual = network.run(dbn, inputs, referenceKernels);
      assert.deepEqual(actual.map(({ length }) => length), [5 * rows, 3 * rows]);
      actual.forEach((values, l) =>
        values.forEach((value, i) => assert.ok(Math.abs(value - expected[l][i]) < 1e-5, `layer ${l} [${i}]: ${value}`))
      );
    }
    network.close();
  });
}

Deno.test("the next backend is taken where one does not start, and none is an error", async () => {
  // No WebGL in Deno.
  assert.equal((await createTfjsNetwork(dbn, paths, { backends: ["webgl", "cpu"] })).backend, "cpu");
  await assert.rejects(createTfjsNetwork(dbn, paths, { backends: ["webgl"] }), {
    message: "Cannot run the network on TensorFlow.js: one of webgl must start here, current value is none",
  });
});
