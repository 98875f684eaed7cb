import assert from "node:assert/strict";
import fc from "fast-check";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { midiToHz } from "../units.ts";
import { CHROMA_NAMES, chromaInto, Tuning } from "./chroma.ts";
import { DESCRIPTOR_NAMES } from "./descriptors.ts";
import { binCount } from "./frames.ts";
import { stepFeatures } from "./step_features.ts";

const RATE = 22050, kernels = await createWasmKernels(), spec = { frameSamples: 8192, hopSamples: 4096 };

/** Chroma of the second of three seconds of sines. */
function chroma(notes: readonly number[], cents = 0): number[] {
  const samples = Float32Array.from(
    { length: 3 * RATE },
    (_, n) =>
      notes.reduce((sum, note) => sum + 0.2 * Math.sin(2 * Math.PI * midiToHz(note + cents / 100) * n / RATE), 0),
  );
  const { descriptors } = stepFeatures(samples, kernels), first = DESCRIPTOR_NAMES.indexOf(CHROMA_NAMES[0]);
  return Array.from(descriptors.subarray(DESCRIPTOR_NAMES.length + first, DESCRIPTOR_NAMES.length + first + 12));
}

Deno.test("the notes that sound have their classes, whatever their octave", () => {
  const triad = chroma([60, 64, 67, 72]);
  triad.forEach((value, i) => assert.ok([0, 4, 7].includes(i) ? value > 0.4 : value < 0.02, `${i}: ${value}`));
  assert.equal(Math.max(...triad), 1);
});

Deno.test("tuning changes nothing: an orchestra at 452 Hz or a tape at 430 Hz has the same chroma", () => {
  const tuned = chroma([57, 61, 64, 69]);
  fc.assert(
    fc.property(fc.integer({ min: -45, max: 45 }), (cents) => {
      chroma([57, 61, 64, 69], cents).forEach((value, i) => {
        // Sines lie elsewhere between the bins: the parabola places them to a hundredth of a bin.
        assert.ok(Math.abs(value - tuned[i]) < 0.05, `${cents} cents, ${CHROMA_NAMES[i]}: ${value} ${tuned[i]}`);
      });
    }),
    { seed: 1, numRuns: 12 },
  );
});

Deno.test("the tuning is that of the peaks so far, as an angle: 49 cents up and 49 down do not make 0", () => {
  const tuning = new Tuning();
  assert.equal(tuning.semitones, 0);
  tuning.hear([{ semitones: 60.2, power: 1 }, { semitones: 67.2, power: 4 }]);
  assert.ok(Math.abs(tuning.semitones - 0.2) < 1e-12);
  const torn = new Tuning();
  torn.hear([{ semitones: 60.49, power: 1 }, { semitones: 66.51, power: 1 }]);
  assert.ok(Math.abs(Math.abs(torn.semitones) - 0.5) < 1e-9);
});

Deno.test("a peak between two classes counts for both; one beyond two thirds of a semitone for none", () => {
  // In tune by a strong A4; a weak peak a quarter tone above C5.
  const power = new Float32Array(binCount(spec)), out = new Float32Array(14).fill(NaN), tuning = new Tuning();
  const put = (hz: number, height: number) => {
    const at = hz * spec.frameSamples / RATE;
    for (let bin = Math.ceil(at - 2); bin <= at + 2; bin++) power[bin] += height * Math.exp(-2 * (bin - at) ** 2);
  };
  put(440, 1);
  put(midiToHz(72.5), 0.25);
  tuning.hear([{ semitones: 69, power: 1e6 }]);
  chromaInto(power, { spec, tuning }, out, 1);
  assert.ok(Number.isNaN(out[0]) && Number.isNaN(out[13]), "its own columns only");
  const values = out.subarray(1, 13), half = 0.25 * Math.cos(Math.PI * 0.5 / (4 / 3)) ** 2;
  values.forEach((value, i) => {
    const expected = i === 9 ? 1 : i === 0 || i === 1 ? half : 0;
    // The parabola is exact for these bells.
    assert.ok(Math.abs(value - expected) < 2e-3, `${CHROMA_NAMES[i]}: ${value}`);
  });
});

Deno.test("silence gives zeros", () => {
  const out = new Float32Array(12).fill(NaN);
  chromaInto(new Float32Array(binCount(spec)), { spec, tuning: new Tuning() }, out, 0);
  assert.deepEqual([...out], new Array(12).fill(0));
});
