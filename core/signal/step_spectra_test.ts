import assert from "node:assert/strict";
import fc from "fast-check";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { seededRandom } from "../random.ts";
import { binCount, hannWindow } from "./frames.ts";
import { stepFeatures } from "./step_features.ts";
import { spectrumRowInto, type StepSpectra } from "./step_spectra.ts";
import {
  checkSpectrumSpec,
  SEED_SPECTRUM,
  spectrumColumns,
  type StepFrameSpec,
  type StepSpectrumSpec,
} from "./step_spectrum_spec.ts";

const RATE = 22050, kernels = await createWasmKernels();

/** Noise that swells and falls, so that no step is like another. */
function sound(seconds: number): Float32Array {
  const random = seededRandom(2);
  return Float32Array.from(
    { length: Math.round(seconds * RATE) },
    (_, n) => (0.2 + 0.19 * Math.sin(n / 5000)) * random.normal(),
  );
}

/** Magnitudes of every frame of each step, by the reference kernels' plain transform. */
function framesOfSteps(samples: Float32Array, { frameSamples, hopSamples }: StepFrameSpec): Float32Array[][] {
  const window = hannWindow(frameSamples), bins = frameSamples / 2 + 1, steps: Float32Array[][] = [];
  for (let f = 0; f * hopSamples < samples.length; f++) {
    const frame = new Float32Array(frameSamples), start = f * hopSamples - frameSamples / 2;
    for (let i = 0; i < frameSamples; i++) frame[i] = samples[start + i] ?? 0;
    const power = new Float32Array(bins);
    kernels.powerSpectraInto(frame, { frameSamples, hopSamples, window }, power);
    (steps[Math.floor(f * hopSamples / RATE)] ??= []).push(power.map(Math.sqrt));
  }
  return steps;
}

const BOTH: StepSpectrumSpec = {
  ...SEED_SPECTRUM,
  frameSamples: 1024,
  hopSamples: 441, // 50 frames in every step: all count the same
  statistics: "mean+deviation",
  scalesSeconds: [1, 2, 4],
};

function row(spectra: StepSpectra, step: number, spec: StepSpectrumSpec, level = 0): Float32Array {
  const out = new Float32Array(spectrumColumns(spec));
  spectrumRowInto(spectra, step, { spec, level }, out, 0);
  return out;
}

Deno.test("means and deviations over a window are those of all its frames", () => {
  const samples = sound(5), features = stepFeatures(samples, kernels, BOTH), frames = framesOfSteps(samples, BOTH);
  const bins = binCount(BOTH);
  for (let step = 0; step < 5; step++) {
    const heard = row(features, step, BOTH);
    BOTH.scalesSeconds.forEach((seconds, s) => {
      const own = frames.slice(Math.max(0, step - seconds + 1), step + 1).flat();
      assert.equal(own.length, 50 * Math.min(seconds, step + 1));
      for (let bin = 0; bin < bins; bin += 37) {
        const mean = own.reduce((sum, m) => sum + m[bin], 0) / own.length;
        const deviation = Math.sqrt(own.reduce((sum, m) => sum + (m[bin] - mean) ** 2, 0) / own.length);
        // The floor adds a thousandth of the mean over the bins, of noise as much as of any bin.
        const near = (actual: number, value: number, what: string) =>
          assert.ok(Math.abs(actual - Math.log(value)) < 0.01, `${what} of step ${step}, ${seconds} s, bin ${bin}`);
        near(heard[2 * s * bins + bin], mean, "mean");
        near(heard[(2 * s + 1) * bins + bin], deviation, "deviation");
      }
    });
  }
});

Deno.test("the seed's specification gives the log means themselves, less the level", () => {
  const { spectra } = stepFeatures(sound(2), kernels);
  assert.deepEqual(row({ spectra }, 1, SEED_SPECTRUM), spectra.slice(257));
  row({ spectra }, 1, SEED_SPECTRUM, -3).forEach((value, i) => assert.equal(value, Math.fround(spectra[257 + i] + 3)));
});

Deno.test("power compression is the power of the magnitude relative to the level, and 1 at the level", () => {
  const features = stepFeatures(sound(3), kernels, BOTH);
  const log = row(features, 2, BOTH, -4);
  const power = row(features, 2, { ...BOTH, compression: { kind: "power", exponent: 0.25 } }, -4);
  power.forEach((value, i) => assert.ok(Math.abs(value / Math.exp(0.25 * log[i]) - 1) < 1e-6)); // f32
});

Deno.test("257, 513 and 1,025 bins: a sine lies in its bin of each, and what is steady has no deviation", () => {
  for (const frameSamples of [512, 1024, 2048]) {
    const spec: StepSpectrumSpec = { ...BOTH, frameSamples, hopSamples: frameSamples / 2, scalesSeconds: [1] };
    const bin = frameSamples / 16, bins = binCount(spec); // RATE / 16 Hz: 16 samples a period
    const tone = Float32Array.from({ length: 3 * RATE }, (_, n) => 0.25 * Math.sin(2 * Math.PI * n / 16));
    const heard = row(stepFeatures(tone, kernels, spec), 1, spec);
    assert.equal(heard.length, 2 * bins);
    assert.ok(Math.abs(heard[bin] - Math.log(0.25)) < 1e-3);
    assert.ok(heard[bins + bin] < Math.log(0.25) - 6, "a thousandth is the floor");
  }
});

Deno.test("a step hears nothing that comes after it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 8 }), (scale, step) => {
      const spec: StepSpectrumSpec = { ...SEED_SPECTRUM, scalesSeconds: [1, scale] }, random = seededRandom(scale);
      const spectra = Float32Array.from({ length: 9 * 257 }, () => random.normal()), changed = spectra.slice();
      changed.fill(7, (step + 1) * 257);
      assert.deepEqual(row({ spectra: changed }, step, spec), row({ spectra }, step, spec));
      const forgotten = spectra.slice().fill(3, 0, Math.max(0, step - scale + 1) * 257);
      assert.deepEqual(row({ spectra: forgotten }, step, spec), row({ spectra }, step, spec));
    }),
    { seed: 1 },
  );
});

Deno.test("silence is finite on every scale", () => {
  const spec: StepSpectrumSpec = { ...BOTH, compression: { kind: "power", exponent: 0.3 } };
  for (const length of [1, 300, RATE, 3 * RATE]) {
    const features = stepFeatures(new Float32Array(length), kernels, spec);
    for (let t = 0; t < features.steps; t++) {
      for (const one of [spec, { ...spec, compression: { kind: "log" } as const }]) {
        assert.ok(row(features, t, one, -20).every(Number.isFinite));
      }
    }
  }
});

Deno.test("features without deviations are refused where deviations are asked for", () => {
  const { spectra } = stepFeatures(sound(1), kernels);
  assert.throws(
    () => row({ spectra }, 0, { ...SEED_SPECTRUM, statistics: "mean+deviation" }),
    new TypeError(
      "Cannot make spectra: the features must hold a deviation for each magnitude, current value is 0 of 257 " +
        "(were they made for other statistics?)",
    ),
  );
});

Deno.test("a specification that can not be is refused with the field", () => {
  const refusals: [Partial<Record<keyof StepSpectrumSpec, unknown>>, string][] = [
    [{ frameSamples: 500 }, "frameSamples must be one of 512, 1024, 2048, current value is 500"],
    [{ hopSamples: 0 }, "hopSamples must be an integer in 32 … 512, current value is 0"],
    [{ hopSamples: 31 }, "hopSamples must be an integer in 32 … 512, current value is 31"],
    [{ compression: { kind: "cube" } }, 'compression.kind must be log or power, current value is "cube"'],
    [
      { compression: { kind: "power", exponent: 0 } },
      "compression.exponent must be in 0 … 1, and not 0, current value is 0",
    ],
    [{ statistics: "median" }, 'statistics must be mean or mean+deviation, current value is "median"'],
    [
      { compression: { kind: "power", exponent: "0.5" } },
      'compression.exponent must be in 0 … 1, and not 0, current value is "0.5"',
    ],
    ...[[1, 0.5], [], [4, 4], [599, 2], [3600], Array.from({ length: 17 }, (_, i) => i + 1)].map((scalesSeconds) =>
      [
        { scalesSeconds },
        "scalesSeconds must be 1 … 16 different positive integers, together at most 600, " +
        `current value is ${JSON.stringify(scalesSeconds)}`,
      ] as [{ scalesSeconds: number[] }, string]
    ),
    [{ relativeTo: "now" }, 'relativeTo must be song or past, current value is "now"'],
  ];
  for (const [change, what] of refusals) {
    const spec = { ...SEED_SPECTRUM, ...change } as StepSpectrumSpec;
    assert.throws(() => checkSpectrumSpec(spec), new RangeError(`Cannot make spectra: ${what}`));
  }
  checkSpectrumSpec(SEED_SPECTRUM);
  checkSpectrumSpec(BOTH);
});
