import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { layers, loadLayersModel, sequential } from "@tensorflow/tfjs-layers";
import "@tensorflow/tfjs-backend-cpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import fc from "fast-check";
import { type Dbn, dbnActivations, dbnOutputs } from "../core/dbn/dbn.ts";
import { referenceKernels } from "../core/kernels.ts";
import { seededRandom } from "../core/random.ts";
import { readTfjsLayers, TFJS_MODEL_FILE, writeTfjsLayers } from "./tfjs_layers.ts";

tf.env().set("PROD", true);
setWasmPaths(new URL(".", import.meta.resolve("@tensorflow/tfjs-backend-wasm")).href);

function network(sizes: readonly number[], seed: number, scale = 1): Dbn {
  const random = seededRandom(seed);
  const numbers = (length: number) => Float32Array.from({ length }, () => scale * random.normal());
  const all = sizes.slice(1).map((hidden, l) => ({
    visible: sizes[l],
    hidden,
    weights: numbers(sizes[l] * hidden),
    bias: numbers(hidden),
  }));
  const { hidden: outputs, weights, bias } = all.pop()!;
  return { layers: all, head: { outputs, weights, bias } };
}

function parsed(dbn: Dbn): { model: Record<string, never>; text: string; bytes: Uint8Array<ArrayBuffer> } {
  const files = writeTfjsLayers(dbn, { model: "test-1" });
  const text = new TextDecoder().decode(files[TFJS_MODEL_FILE]);
  return { model: JSON.parse(text), text, bytes: files["weights.bin"] };
}

/** What TensorFlow.js makes of the files, read by its own reader. */
async function loaded(dbn: Dbn) {
  const files = writeTfjsLayers(dbn, {});
  const fetchFunc = (url: string) =>
    Promise.resolve(
      new Response(files[url.split("/").at(-1)!].slice(), {
        headers: { "content-type": url.endsWith(".json") ? "application/json" : "application/octet-stream" },
      }),
    );
  return await loadLayersModel(tf.io.http("http://model.test/model.json", { fetchFunc: fetchFunc as typeof fetch }));
}

for (const backend of ["cpu", "wasm"]) {
  Deno.test(`TensorFlow.js (${backend}) reads what is written and gives the network's outputs to 1e-5`, async () => {
    assert.ok(await tf.setBackend(backend));
    for (const dbn of [network([257, 50, 50, 50, 2], 3, 0.2), network([5, 7, 3, 2], 1), network([4, 1, 3], 2, 3)]) {
      const model = await loaded(dbn), V = dbn.layers[0].visible, random = seededRandom(4);
      const inputs = Float32Array.from({ length: 9 * V }, () => Math.max(-5, Math.min(5, random.normal())));
      const expected = dbnOutputs(dbn.head, dbnActivations(dbn, inputs, referenceKernels).at(-1)!);
      const outputs = (model.predict(tf.tensor2d(inputs, [9, V])) as tf.Tensor).dataSync();
      assert.equal(outputs.length, expected.length);
      outputs.forEach((value, i) =>
        assert.ok(Math.abs(value - expected[i]) < 1e-5, `${value} instead of ${expected[i]}`)
      );
    }
  });
}

Deno.test("what TensorFlow.js saves is read back, with shards, an input layer and dropout", async () => {
  assert.ok(await tf.setBackend("cpu"));
  const model = sequential({
    layers: [
      layers.inputLayer({ inputShape: [4] }),
      layers.dense({ units: 3, activation: "sigmoid" }),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 2 }),
    ],
  });
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: (artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
    },
  });
  const { shards, read } = readTfjsLayers(JSON.stringify({
    format: "layers-model",
    modelTopology: saved!.modelTopology,
    weightsManifest: [{ paths: ["group1-shard1of2.bin", "group1-shard2of2.bin"], weights: saved!.weightSpecs }],
  }));
  assert.deepEqual(shards, ["group1-shard1of2.bin", "group1-shard2of2.bin"]);
  const dbn = read(new Uint8Array(saved!.weightData as ArrayBuffer)), inputs = Float32Array.of(1, -2, 0.5, 3);
  const expected = (model.predict(tf.tensor2d(inputs, [1, 4])) as tf.Tensor).dataSync();
  dbnOutputs(dbn.head, dbnActivations(dbn, inputs, referenceKernels)[0])
    .forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-5));
});

Deno.test("any network comes back as it was, bit by bit", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 6 });
  fc.assert(
    fc.property(sizes, fc.nat(), (sizes, seed) => {
      const dbn = network(sizes, seed), { text, bytes } = parsed(dbn);
      assert.deepEqual(readTfjsLayers(text).read(bytes), dbn);
    }),
    { seed: 7, numRuns: 50 },
  );
});

Deno.test("what is no network of ours is refused with the place and the reason", () => {
  const dbn = network([4, 3, 2], 1);
  // deno-lint-ignore no-explicit-any
  const refusal = (change: (model: any) => void): string => {
    const { model } = parsed(dbn);
    change(model);
    try {
      readTfjsLayers(JSON.stringify(model));
    } catch (error) {
      return (error as Error).message;
    }
    return "read";
  };
  const layer = "Cannot read the TensorFlow.js model: $.modelTopology.config.layers";
  assert.equal(refusal(() => {}), "read");
  assert.equal(
    refusal((model) => model.format = "graph-model"),
    'Cannot read the TensorFlow.js model: $.format must be "layers-model", current value is "graph-model" ' +
      "(a graph model? only LayersModels can be read)",
  );
  assert.equal(
    refusal((model) => model.modelTopology.config.layers[0].class_name = "Conv2D"),
    `${layer}[0].class_name must be "Dense", current value is "Conv2D" (only dense layers make a network of ours)`,
  );
  assert.equal(
    refusal((model) => model.modelTopology.config.layers[0].config.activation = "relu"),
    `${layer}[0].config.activation must be "sigmoid", current value is "relu"`,
  );
  assert.equal(
    refusal((model) => model.modelTopology.config.layers[1].config.activation = "softmax"),
    `${layer}[1].config.activation must be "linear", current value is "softmax"`,
  );
  assert.equal(
    refusal((model) => model.weightsManifest[0].paths = ["../../etc/passwd"]),
    "Cannot read the TensorFlow.js model: $.weightsManifest[0].paths[0] must be the name of a file beside the model, " +
      'current value is "../../etc/passwd"',
  );
  assert.equal(
    refusal((model) => model.weightsManifest[0].paths = ["a.bin", "a.bin"]),
    "Cannot read the TensorFlow.js model: $.weightsManifest must name every shard once, " +
      `current value is ["a.bin","a.bin"]`,
  );
  assert.equal(
    refusal((model) => model.weightsManifest[0].weights[0].shape = [3, 4]),
    "Cannot read the TensorFlow.js model: $.weightsManifest must hold layer1/kernel once, of shape [4,3], " +
      "current value is [[3,4]]",
  );
  assert.equal(
    refusal((model) => model.weightsManifest[0].weights[0].quantization = { dtype: "uint8" }),
    "Cannot read the TensorFlow.js model: $.weightsManifest[0].weights[0] must not be quantized, " +
      'current value is {"dtype":"uint8"}',
  );
  assert.throws(() => readTfjsLayers("{"), {
    name: "SyntaxError",
    message: /^Cannot read the TensorFlow.js model: it must be JSON/,
  });
});

Deno.test("shards that are cut, and weights that are no numbers, are refused", () => {
  const { text, bytes } = parsed(network([4, 3, 2], 1)), { read } = readTfjsLayers(text);
  assert.throws(() => read(bytes.subarray(4)), {
    name: "RangeError",
    message:
      "Cannot read the TensorFlow.js model: $.weightsManifest must describe 88 bytes of shards, current value is 92",
  });
  new DataView(bytes.buffer).setFloat32(48, NaN, true);
  assert.throws(() => read(bytes), {
    name: "RangeError",
    message:
      'Cannot read the TensorFlow.js model: $.weightsManifest must hold finite numbers in layer1/bias, current value is "NaN"',
  });
});
