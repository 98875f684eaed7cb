import assert from "node:assert/strict";
import fc from "fast-check";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { referenceKernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { midiToHz } from "../units.ts";
import { ANALYSIS_RATE as RATE, binToHz } from "./frames.ts";
import {
  CEPSTRUM_LEVEL_GAIN,
  createStepFeatureStream,
  DESCRIPTOR_NAMES,
  SPECTRUM_FRAMES,
  type StepFeatures,
  stepFeatures,
} from "./step_features.ts";

const kernels = await createWasmKernels();
const WIDTH = DESCRIPTOR_NAMES.length, BINS = 257;

const signal = (seconds: number, sample: (time: number, n: number) => number) =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, (_, n) => sample(n / RATE, n));
const tone = (hz: number, amplitude = 0.5) => (time: number) => amplitude * Math.sin(2 * Math.PI * hz * time);

function noise(seconds: number, amplitude: number, seed = 1): Float32Array {
  const random = seededRandom(seed);
  return signal(seconds, () => amplitude * random.normal());
}

function descriptor({ descriptors }: StepFeatures, step: number, name: string): number {
  const column = DESCRIPTOR_NAMES.indexOf(name);
  assert.notEqual(column, -1, name);
  return descriptors[step * WIDTH + column];
}

Deno.test("names are unique, and there is one value a name and a step", () => {
  assert.equal(new Set(DESCRIPTOR_NAMES).size, WIDTH);
  const { steps, spectra, descriptors } = stepFeatures(noise(2.5, 0.1), kernels);
  assert.deepEqual([steps, spectra.length, descriptors.length], [3, 3 * BINS, 3 * WIDTH]);
});

Deno.test("there are ceil(duration) steps and every value is finite, whatever the signal", () => {
  const shapes: Record<string, (time: number, n: number) => number> = {
    silence: () => 0,
    DC: () => 0.7,
    "full-scale square": (time) => Math.sin(2 * Math.PI * 100 * time) < 0 ? -1 : 1,
    "beyond full scale": tone(300, 1e4),
    "below every floor": tone(300, 1e-9),
    "denormal": tone(300, 1e-40),
    "Nyquist": (_, n) => n % 2 === 0 ? 1 : -1,
    "a click": (_, n) => n === 0 ? 1 : 0,
    "silence, then sound": (time) => time < 0.5 ? 0 : tone(440)(time),
  };
  const lengths = [0, 1, 2, 511, 512, 513, 1024, RATE - 1, RATE, RATE + 1, RATE + 600, 2 * RATE, 2 * RATE + 1];
  for (const [name, sample] of Object.entries(shapes)) {
    for (const length of lengths) {
      const samples = signal(length / RATE, sample), { steps, spectra, descriptors } = stepFeatures(samples, kernels);
      assert.equal(steps, Math.ceil(length / RATE), `${length} samples of ${name}`);
      assert.deepEqual([spectra.length, descriptors.length], [steps * BINS, steps * WIDTH]);
      assert.ok([...spectra, ...descriptors].every(Number.isFinite), `${length} samples of ${name}`);
    }
  }
});

Deno.test("features do not depend on how the samples are cut", () => {
  const samples = noise(3.3, 0.2), whole = stepFeatures(samples, kernels);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40000 }), { maxLength: 6 }), (cuts) => {
      const stream = createStepFeatureStream(kernels);
      let at = 0;
      for (const cut of cuts) stream.push(samples.subarray(at, at = Math.min(samples.length, at + cut)));
      stream.push(samples.subarray(at));
      assert.deepEqual(stream.finish(), whole);
    }),
    { seed: 1, numRuns: 8 },
  );
});

Deno.test("the kernels agree with the plain reference", () => {
  const samples = noise(1.2, 0.1, 3), fast = stepFeatures(samples, kernels);
  const plain = stepFeatures(samples, referenceKernels);
  // f32 transforms against f64: 2e-7 of a spectrum's largest bin, and levels of some hundred dB kept in f32.
  const far = (a: Float32Array, b: Float32Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));
  assert.ok(far(fast.spectra, plain.spectra) < 1e-5);
  assert.ok(far(fast.descriptors, plain.descriptors) < 1e-3);
});

Deno.test("a step hears what sounds in it: spectra follow a burst of sound second by second", () => {
  for (const second of [0, 1, 2, 3]) {
    // Sound well inside the step: frames are centred, and the longest reach 0.19 s to each side.
    const samples = signal(4, (time) => time > second + 0.25 && time < second + 0.75 ? tone(1000)(time) : 0);
    const features = stepFeatures(samples, kernels);
    const bin = Math.round(1000 / binToHz(1, SPECTRUM_FRAMES));
    for (let step = 0; step < 4; step++) {
      const [level, spectrum] = [descriptor(features, step, "level"), features.spectra[step * BINS + bin]];
      const pitch = descriptor(features, step, "pitch");
      if (step === second) assert.ok(level > -70 && spectrum > -3 && pitch > 80 && pitch < 84);
      else assert.ok(level === -100 && spectrum < -11.5 && pitch === 0, `step ${step}, sound in ${second}`);
    }
  }
});

Deno.test("a sine of amplitude a has log magnitude log a in its bin", () => {
  const bin = 30, features = stepFeatures(signal(3, tone(binToHz(bin, SPECTRUM_FRAMES), 0.25)), kernels);
  // Of the 43 frames of the middle second none is cut.
  assert.ok(Math.abs(features.spectra[BINS + bin] - Math.log(0.25)) < 1e-5);
});

Deno.test("level follows K-weighted gain in dB; a last step too short for a frame repeats the one before", () => {
  const loud = stepFeatures(noise(2, 0.1), kernels), quiet = stepFeatures(noise(2, 0.01), kernels);
  assert.ok(Math.abs(descriptor(loud, 0, "level") - descriptor(quiet, 0, "level") - 20) < 1e-4);
  const rise = descriptor(loud, 0, "cepstrum.0") - descriptor(quiet, 0, "cepstrum.0");
  assert.ok(Math.abs(rise - 20 * CEPSTRUM_LEVEL_GAIN) < 1e-3);
  const { spectra, steps } = stepFeatures(noise(1 + 40 / RATE, 0.1), kernels);
  assert.equal(steps, 2);
  assert.deepEqual(spectra.subarray(BINS), spectra.subarray(0, BINS));
});

Deno.test("what does not change within a step has no deviation there", () => {
  // 20 periods a hop: every frame of the middle second is the same.
  const steady = stepFeatures(signal(3, tone(20 * RATE / 1024)), kernels);
  // The root of the rounding of squares up to 1e5 in f64, of frames in f32.
  for (let k = 0; k < 20; k++) assert.ok(descriptor(steady, 1, `cepstrumDeviation.${k}`) < 0.01);
  assert.ok(descriptor(steady, 1, "levelRange") < 1e-3);
});

Deno.test("white noise has a flat cepstrum and no pitch; a chord has its template", () => {
  const white = stepFeatures(noise(4, 0.1), kernels);
  for (let k = 1; k < 20; k++) {
    // 22 frames a step, half overlapping: 5.6 dB of a bin's level over √15 bins of a band and √15 frames leave about 0.5 dB.
    assert.ok(Math.abs(descriptor(white, 2, `cepstrum.${k}`)) < 2.5, `cepstrum.${k}`);
  }
  assert.ok(descriptor(white, 2, "flatness") > -0.05 && descriptor(white, 2, "flatness") <= 0);

  const chord = (...notes: number[]) => (time: number) =>
    notes.reduce((sum, note) => sum + tone(midiToHz(note), 0.2)(time), 0);
  const major = stepFeatures(signal(2, chord(60, 64, 67)), kernels);
  const minor = stepFeatures(signal(2, chord(57, 60, 64)), kernels);
  assert.ok(descriptor(major, 1, "chord.major.1s") > 0.95 && descriptor(major, 1, "chordMode.1s") > 0.2);
  assert.ok(descriptor(minor, 1, "chord.minor.1s") > 0.95 && descriptor(minor, 1, "chordMode.1s") < -0.2);
  assert.ok(descriptor(major, 1, "mode.1s") > 0 && descriptor(minor, 1, "mode.1s") < 0);
  const octave = stepFeatures(signal(2, chord(72, 76, 79)), kernels);
  assert.ok(Math.abs(descriptor(octave, 1, "pitch") - descriptor(major, 1, "pitch") - 12) < 0.5);
});

Deno.test("harmony is heard over the last 1, 4 and 16 seconds", () => {
  // C for four seconds, then F sharp: only where both lie in the window are there tritones (½ of all, less what leaks).
  const features = stepFeatures(signal(8, (time) => tone(midiToHz(time < 4 ? 60 : 66))(time)), kernels);
  const tritones = (step: number, seconds: number) => descriptor(features, step, `interval.6.${seconds}s`);
  assert.ok(tritones(5, 4) > 0.2 && tritones(2, 4) < 0.02 && tritones(7, 4) < 0.02);
  assert.ok(tritones(5, 1) < 0.02 && tritones(7, 16) > 0.2);
});

Deno.test("a click track has its tempo and onset rate", () => {
  const random = seededRandom(4);
  const clicks = signal(10, (time) => (time % 0.5 < 0.03 ? 0.5 : 0.001) * random.normal());
  const features = stepFeatures(clicks, kernels);
  assert.ok(Math.abs(descriptor(features, 9, "tempo")) < 0.15, "120 beats a minute, to a frame");
  const rates = Array.from({ length: 8 }, (_, i) => descriptor(features, i + 1, "onsetRate"));
  assert.ok(Math.abs(rates.reduce((a, b) => a + b) / 8 - 2) < 0.3, rates.join(" "));
});

Deno.test("a caller may ask for the file's own number of steps", () => {
  const stream = createStepFeatureStream(kernels);
  stream.push(noise(1, 0.1));
  const { steps, spectra, descriptors } = stream.finish(2);
  assert.equal(steps, 2);
  assert.deepEqual(spectra.subarray(BINS), spectra.subarray(0, BINS));
  assert.ok(descriptors.every(Number.isFinite));
});
