/** An ear relative to the past: it knows of a piece what has been heard so far. */
import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import type { Dbn } from "../dbn/dbn.ts";
import { seededRandom } from "../random.ts";
import { DESCRIPTOR_NAMES, type StepFeatures, stepFeatures } from "../signal/step_features.ts";
import { SEED_SPECTRUM, spectrumColumns, type StepSpectrumSpec } from "../signal/step_spectrum_spec.ts";
import { type Ear, hear, predictSteps, spectrumScale } from "./hearing.ts";
import type { RidgeModel } from "../regression/ridge.ts";

const RATE = 22050, kernels = await createWasmKernels();
const spectrum: StepSpectrumSpec = {
  ...SEED_SPECTRUM,
  statistics: "mean+deviation",
  scalesSeconds: [1, 2, 4],
  relativeTo: "past",
};

/** Noise that swells, with two silent seconds in the middle. */
function sound(seconds: number, seed = 1): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: seconds * RATE }, (_, n) => {
    const time = n / RATE;
    return time >= 4 && time < 6 ? 0 : (0.1 + 0.09 * Math.sin(time)) * random.normal();
  });
}

function earOf(features: StepFeatures): Ear {
  const random = seededRandom(5), visible = spectrumColumns(spectrum);
  const numbers = (length: number) => Float32Array.from({ length }, () => 0.05 * random.normal());
  const dbn: Dbn = {
    layers: [
      { visible, hidden: 5, weights: numbers(5 * visible), bias: numbers(5) },
      { visible: 5, hidden: 3, weights: numbers(15), bias: numbers(3) },
    ],
    head: { outputs: 2, weights: numbers(6), bias: numbers(2) },
  };
  const hearing = { descriptors: true, network: "trained" as const, spectrum };
  return { hearing, scale: spectrumScale([features], spectrum), dbn };
}

const features = stepFeatures(sound(9), kernels, spectrum),
  ear = earOf(features),
  WIDTH = DESCRIPTOR_NAMES.length,
  BINS = 257;

/** The first steps of a piece. */
function beginning({ spectra, deviations, descriptors }: StepFeatures, steps: number): StepFeatures {
  return {
    steps,
    spectra: spectra.slice(0, steps * BINS),
    deviations: deviations!.slice(0, steps * BINS),
    descriptors: descriptors.slice(0, steps * WIDTH),
  };
}

Deno.test("a step is heard as if the piece ended there", () => {
  const whole = hear(ear, features, kernels);
  for (let steps = 1; steps <= features.steps; steps++) {
    const { rows, width, activations, units } = hear(ear, beginning(features, steps), kernels), t = steps - 1;
    // A product of few rows may round its sums otherwise than one of many.
    rows.subarray(t * width).forEach((value, i) =>
      assert.ok(Math.abs(value - whole.rows[t * width + i]) < 1e-5, `${t} ${i}`)
    );
    activations.subarray(t * units).forEach((value, i) =>
      assert.ok(Math.abs(value - whole.activations[t * units + i]) < 1e-5)
    );
  }
});

Deno.test("silence is heard as the music before it", () => {
  const { rows, width } = hear(ear, features, kernels);
  const heard = Array.from({ length: features.steps }, (_, t) => rows.subarray(t * width, (t + 1) * width));
  // Of the silent seconds 4 and 5 both begin within the reach of a frame of sound; the middle of neither does.
  const sounding = heard.slice(0, 4);
  if (!heard[4].every((x, i) => x === heard[5][i])) sounding.push(heard[4]);
  heard[5].forEach((value, i) => {
    const mean = sounding.reduce((sum, row) => sum + row[i], 0) / sounding.length;
    assert.ok(Math.abs(value - mean) < 1e-9 * (1 + Math.abs(mean)));
  });
});

Deno.test("later audio changes no earlier row: of steps that end half the longest frame before it", () => {
  const samples = sound(9), changed = samples.slice(), other = sound(9, 8), from = 7 * RATE;
  changed.set(other.subarray(from), from);
  const [one, two] = [samples, changed].map((audio) => {
    const { rows, width } = hear(ear, stepFeatures(audio, kernels, spectrum), kernels);
    return (t: number) => rows.slice(t * width, (t + 1) * width);
  });
  for (let t = 0; t < 6; t++) assert.deepEqual(two(t), one(t), `step ${t}`);
  assert.notDeepEqual(two(7), one(7));
  assert.notDeepEqual(two(8), one(8));
  // An ear relative to the song does hear the end at the beginning.
  const song = { ...ear, hearing: { ...ear.hearing, spectrum: { ...spectrum, relativeTo: "song" as const } } };
  const [whole, else_] = [samples, changed].map((audio) => hear(song, stepFeatures(audio, kernels, spectrum), kernels));
  assert.notDeepEqual(else_.rows.subarray(0, whole.width), whole.rows.subarray(0, whole.width));
});

Deno.test("predictions relative to the past do not know the end either", () => {
  const random = seededRandom(3), { width } = hear(ear, features, kernels);
  const ridge = (): RidgeModel => ({
    inputs: width,
    outputs: 2,
    centre: new Float64Array(width),
    scale: new Float64Array(width).fill(1),
    weights: Float64Array.from({ length: 2 * width }, () => random.normal()),
    intercept: new Float64Array(2),
  });
  const regression = { songStrength: 1, stepStrength: 1, networkWeight: 1, stepWindowSeconds: 3 };
  const listener = { ear, regression, song: ridge(), step: ridge() };
  const part = beginning(features, 6);
  const [all, start] = [features, part].map((known) => predictSteps(listener, hear(ear, known, kernels)));
  assert.deepEqual(start, all.slice(0, 24));
});
