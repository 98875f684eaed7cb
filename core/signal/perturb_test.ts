import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { powerToDecibels } from "../units.ts";
import { powerResponse } from "./loudness.ts";
import {
  filterSamples,
  lengthFactor,
  lowPass,
  PERTURBATIONS,
  perturbSamples,
  type SamplePerturbation,
  shelf,
} from "./perturb.ts";

const RATE = 22050, random = () => seededRandom(1);
const sine = (hz: number, seconds = 0.5, peak = 0.4) =>
  Float32Array.from({ length: seconds * RATE }, (_, n) => peak * Math.sin(2 * Math.PI * hz * n / RATE));
/** Level of the second half in dB, after filters have settled. */
const level = (samples: Float32Array) => {
  const rest = samples.subarray(samples.length / 2);
  return powerToDecibels(rest.reduce((sum, x) => sum + x * x, 0) / rest.length);
};
const change = (hz: number, perturbation: SamplePerturbation) =>
  level(perturbSamples(sine(hz), RATE, perturbation, random())) - level(sine(hz));

Deno.test("shelves and low-pass have the response of the cookbook: all of the gain far on their side, half of it at their frequency", () => {
  const decibels = (section: Parameters<typeof powerResponse>[0], hz: number) =>
    powerToDecibels(powerResponse(section, hz, RATE));
  for (const gain of [-4, 4, 12]) {
    const low = shelf("low", 200, { decibels: gain, sampleRate: RATE }),
      high = shelf("high", 3000, { decibels: gain, sampleRate: RATE });
    const expected: [number, number][] = [
      [decibels(low, 0), gain],
      [decibels(low, 200), gain / 2],
      [decibels(low, RATE / 2), 0],
      [decibels(high, 0), 0],
      [decibels(high, 3000), gain / 2],
      [decibels(high, RATE / 2), gain],
    ];
    for (const [actual, wanted] of expected) assert.ok(Math.abs(actual - wanted) < 1e-9, `${actual} ${wanted}`);
  }
  const pass = lowPass(4000, RATE);
  assert.ok(Math.abs(decibels(pass, 0)) < 1e-9 && Math.abs(decibels(pass, 4000) + 10 * Math.log10(2)) < 1e-9);
});

Deno.test("filters do to sines what their response says", () => {
  for (const hz of [60, 200, 1000, 3000, 7000]) {
    const sections = [shelf("low", 200, { decibels: 6, sampleRate: RATE }), lowPass(4000, RATE)];
    const expected = sections.reduce((sum, section) => sum + powerToDecibels(powerResponse(section, hz, RATE)), 0);
    // Half a second holds a whole number of half periods but for the settling.
    assert.ok(Math.abs(level(filterSamples(sine(hz), sections)) - level(sine(hz)) - expected) < 0.02);
  }
  assert.ok(
    change(8000, { kind: "lowPass", hz: 4000 }) < -25 && Math.abs(change(300, { kind: "lowPass", hz: 4000 })) < 0.05,
  );
});

Deno.test("gain is exact, but never beyond full scale, and never less for music that is there already", () => {
  const gain = (
    samples: number[],
    decibels: number,
  ) => [...perturbSamples(Float32Array.from(samples), RATE, { kind: "gain", decibels }, random())];
  const near = (a: number[], b: number[]) => a.forEach((x, i) => assert.ok(Math.abs(x - b[i]) < 1e-6, `${a} ${b}`));
  near(gain([0.5, -0.1], -20), [0.05, -0.01]);
  near(gain([0.1, -0.2], 6.0206), [0.2, -0.4]);
  near(gain([0.1, -0.8], 6.0206), [0.125, -1]);
  near(gain([0.1, -1.5], 6), [0.1, -1.5]);
  near(gain([0, 0], 6), [0, 0]);
});

Deno.test("noise has the ratio asked for, is white, and the seed repeats it", () => {
  const music = sine(440, 4), noisy = perturbSamples(music, RATE, { kind: "noise", snrDecibels: 30 }, random());
  const noise = noisy.map((x, i) => x - music[i]),
    power = (x: Float32Array) => x.reduce((sum, v) => sum + v * v, 0) / x.length;
  // 88,200 samples: the power's standard error is .5 %, .02 dB.
  assert.ok(Math.abs(powerToDecibels(power(music) / power(noise)) - 30) < 0.1);
  const next = noise.reduce((sum, x, i) => sum + x * (noise[i + 1] ?? 0), 0) / noise.length / power(noise);
  assert.ok(Math.abs(next) < 0.02, `${next}`);
  assert.deepEqual(perturbSamples(music, RATE, { kind: "noise", snrDecibels: 30 }, random()), noisy);
});

Deno.test("every perturbation leaves the samples alone, gives the length that it says, and bears silence and nothing", () => {
  const own = Object.values(PERTURBATIONS).filter((one) => one.kind !== "codec");
  assert.ok(own.length >= 8);
  fc.assert(
    fc.property(fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { maxLength: 3000 }), (values) => {
      const samples = Float32Array.from(values), before = samples.slice();
      for (const one of own) {
        const out = perturbSamples(samples, RATE, one, random());
        assert.equal(out.length, Math.round(samples.length * lengthFactor(one)));
        assert.ok(out.every(Number.isFinite));
        assert.deepEqual(samples, before);
      }
    }),
    { seed: 1, numRuns: 30 },
  );
  for (const one of own) {
    const silence = perturbSamples(new Float32Array(5000), RATE, one, random());
    assert.ok(silence.every((x) => Math.abs(x) < 1e-20), one.kind);
  }
});

Deno.test("a frequency that cannot be is refused", () => {
  for (const hz of [0, 11025, 0.5 - 1, NaN]) {
    assert.throws(() => lowPass(hz, RATE), {
      name: "RangeError",
      message: `Cannot design a filter: its frequency must be in 0 … 11025 Hz, current value is ${hz}`,
    });
  }
});
