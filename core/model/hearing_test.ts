import assert from "node:assert/strict";
import fc from "fast-check";
import { createWasmKernels } from "../../kernels/wasm.ts";
import type { Dbn } from "../dbn/dbn.ts";
import { seededRandom } from "../random.ts";
import { DESCRIPTOR_NAMES, type StepFeatures, stepFeatures } from "../signal/step_features.ts";
import {
  columnWeights,
  type Ear,
  earInputs,
  earUnits,
  earWidth,
  hear,
  type Heard,
  heardColumns,
  levelFreeDescriptors,
  levelFreeSpectra,
  networkInputs,
  predictSteps,
  recentRows,
  requireRoom,
  songRow,
  soundingSteps,
  SPECTRUM_BINS,
  spectrumScale,
  stepRows,
} from "./hearing.ts";
import type { RidgeModel } from "../regression/ridge.ts";

const kernels = await createWasmKernels();
const WIDTH = DESCRIPTOR_NAMES.length, USUAL = heardColumns({ descriptors: true, network: "none" }).length;

/** Noise that swells, with a tone in it: no band of it is silent. */
function sound(seconds: number, gain: number, seed = 1): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: Math.round(seconds * 22050) }, (_, n) => {
    const time = n / 22050;
    return gain * ((0.05 + 0.04 * Math.sin(time)) * random.normal() + 0.2 * Math.sin(2 * Math.PI * 440 * time));
  });
}

/** Features of any numbers. */
function randomFeatures(steps: number, seed: number): StepFeatures {
  const random = seededRandom(seed);
  const numbers = (length: number) => Float32Array.from({ length }, () => 3 * random.normal() - 5);
  return { steps, spectra: numbers(steps * SPECTRUM_BINS), descriptors: numbers(steps * WIDTH) };
}

function smallDbn(seed: number): Dbn {
  const random = seededRandom(seed),
    numbers = (n: number) => Float32Array.from({ length: n }, () => 0.1 * random.normal());
  return {
    layers: [
      { visible: SPECTRUM_BINS, hidden: 4, weights: numbers(4 * SPECTRUM_BINS), bias: numbers(4) },
      { visible: 4, hidden: 3, weights: numbers(12), bias: numbers(3) },
    ],
    head: { outputs: 2, weights: numbers(6), bias: numbers(2) },
  };
}

const heard = (steps: number, width: number, rows: ArrayLike<number>): Heard => ({
  steps,
  width,
  rows: Float64Array.from(rows),
  units: 0,
  activations: new Float32Array(0),
});

const tables = fc.record({
  steps: fc.integer({ min: 1, max: 20 }),
  width: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(),
})
  .map(({ steps, width, seed }) => {
    const random = seededRandom(seed);
    return heard(steps, width, Array.from({ length: steps * width }, () => random.normal()));
  });

Deno.test("turning the volume up or down changes nothing that is heard", () => {
  const plain = stepFeatures(sound(4, 1), kernels);
  const [descriptors, spectra] = [levelFreeDescriptors(plain), levelFreeSpectra(plain)];
  for (const gain of [0.1, 0.5, 3, 20]) {
    const changed = stepFeatures(sound(4, gain), kernels);
    levelFreeSpectra(changed).forEach((value, i) => assert.ok(Math.abs(value - spectra[i]) < 1e-4));
    levelFreeDescriptors(changed).forEach((value, i) => {
      // What digital silence adds at a tenth of the volume; levels of some hundred dB are f32.
      assert.ok(Math.abs(value - descriptors[i]) < 5e-3, `${DESCRIPTOR_NAMES[i % WIDTH]} at gain ${gain}`);
    });
    assert.ok(
      Math.abs(changed.spectra[0] - plain.spectra[0] - Math.log(gain)) < 1e-4,
      "the features themselves follow",
    );
  }
});

Deno.test("so it is for pure tones, whose upper bands are empty", () => {
  const tones = (gain: number) =>
    Float32Array.from(
      { length: 4 * 22050 },
      (_, n) => gain * 0.3 * Math.sin(2 * Math.PI * 330 * n / 22050 * (1 + n / 1e6)),
    );
  const plain = stepFeatures(tones(1), kernels), quiet = stepFeatures(tones(0.1), kernels);
  const spectra = levelFreeSpectra(plain), descriptors = levelFreeDescriptors(plain);
  levelFreeSpectra(quiet).forEach((value, i) => assert.ok(Math.abs(value - spectra[i]) < 0.02));
  levelFreeDescriptors(quiet).forEach((value, i) => {
    // Under an absolute floor the first cepstral coefficient moved by a hundred.
    assert.ok(Math.abs(value - descriptors[i]) < 1, DESCRIPTOR_NAMES[i % WIDTH]);
  });
});

Deno.test("silence before and after a song does not change what is heard of it", () => {
  const song = sound(4, 1), padded = new Float32Array(song.length + 5 * 22050);
  padded.set(song, 2 * 22050);
  const [plain, long] = [song, padded].map((samples) => stepFeatures(samples, kernels));
  assert.deepEqual(soundingSteps(long), [2, 3, 4, 5]);
  assert.deepEqual(soundingSteps(plain), [0, 1, 2, 3]);
  const ear: Ear = {
    hearing: { descriptors: true, network: "trained" },
    scale: spectrumScale([plain, randomFeatures(20, 3)]),
    dbn: smallDbn(2),
  };
  const [short, whole] = [plain, long].map((features) => hear(ear, features, kernels));
  const row = songRow(whole), expected = songRow(short);
  DESCRIPTOR_NAMES.forEach((name, i) => {
    // Frames at the seams hear both; harmony and tempo listen back into the silence.
    if (name.startsWith("cepstrum.")) {
      assert.ok(Math.abs(row[i] - expected[i]) < 8, `${name}: ${row[i]} ${expected[i]}`);
    }
  });
  for (const t of [0, 1, 6, 7, 8]) {
    const silent = whole.rows.subarray(t * whole.width, (t + 1) * whole.width);
    silent.forEach((value, i) =>
      assert.ok(Math.abs(value - row[i]) < 1e-4 * (1 + Math.abs(row[i])), "as the song itself")
    );
    assert.deepEqual(whole.activations.subarray(3 * t, 3 * t + 3), whole.activations.subarray(0, 3));
  }
  const nothing = stepFeatures(new Float32Array(2 * 22050), kernels);
  assert.deepEqual(soundingSteps(nothing), [0, 1]);
});

Deno.test("only the level is taken: other descriptors stay, dynamics within the song stay", () => {
  const features = randomFeatures(3, 2),
    free = levelFreeDescriptors(features),
    level = DESCRIPTOR_NAMES.indexOf("level");
  const moved = new Set(DESCRIPTOR_NAMES.filter((_, i) => free[i] !== features.descriptors[i]));
  assert.equal(moved.size, 11, [...moved].join());
  for (const name of moved) assert.ok(/^(level|cepstrum\.0|valley\..*|loudness|loudnessGated)$/.test(name), name);
  const difference = (values: ArrayLike<number>) => values[level] - values[WIDTH + level];
  assert.ok(Math.abs(difference(free) - difference(features.descriptors)) < 1e-6);
  assert.ok(Math.abs([0, 1, 2].reduce((sum, t) => sum + free[t * WIDTH + level], 0)) < 1e-5, "mean 0 over the song");
});

Deno.test("network inputs are standard over the training steps, and cut at 5 deviations", () => {
  const pieces = [randomFeatures(30, 3), randomFeatures(5, 4)], scale = spectrumScale(pieces);
  const inputs = pieces.flatMap((piece) => Array.from(networkInputs(piece, scale)));
  for (const bin of [0, 100, 256]) {
    const values = inputs.filter((_, i) => i % SPECTRUM_BINS === bin), mean = values.reduce((a, b) => a + b) / 35;
    assert.ok(Math.abs(mean) < 1e-6);
    assert.ok(Math.abs(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 35 - 1) < 1e-5);
  }
  const odd = randomFeatures(2, 5);
  odd.spectra[7] = 1e6;
  const cut = networkInputs(odd, scale);
  assert.ok(cut[7] === 5 && cut.every((value) => Math.abs(value) <= 5));
  const still = { steps: 2, spectra: new Float32Array(2 * SPECTRUM_BINS).fill(-3), descriptors: new Float32Array(0) };
  assert.ok(networkInputs(still, spectrumScale([still])).every((value) => value === 0), "bins that never move");
});

Deno.test("layers that a recipe names are what the regressions and the CRF hear, in its order", () => {
  const features = randomFeatures(3, 6), scale = spectrumScale([features]), dbn = smallDbn(7);
  const all: Ear = { hearing: { descriptors: false, network: "trained" }, scale, dbn };
  const whole = hear({ ...all, hearing: { ...all.hearing, crfLayers: [1, 2] } }, features, kernels);
  assert.deepEqual([...whole.activations], [...whole.rows].map(Math.fround));
  const some: Ear = { ...all, hearing: { ...all.hearing, regressionLayers: [2], crfLayers: [2, 1] } };
  const { width, units, rows, activations } = hear(some, features, kernels);
  assert.deepEqual([width, units, earWidth(some), earUnits(some)], [3, 7, 3, 7]);
  for (let t = 0; t < 3; t++) {
    const row = [...whole.rows.subarray(7 * t, 7 * t + 7)];
    assert.deepEqual([...rows.subarray(3 * t, 3 * t + 3)], row.slice(4));
    assert.deepEqual([...activations.subarray(7 * t, 7 * t + 7)], [...row.slice(4), ...row.slice(0, 4)]);
  }
  const none = hear({ ...all, hearing: { ...all.hearing, crfLayers: [] } }, features, kernels);
  assert.deepEqual([none.units, none.activations.length], [0, 0]);
});

Deno.test("rows are descriptors, then every layer; activations are the top layer", () => {
  const features = randomFeatures(3, 6),
    ear: Ear = {
      hearing: { descriptors: true, network: "trained" },
      scale: spectrumScale([features]),
      dbn: smallDbn(7),
    };
  const both = hear(ear, features, kernels);
  assert.deepEqual([both.steps, both.width, both.units], [3, USUAL + 7, 3]);
  const descriptors = levelFreeDescriptors(features);
  for (let t = 0; t < 3; t++) {
    const row = both.rows.subarray(t * both.width, (t + 1) * both.width);
    assert.deepEqual(row.slice(0, USUAL), descriptors.slice(t * WIDTH, t * WIDTH + USUAL));
    assert.deepEqual([...row.slice(USUAL + 4)], [...both.activations.subarray(3 * t, 3 * t + 3)]);
  }
  const network = hear({ ...ear, hearing: { descriptors: false, network: "trained" } }, features, kernels);
  assert.deepEqual([network.width, network.units], [7, 3]);
  const neither = hear({ ...ear, dbn: null }, features, kernels);
  assert.deepEqual([neither.width, neither.units, neither.activations.length], [USUAL, 0, 0]);
  const regression = { songStrength: 1, stepStrength: 1, networkWeight: 0.3, stepWindowSeconds: 4 };
  assert.deepEqual([...columnWeights(ear, regression)], [...new Array(USUAL).fill(1), ...new Array(7).fill(0.3)]);
  assert.equal(columnWeights({ ...ear, dbn: null }, regression).length, USUAL);
});

Deno.test("an ear may hear some groups of descriptors and some layers", () => {
  const features = randomFeatures(3, 6), scale = spectrumScale([features]), dbn = smallDbn(7);
  const all = hear({ hearing: { descriptors: true, network: "trained" }, scale, dbn }, features, kernels);
  const some: Ear = {
    hearing: { descriptors: ["chroma", "shape"], network: "trained", regressionLayers: [1], crfLayers: [1] },
    scale,
    dbn,
  };
  const { width, units, rows, activations } = hear(some, features, kernels), free = levelFreeDescriptors(features);
  assert.deepEqual([width, units, earWidth(some)], [16 + 4, 4, 20]);
  for (let t = 0; t < 3; t++) {
    const row = rows.subarray(t * width, (t + 1) * width);
    const named = (name: string) => free[t * WIDTH + DESCRIPTOR_NAMES.indexOf(name)];
    assert.deepEqual([...row.subarray(0, 4)], ["centroid", "bandwidth", "rolloff", "flatness"].map(named));
    assert.deepEqual([row[4], row[15]], [named("chroma.C"), named("chroma.B")]);
    const layer = all.rows.subarray(t * all.width + USUAL, t * all.width + USUAL + 4);
    assert.deepEqual([...row.subarray(16)], [...layer]);
    assert.deepEqual([...activations.subarray(4 * t, 4 * t + 4)], [...layer]);
  }
});

Deno.test("recent rows are the means of the last steps, fewer at the start", () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 25 }), (one, window) => {
      const recent = recentRows(one, window), song = songRow(one), fromSong = stepRows(one, window);
      for (let t = 0; t < one.steps; t++) {
        const first = Math.max(0, t - window + 1);
        for (let i = 0; i < one.width; i++) {
          let sum = 0;
          for (let s = first; s <= t; s++) sum += one.rows[s * one.width + i];
          const at = t * one.width + i;
          assert.ok(Math.abs(recent[at] - sum / (t + 1 - first)) < 1e-12);
          assert.ok(Math.abs(fromSong[at] - (recent[at] - song[i])) < 1e-15);
        }
      }
      const last = recentRows(one, one.steps).subarray((one.steps - 1) * one.width);
      last.forEach((value, i) => assert.ok(Math.abs(value - song[i]) < 1e-12, "the whole song, heard to its end"));
    }),
    { seed: 8 },
  );
});

Deno.test("predictions: the song's two numbers at every step, then the step's own", () => {
  const ridge = (weights: number[], intercept: number[]): RidgeModel => ({
    inputs: 1,
    outputs: 2,
    centre: Float64Array.of(1),
    scale: Float64Array.of(2),
    weights: Float64Array.from(weights),
    intercept: Float64Array.from(intercept),
  });
  const listener = {
    ear: { hearing: { descriptors: true, network: "none" as const }, scale: spectrumScale([]), dbn: null },
    regression: { songStrength: 1, stepStrength: 1, networkWeight: 1, stepWindowSeconds: 1 },
    song: ridge([10, 0], [0, 7]),
    step: ridge([2, -2], [0, 0]),
  };
  // Song's mean 3: (3 - 1) / 2 · 10. Steps lie -2 and 2 from it: (-2 - 1) / 2 · 2 and (2 - 1) / 2 · 2.
  assert.deepEqual([...predictSteps(listener, heard(2, 1, [1, 5]))], [10, 7, -3, 3, 10, 7, 1, -1]);
});

Deno.test("no steps are heard as nothing", () => {
  const none = { steps: 0, spectra: new Float32Array(0), descriptors: new Float32Array(0) };
  const ear: Ear = {
    hearing: { descriptors: true, network: "trained" },
    scale: spectrumScale([randomFeatures(2, 9)]),
    dbn: smallDbn(1),
  };
  const nothing = hear(ear, none, kernels);
  assert.deepEqual([nothing.steps, nothing.rows.length, nothing.activations.length], [0, 0, 0]);
  assert.ok(songRow(nothing).every((value) => value === 0) && recentRows(nothing, 4).length === 0);
});

Deno.test("a piece that is too long for a wide model is refused before anything is made for it", () => {
  const layer = { visible: 1, hidden: 8192, weights: new Float32Array(0), bias: new Float32Array(0) };
  const head = { outputs: 2, weights: new Float32Array(0), bias: new Float32Array(0) };
  const ear: Ear = {
    hearing: { descriptors: false, network: "trained" },
    scale: spectrumScale([]),
    dbn: { layers: [layer], head },
  };
  const hours = { steps: 43_200, spectra: new Float32Array(0), descriptors: new Float32Array(0) };
  assert.throws(
    () => hear(ear, hours, kernels),
    new RangeError(
      "Cannot listen to the piece: its steps times the model's numbers a step must be at most 67108864, " +
        "current value is 43200 × 8192 (use a smaller model, or cut the piece)",
    ),
  );
  requireRoom(43_200, 1000);
});

Deno.test("a piece that is too long for a network that hears many scales is refused", () => {
  const layer = { visible: 32_800, hidden: 1, weights: new Float32Array(0), bias: new Float32Array(0) };
  const head = { outputs: 2, weights: new Float32Array(0), bias: new Float32Array(0) };
  const ear: Ear = {
    hearing: { descriptors: false, network: "trained" },
    scale: spectrumScale([]),
    dbn: { layers: [layer], head },
  };
  const hours = { steps: 4_100, spectra: new Float32Array(0), descriptors: new Float32Array(0) };
  assert.throws(
    () => earInputs(ear, hours),
    new RangeError(
      "Cannot listen to the piece: its steps times the model's numbers a step must be at most 67108864, " +
        "current value is 4100 × 16400 (use a smaller model, or cut the piece)",
    ),
  );
});
