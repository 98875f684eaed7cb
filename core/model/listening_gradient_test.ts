import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { type Random, seededRandom } from "../random.ts";
import { DESCRIPTOR_NAMES, descriptorColumn } from "../signal/descriptors.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { SEED_SPECTRUM, type StepSpectrumSpec } from "../signal/step_spectrum_spec.ts";
import { type EarInputs, earInputs, earUnits, hearInputs, predictSteps } from "./hearing.ts";
import { listeningGradient, TIME_SCALES } from "./listening_gradient.ts";
import { remember, standardRows } from "./memory.ts";
import { crfInputs, type MoodModel } from "./model.ts";
import type { Recipe } from "./recipe.ts";
import { moodFeatures, randomMood, songs, TINY_RECIPE, withDeviations } from "./testing.ts";
import { trainModel } from "./train.ts";

const kernels = await createWasmKernels();
const SCALES: StepSpectrumSpec = { ...SEED_SPECTRUM, statistics: "mean+deviation", scalesSeconds: [1, 2, 4, 8, 16] };
const HEARINGS: Record<string, Partial<Recipe>> = {
  "the default's": {},
  "five scales of means and deviations": { hearing: { descriptors: true, network: "trained", spectrum: SCALES } },
  "chosen layers and groups, under a head of 121 outputs": {
    hearing: { descriptors: ["chroma", "shape"], network: "trained", regressionLayers: [1], crfLayers: [2, 1] },
    dbn: { ...TINY_RECIPE.dbn, head: { kind: "heatmap", moversWeight: 1 }, pretraining: null },
  },
  "a layer that nothing hears, under a head of 5 outputs": {
    hearing: { descriptors: false, network: "trained", regressionLayers: [2], crfLayers: [2] },
    dbn: { ...TINY_RECIPE.dbn, head: { kind: "gaussian" }, pretraining: null },
  },
  "components instead of ridges": { regression: { ...TINY_RECIPE.regression, components: 3 } },
  "relative to the past": {
    hearing: { descriptors: true, network: "trained", spectrum: { ...SEED_SPECTRUM, relativeTo: "past" } },
  },
};

/** Seven seconds, of which the second, the fourth and the last are silent. */
function song(): StepFeatures {
  const random = seededRandom(5), features = withDeviations(moodFeatures(randomMood(7, random), random), random);
  for (const t of [1, 3, 6]) features.descriptors[t * DESCRIPTOR_NAMES.length + descriptorColumn("level")] = -200;
  return features;
}

/** A model of a hearing that remembers a correction, and a song as it hears it. */
function listening(parts: Partial<Recipe>) {
  const recipe = { ...TINY_RECIPE, ...parts }, random = seededRandom(3);
  const pieces = songs(9, 2).map((piece) => ({ ...piece, features: withDeviations(piece.features, random) }));
  const trained = trainModel(pieces, recipe, 1, kernels), { dbn } = trained.listener.ear;
  // Weights large enough that differences stand out of activations in f32.
  const layers = dbn!.layers.map((layer) => ({
    ...layer,
    weights: layer.weights.map(() => 2 * random.normal() / Math.sqrt(layer.visible)),
  }));
  const ear = { ...trained.listener.ear, dbn: { ...dbn!, layers } }, listener = { ...trained.listener, ear };
  const inputs = earInputs(ear, song()), heard = hearInputs(ear, inputs, kernels);
  const rows = standardRows(heard, trained.recentScale, recipe.regression.stepWindowSeconds);
  const memory = remember(trained.memory, [{ correction: "c", rows, width: heard.width, first: 2, end: 5 }]);
  const model: MoodModel = { ...trained, listener, memory: { ...memory, spreads: memory.spreads.map(() => 1) } };
  const outputsOf = (at: EarInputs) => {
    const own = hearInputs(ear, at, kernels);
    return crfInputs(model, predictSteps(listener, own), own);
  };
  const columns = outputsOf(inputs).length / 7;
  const drawSlopes = (random: Random, on: (column: number, t: number) => boolean = () => true) =>
    Float64Array.from({ length: 7 * columns }, (_, i) => {
      const slope = random.normal();
      return on(i % columns, Math.floor(i / columns)) ? slope : 0;
    });
  const gradientOf = (slopes: Float64Array, step = 4) =>
    listeningGradient(model, inputs, { heard, slopes, step }, kernels);
  return { model, inputs, heard, columns, outputsOf, drawSlopes, gradientOf };
}

const size = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const { model, inputs, columns, outputsOf, drawSlopes, gradientOf } = listening({});

Deno.test("the set-up has silence, a memory that responds, and a network", () => {
  assert.deepEqual([inputs.sounds, model.memory.spreads.length], [[true, false, true, false, true, true, false], 1]);
  assert.ok(outputsOf(inputs)[5 * columns - 1] > 0.01, "familiarity at step 4");
  assert.ok(inputs.network.length > 0 && inputs.descriptors.length > 0);
});

for (const [name, parts] of Object.entries(HEARINGS)) {
  Deno.test(`the time-scales' gradients sum to finite differences, through memory, windows and silence: ${name}`, () => {
    const { inputs, outputsOf, drawSlopes, gradientOf } = listening(parts);
    const slopes = drawSlopes(seededRandom(7)), gradient = gradientOf(slopes);
    const f = (at: EarInputs) => outputsOf(at).reduce((sum, value, i) => sum + slopes[i] * value, 0);
    for (const part of ["descriptors", "network"] as const) {
      if (inputs[part].length === 0) continue;
      const all = gradient.song[part].map((_, i) =>
        TIME_SCALES.reduce((sum, scale) => sum + gradient[scale][part][i], 0)
      );
      // Activations are f32: steps must be large, where the sigmoid's third derivative costs a part in ten thousand.
      const [h, tolerance] = part === "network" ? [0.1, 2e-3] : [1e-4, 1e-6], random = seededRandom(8);
      assert.ok(size(all) > 1e-3);
      for (let draw = 0; draw < 60; draw++) {
        const i = random.integer(all.length);
        const moved = (by: number) => {
          const values = inputs[part].slice();
          values[i] += by;
          return f({ ...inputs, [part]: values });
        };
        const expected = (moved(h) - moved(-h)) / (2 * h);
        assert.ok(Math.abs(expected - all[i]) < tolerance * size(all), `${part} ${i}: ${expected} and ${all[i]}`);
      }
    }
  });
}

Deno.test("each way to the map has its time-scale", () => {
  const random = seededRandom(9), units = earUnits(model.listener.ear);
  const isUnit = (column: number) => column >= 4 && column < 4 + units;
  const ways: [scale: string, on: (column: number, t: number) => boolean][] = [
    ["song", (column) => column < 2],
    ["window", (column, t) => !isUnit(column) && column >= 2 && t === 4],
    ["step", (column, t) => isUnit(column) && t === 4],
    ["neighbours", (column, t) => column >= 2 && t !== 4],
  ];
  for (const [way, on] of ways) {
    const gradient = gradientOf(drawSlopes(random, on));
    for (const scale of TIME_SCALES) {
      assert.equal(size(gradient[scale].network) > 0, scale === way, `${way} by ${scale}`);
    }
  }
});

Deno.test("the step alone hears nothing of other steps, and silence is heard by nobody", () => {
  const { step, song } = gradientOf(drawSlopes(seededRandom(10))), width = step.network.length / 7;
  step.network.forEach((slope, i) => assert.ok(slope === 0 || Math.floor(i / width) === 4));
  for (const t of [1, 3, 6]) assert.equal(size(song.network.subarray(t * width, (t + 1) * width)), 0);
  assert.ok(size(song.network.subarray(0, width)) > 0);
});
