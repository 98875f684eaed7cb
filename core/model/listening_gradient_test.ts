import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { type Random, seededRandom } from "../random.ts";
import { DESCRIPTOR_NAMES, type StepFeatures } from "../signal/step_features.ts";
import { type EarInputs, earInputs, hearInputs, predictSteps } from "./hearing.ts";
import { listeningGradient, TIME_SCALES } from "./listening_gradient.ts";
import { remember, standardRows } from "./memory.ts";
import { crfInputs, type MoodModel } from "./model.ts";
import { moodFeatures, randomMood, songs, TINY_RECIPE } from "./testing.ts";
import { trainModel } from "./train.ts";

const kernels = await createWasmKernels();
const trained = trainModel(songs(9, 2), TINY_RECIPE, 1, kernels);

/** Seven seconds, of which the second and the last are silent. */
function song(): StepFeatures {
  const random = seededRandom(5), features = moodFeatures(randomMood(7, random), random);
  for (const t of [1, 6]) features.descriptors[t * DESCRIPTOR_NAMES.length + DESCRIPTOR_NAMES.indexOf("level")] = -200;
  return features;
}
const inputs = earInputs(trained.listener.ear, song());
const heard = hearInputs(trained.listener.ear, inputs, kernels);
const rows = standardRows(heard, trained.recentScale, TINY_RECIPE.regression.stepWindowSeconds);
const memory = remember(trained.memory, "c", { rows, width: heard.width, first: 2, end: 5 });
const model: MoodModel = { ...trained, memory: { ...memory, spreads: memory.spreads.map(() => 1) } };

const outputsOf = (at: EarInputs) => {
  const own = hearInputs(model.listener.ear, at, kernels);
  return crfInputs(model, predictSteps(model.listener, own), own);
};
const COLUMNS = outputsOf(inputs).length / 7;
const drawSlopes = (random: Random, on: (column: number, t: number) => boolean = () => true) =>
  Float64Array.from({ length: 7 * COLUMNS }, (_, i) => {
    const slope = random.normal();
    return on(i % COLUMNS, Math.floor(i / COLUMNS)) ? slope : 0;
  });
const gradientOf = (slopes: Float64Array, step = 3) => listeningGradient(model, inputs, { heard, slopes, step });
const size = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

Deno.test("the set-up has silence, a memory that responds, and a network", () => {
  assert.deepEqual([inputs.sounding, memory.spreads.length], [[0, 2, 3, 4, 5], 1]);
  assert.ok(outputsOf(inputs)[4 * COLUMNS - 1] > 0.01, "familiarity at step 3");
  assert.ok(inputs.network.length > 0 && inputs.descriptors.length > 0);
});

Deno.test("the time-scales' gradients sum to that of finite differences, through memory, windows and silence", () => {
  const slopes = drawSlopes(seededRandom(7)), gradient = gradientOf(slopes);
  const f = (at: EarInputs) => outputsOf(at).reduce((sum, value, i) => sum + slopes[i] * value, 0);
  for (const part of ["descriptors", "network"] as const) {
    const all = gradient.song[part].map((_, i) =>
      TIME_SCALES.reduce((sum, scale) => sum + gradient[scale][part][i], 0)
    );
    // Activations are f32: steps must be large, where the sigmoid's third derivative costs a part in ten thousand.
    const [h, tolerance] = part === "network" ? [0.05, 2e-3] : [1e-4, 1e-6], random = seededRandom(8);
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

Deno.test("each way to the map has its time-scale", () => {
  const random = seededRandom(9), units = trained.listener.ear.dbn!.layers.at(-1)!.hidden;
  const isUnit = (column: number) => column >= 4 && column < 4 + units;
  const ways: [scale: string, on: (column: number, t: number) => boolean][] = [
    ["song", (column) => column < 2],
    ["window", (column, t) => !isUnit(column) && column >= 2 && t === 3],
    ["step", (column, t) => isUnit(column) && t === 3],
    ["neighbours", (column, t) => column >= 2 && t !== 3],
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
  step.network.forEach((slope, i) => assert.ok(slope === 0 || Math.floor(i / width) === 3));
  for (const t of [1, 6]) assert.equal(size(song.network.subarray(t * width, (t + 1) * width)), 0);
  assert.ok(size(song.network.subarray(0, width)) > 0);
});
