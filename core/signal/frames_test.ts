import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import {
  ANALYSIS_RATE,
  binCount,
  binToHz,
  createSpectrumStream,
  type FrameSpec,
  hannWindow,
  hzToBin,
} from "./frames.ts";

/** Every spectrum of a signal, frame after frame, with the signal cut into pieces of the given sizes. */
function spectra(samples: Float32Array, spec: FrameSpec, cuts: readonly number[] = []): number[][] {
  const frames: number[][] = [], bins = binCount(spec);
  const stream = createSpectrumStream(spec, kernels, (power, count, firstFrame) => {
    assert.equal(firstFrame, frames.length, "frames come in order, each once");
    for (let f = 0; f < count; f++) frames.push(Array.from(power.subarray(f * bins, (f + 1) * bins)));
  });
  let at = 0;
  for (const cut of cuts) stream.push(samples.subarray(at, at = Math.min(samples.length, at + cut)));
  stream.push(samples.subarray(at));
  stream.finish();
  return frames;
}

function noise(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

const specs = fc.record({ bits: fc.integer({ min: 4, max: 6 }), hop: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ bits, hop }) => ({ frameSamples: 2 ** bits, hopSamples: 1 + Math.floor(hop * (2 ** bits - 1)) }));

Deno.test("the same frames come out however the samples are cut", () => {
  fc.assert(
    fc.property(
      specs,
      fc.nat({ max: 5000 }),
      fc.array(fc.nat({ max: 2500 }), { maxLength: 8 }),
      (spec, length, cuts) => assert.deepEqual(spectra(noise(length, 3), spec, cuts), spectra(noise(length, 3), spec)),
    ),
    { seed: 4, numRuns: 20 },
  );
});

Deno.test("frame f is the windowed transform of the samples about f · hop, and ceil(N / hop) frames are made", () => {
  fc.assert(
    fc.property(specs, fc.nat({ max: 3000 }), (spec, length) => {
      const { frameSamples, hopSamples } = spec, samples = noise(length, 5), window = hannWindow(frameSamples);
      const frames = spectra(samples, spec);
      assert.equal(frames.length, Math.ceil(length / hopSamples));
      const padded = new Float32Array(length + 2 * frameSamples);
      padded.set(samples, frameSamples / 2);
      const expected = new Float32Array(binCount(spec));
      frames.forEach((frame, f) => {
        kernels.powerSpectraInto(padded.subarray(f * hopSamples), { ...spec, window }, expected);
        assert.deepEqual(frame, Array.from(expected));
      });
    }),
    { seed: 6, numRuns: 20 },
  );
});

Deno.test("an impulse is loudest in the frame that is centred on it", () => {
  const spec = { frameSamples: 64, hopSamples: 16 };
  for (const frame of [0, 1, 5, 31, 32, 33, 99]) {
    const samples = new Float32Array(1600);
    samples[frame * spec.hopSamples] = 1;
    const energies = spectra(samples, spec).map((power) => power.reduce((sum, p) => sum + p, 0));
    assert.equal(energies.indexOf(Math.max(...energies)), frame);
  }
});

Deno.test("a full-scale sine of an exact bin has magnitude 1 in its bin and ½ beside it", () => {
  const spec = { frameSamples: 512, hopSamples: 256 }, bin = 20;
  const hz = binToHz(bin, spec);
  const samples = Float32Array.from({ length: 4096 }, (_, n) => Math.sin(2 * Math.PI * hz * n / ANALYSIS_RATE + 0.4));
  const magnitudes = spectra(samples, spec)[8].map(Math.sqrt);
  // Samples and window are f32.
  assert.ok(Math.abs(magnitudes[bin] - 1) < 1e-6);
  assert.ok(Math.abs(magnitudes[bin - 1] - 0.5) < 1e-6 && Math.abs(magnitudes[bin + 1] - 0.5) < 1e-6);
  assert.ok(magnitudes.every((m, k) => Math.abs(k - bin) <= 1 || m < 1e-6));
});

Deno.test("bins lie evenly from 0 Hz to half the rate, and frequencies lead back to them", () => {
  const spec = { frameSamples: 512, hopSamples: 512 };
  assert.deepEqual([0, 1, 256].map((bin) => binToHz(bin, spec)), [0, ANALYSIS_RATE / 512, ANALYSIS_RATE / 2]);
  assert.equal(hzToBin(ANALYSIS_RATE / 1024, spec), 0.5);
  for (let bin = 0; bin <= 256; bin++) assert.ok(Math.abs(hzToBin(binToHz(bin, spec), spec) - bin) < 1e-12);
});

Deno.test("the window is periodic: it starts at 0, peaks in the middle, and its shifts by half a frame sum to a constant", () => {
  const window = hannWindow(64);
  assert.equal(window[0], 0);
  assert.equal(Math.max(...window), window[32]);
  for (let n = 0; n < 32; n++) assert.ok(Math.abs(window[n] + window[n + 32] - 4 / 64) < 1e-8);
});

Deno.test("no samples give no frames; one sample gives one", () => {
  const spec = { frameSamples: 16, hopSamples: 16 };
  assert.equal(spectra(new Float32Array(0), spec).length, 0);
  assert.equal(spectra(Float32Array.of(1), spec).length, 1);
});

Deno.test("a hop that can not be is refused", () => {
  const start = (hopSamples: number) => () => createSpectrumStream({ frameSamples: 64, hopSamples }, kernels, () => {});
  const message = "Cannot frame audio: hopSamples must be an integer in 1 … 64, current value is ";
  assert.throws(start(0.01), new RangeError(`${message}0.01 (is this in seconds?)`));
  assert.throws(start(65), new RangeError(`${message}65`));
  assert.throws(start(0), new RangeError(`${message}0`));
  assert.throws(start(NaN), new RangeError(`${message}NaN`));
});
