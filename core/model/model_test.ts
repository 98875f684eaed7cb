import assert from "node:assert/strict";
import fc from "fast-check";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import { entropyNats, heatmapMean } from "../emotion/heatmap.ts";
import { referenceKernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { DESCRIPTOR_NAMES, FEATURE_VERSION, type StepFeatures } from "../signal/step_features.ts";
import type { Heard } from "./hearing.ts";
import { EMPTY_MEMORY } from "./memory.ts";
import { crfInputs, holdEnds, type InputParts, modelInputs, predict, timelineSteps } from "./model.ts";
import { moodFeatures, songs, TINY_RECIPE } from "./testing.ts";
import { trainModel } from "./train.ts";

const kernels = await createWasmKernels();
const model = trainModel(songs(30, 2), TINY_RECIPE, 1, kernels);

/** A song that goes from one mood to another at its middle. */
function turning(steps: number, from: number, to: number): StepFeatures {
  const axis = Array.from({ length: steps }, (_, t) => t < steps / 2 ? from : to);
  return moodFeatures({ arousal: axis, valence: axis }, seededRandom(3));
}

const EMPTY: StepFeatures = { steps: 0, spectra: new Float32Array(0), descriptors: new Float32Array(0) };

Deno.test("maps are distributions above zero for any number of steps", () => {
  for (const steps of [1, 2, 9]) {
    const { maps, path } = predict(model, turning(steps, -0.5, 0.5), kernels);
    assert.deepEqual([maps.length, path.length], [steps * CELL_COUNT, steps]);
    for (let t = 0; t < steps; t++) {
      const map = maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT);
      assert.ok(map.every((p) => p > 0) && Math.abs(map.reduce((a, b) => a + b) - 1) < 1e-12);
      assert.ok(path[t] >= 0 && path[t] < CELL_COUNT);
    }
  }
  const nothing = predict(model, EMPTY, kernels);
  assert.deepEqual([nothing.maps.length, nothing.path.length, timelineSteps(nothing).length], [0, 0, 0]);
});

Deno.test("a song is heard where it is, and follows its turn", () => {
  const means = (features: StepFeatures) =>
    timelineSteps(predict(model, features, kernels)).map(({ mean }) => mean.arousal + mean.valence);
  const [low, high] = [means(turning(8, -0.6, -0.6)), means(turning(8, 0.6, 0.6))];
  assert.ok(Math.max(...low) < -0.2 && Math.min(...high) > 0.2, `${low} and ${high}`);
  const turn = means(turning(12, -0.3, 0.3));
  assert.ok(turn[10] > turn[2] + 0.1, turn.join(" "));
});

Deno.test("the plain reference predicts the same", () => {
  const features = turning(4, -0.2, 0.6);
  const [fast, plain] = [kernels, referenceKernels].map((each) => predict(model, features, each));
  // f32 products and forward–backward against f64.
  fast.maps.forEach((p, i) => assert.ok(Math.abs(p - plain.maps[i]) < 1e-4 * (1e-3 + plain.maps[i])));
  assert.deepEqual(fast.path, plain.path);
});

Deno.test("odd music is predicted too: silence, and values no music has", () => {
  const silent = {
    steps: 3,
    spectra: new Float32Array(3 * 257).fill(-11.5),
    descriptors: new Float32Array(3 * DESCRIPTOR_NAMES.length),
  };
  const wild = { ...silent, descriptors: silent.descriptors.map((_, i) => i % 2 === 0 ? 1e4 : -1e4) };
  for (const features of [silent, wild]) {
    const { maps } = predict(model, features, kernels);
    assert.ok(maps.every((p) => p > 0 && p <= 1));
  }
});

Deno.test("steps of a timeline carry their map's own figures", () => {
  const prediction = predict(model, turning(3, 0, 0.5), kernels), steps = timelineSteps(prediction);
  steps.forEach((step, t) => {
    assert.deepEqual(step.heatmap, Array.from(prediction.maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT)));
    const { epistemicNats, unfamiliarity } = prediction;
    assert.deepEqual([step.startSeconds, step.path], [t, prediction.path[t]]);
    assert.deepEqual([step.epistemicNats, step.unfamiliarity], [epistemicNats![t], unfamiliarity!.steps[t]]);
    assert.deepEqual([step.mean, step.entropyNats], [heatmapMean(step.heatmap), entropyNats(step.heatmap)]);
  });
});

Deno.test("the path turns with the music, at the steps of the maps", () => {
  const { maps, path } = predict(model, turning(10, -0.6, 0.6), kernels);
  const height = Array.from(path, (cell) => cellToPoint(cell).arousal + cellToPoint(cell).valence);
  const means = height.map((_, t) => heatmapMean(maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT)));
  const turn = (values: number[]) => values.findIndex((value) => value > (values[0] + values[9]) / 2);
  assert.ok(height[9] > height[0] + 0.5, height.join(" "));
  assert.ok(Math.abs(turn(height) - turn(means.map(({ arousal, valence }) => arousal + valence))) <= 1);
});

Deno.test("ends are held by copies of the first and the last row", () => {
  assert.deepEqual([...holdEnds(Float64Array.of(1, 2, 3, 4), 2, 2)], [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]);
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 20 }), fc.nat({ max: 4 }), (values, edge) => {
      const held = Array.from(holdEnds(Float64Array.from(values), 1, edge));
      if (values.length === 0) return assert.deepEqual(held, []);
      const [first, last] = [values[0], values.at(-1)!];
      assert.deepEqual(held, [...new Array(edge).fill(first), ...values, ...new Array(edge).fill(last)]);
    }),
    { seed: 1 },
  );
});

Deno.test("inputs of the field are scaled predictions, scaled-down activations, then what is familiar", () => {
  const scale = (mean: number[], deviation: number[]) => ({
    mean: Float64Array.from(mean),
    deviation: Float64Array.from(deviation),
  });
  const heard: Heard = {
    steps: 2,
    width: 1,
    rows: Float64Array.of(0, 1),
    units: 1,
    activations: Float32Array.of(0.5, 1),
  };
  const parts: InputParts = {
    predictionScale: scale([1, 0, 0, 0], [2, 1, 1, 4]),
    activationScale: scale([0.5], [0.25]),
    recentScale: scale([0], [1]),
    memory: EMPTY_MEMORY,
    recipe: { ...TINY_RECIPE, regression: { ...TINY_RECIPE.regression, stepWindowSeconds: 1 } },
  };
  const predictions = Float64Array.of(3, 5, 6, 8, 1, 0, 0, -4);
  assert.deepEqual([...crfInputs(parts, predictions, heard)], [1, 5, 6, 2, 0, 0, 0, 0, -1, 0.05 * 0.5 / 0.25]);
  const memory = {
    corrections: ["c"],
    steps: Int32Array.of(0, 1),
    centres: Float64Array.of(1),
    spreads: Float64Array.of(0.5),
  };
  const [first, second] = [5, 11].map((at) => crfInputs({ ...parts, memory }, predictions, heard)[at]);
  assert.deepEqual([first, second], [Math.exp(-2), 1]);
});

Deno.test("features of another version are refused", () => {
  const old = { ...model, featureVersion: FEATURE_VERSION + 1 };
  const message = `Cannot use model tiny-1: its features must be of version ${FEATURE_VERSION}, ` +
    `current value is ${FEATURE_VERSION + 1} (train it again with this version of Moodline)`;
  assert.throws(() => predict(old, EMPTY, kernels), new RangeError(message));
  assert.throws(() => modelInputs(old, EMPTY, kernels), new RangeError(message));
});

Deno.test("a long piece and a model with many moments do not fit into memory", () => {
  const steps = 43_200, spreads = new Float64Array(16_384), none = new Float64Array(0);
  const memory = { corrections: [], steps: new Int32Array(0), centres: none, spreads };
  const heard: Heard = { steps, width: 0, rows: none, units: 0, activations: new Float32Array(0) };
  assert.throws(() => crfInputs({ ...model, memory }, none, heard), {
    name: "RangeError",
    message: /^Cannot listen to the piece: .*, current value is 43200 × 16388 /,
  });
});
