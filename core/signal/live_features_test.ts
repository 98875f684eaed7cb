import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { openAnalysisAudio } from "../../audio/analysis.ts";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { seededRandom } from "../random.ts";
import { ANALYSIS_RATE } from "./frames.ts";
import { LEAST_SAMPLES, LiveFeatures, LOOK_AHEAD_SAMPLES } from "./live_features.ts";
import { DESCRIPTOR_NAMES, stepFeatures } from "./step_features.ts";

const kernels = await createWasmKernels();
const CLIP = fileURLToPath(new URL("../../data/demo/awakening.mp3", import.meta.url));
const WIDTH = DESCRIPTOR_NAMES.length;

/** Chords that swell and change, over noise. */
function music(seconds: number): Float32Array {
  const random = seededRandom(4);
  return Float32Array.from({ length: Math.round(seconds * ANALYSIS_RATE) }, (_, n) => {
    const t = n / ANALYSIS_RATE, root = 220 * 2 ** ((Math.floor(t / 0.7) * 5 % 12) / 12);
    const swell = 0.2 * Math.sin(Math.PI * (t % 0.7) / 0.7) * (1 + 0.9 * Math.sin(t));
    return 0.01 * random.normal() +
      swell * (Math.sin(6.2832 * root * t) + Math.sin(6.2832 * 1.26 * root * t) + Math.sin(6.2832 * 1.5 * root * t));
  });
}

function pushed(samples: Float32Array, block = 777): LiveFeatures {
  const live = new LiveFeatures(kernels);
  for (let at = 0; at < samples.length; at += block) live.push(samples.subarray(at, at + block));
  return live;
}

/** Root mean square difference of two rows, in units of how much the batch's columns vary over its steps. */
function strangeness(row: Float32Array, batch: Float32Array, step: number): number {
  const width = row.length, steps = batch.length / width;
  let sum = 0;
  for (let i = 0; i < width; i++) {
    let mean = 0, square = 0;
    for (let t = 0; t < steps; t++) {
      mean += batch[t * width + i] / steps;
      square += batch[t * width + i] ** 2 / steps;
    }
    sum += (row[i] - batch[step * width + i]) ** 2 / Math.max(1e-2, square - mean * mean) / width;
  }
  return Math.sqrt(sum);
}

Deno.test("a first step is the batch's: both grids begin with the song", () => {
  const samples = music(3), live = pushed(samples.subarray(0, ANALYSIS_RATE + LOOK_AHEAD_SAMPLES));
  const batch = stepFeatures(samples, kernels), { descriptors, spectra, steps } = live.step(0);
  assert.equal(steps, 1);
  assert.deepEqual(descriptors, batch.descriptors.slice(0, WIDTH));
  assert.deepEqual(spectra, batch.spectra.slice(0, spectra.length));
});

/** The first seconds of a demo clip. */
async function clip(seconds: number): Promise<Float32Array> {
  const samples = new Float32Array(seconds * ANALYSIS_RATE);
  let filled = 0;
  for await (const chunk of await openAnalysisAudio(CLIP, kernels)) {
    const part = chunk.subarray(0, samples.length - filled);
    samples.set(part, filled);
    filled += part.length;
  }
  assert.equal(filled, samples.length);
  return samples;
}

Deno.test("steps are the batch's but for where frames begin, and a last second knows no more than its past", async () => {
  const samples = await clip(24), batch = stepFeatures(samples, kernels), live = new LiveFeatures(kernels);
  for (let step = 0; step < 23; step++) {
    live.push(samples.subarray(step * ANALYSIS_RATE, (step + 1) * ANALYSIS_RATE));
    const now = live.lastSecond()!;
    const after = pushed(samples.subarray(0, (step + 1) * ANALYSIS_RATE + LOOK_AHEAD_SAMPLES)).step(step);
    // Measured: at most 0.32 and 0.35; steps of random times are 1.4 apart.
    assert.ok(strangeness(after.descriptors, batch.descriptors, step) < 0.45);
    assert.ok(strangeness(now.descriptors, batch.descriptors, step) < 0.55);
    assert.ok(strangeness(after.spectra, batch.spectra, step) < 0.45);
    assert.ok(strangeness(now.spectra, batch.spectra, step) < 0.55);
  }
});

Deno.test("the same samples give the same features however they are cut", () => {
  const samples = music(21);
  assert.deepEqual(pushed(samples, 1).lastSecond(), pushed(samples, 128).lastSecond());
  assert.deepEqual(pushed(samples, samples.length).lastSecond(), pushed(samples, 5000).lastSecond());
});

Deno.test("too little is no second, and little is heard as far as it goes", () => {
  assert.equal(pushed(music(1).subarray(0, LEAST_SAMPLES - 1)).lastSecond(), null);
  const early = pushed(music(1).subarray(0, LEAST_SAMPLES)).lastSecond()!;
  assert.ok([...early.descriptors, ...early.spectra].every(Number.isFinite));
  const silence = pushed(new Float32Array(3 * ANALYSIS_RATE)).lastSecond()!;
  assert.ok([...silence.descriptors, ...silence.spectra].every(Number.isFinite));
});

Deno.test("a step that is not over, or forgotten, is refused", () => {
  const live = pushed(new Float32Array(30 * ANALYSIS_RATE));
  for (const step of [29, 30, 27, -1, 0.5]) {
    assert.throws(() => live.step(step), {
      name: "RangeError",
      message:
        `Cannot hear a step: it must have ended within the last second, current value is step ${step} after 30.00 s`,
    });
  }
  live.step(28);
});
