import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import {
  createLoudnessMeter,
  GatedLoudness,
  kWeightingFilters,
  loudnessInto,
  loudnessOf,
  powerResponse,
} from "./loudness.ts";

const signal = (rate: number, seconds: number, sample: (time: number) => number) =>
  Float32Array.from({ length: Math.round(rate * seconds) }, (_, n) => sample(n / rate));
const sine = (hz: number, decibels = 0) => (time: number) => 10 ** (decibels / 20) * Math.sin(2 * Math.PI * hz * time);

function partsOf(samples: Float32Array, rate: number) {
  const meter = createLoudnessMeter(rate);
  meter.push(samples);
  return meter.finish();
}

/** Momentary and integrated loudness of each second. */
function loudness(samples: Float32Array, rate: number): { momentary: number; gated: number }[] {
  const steps = Math.ceil(samples.length / rate), out = new Float32Array(steps * 4).fill(NaN);
  loudnessInto(partsOf(samples, rate), steps, { width: 4, offset: 1 }, out);
  return Array.from({ length: steps }, (_, t) => {
    assert.ok(Number.isNaN(out[4 * t]) && Number.isNaN(out[4 * t + 3]), "its own columns only");
    return { momentary: out[4 * t + 1], gated: out[4 * t + 2] };
  });
}

Deno.test("at 48 kHz the filters are those that BS.1770-4 prints", () => {
  const [shelf, pass] = kWeightingFilters(48000);
  const near = (actual: number[], expected: number[]) =>
    // As many digits as the standard has.
    actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-11, `${value} ${expected[i]}`));
  near(shelf.b, [1.53512485958697, -2.69169618940638, 1.19839281085285]);
  near(shelf.a, [-1.69065929318241, 0.73248077421585]);
  near(pass.b, [1, -2, 1]);
  near(pass.a, [-1.99004745483398, 0.99007225036621]);
});

Deno.test("at other rates they respond alike", () => {
  const response = (hz: number, rate: number) =>
    kWeightingFilters(rate).reduce(
      (decibels, filter) => decibels + 10 * Math.log10(powerResponse(filter, hz, rate)),
      0,
    );
  for (const hz of [20, 38, 60, 100, 250, 500, 1000, 1500, 2000, 4000, 7000]) {
    // The bilinear transform bends frequencies near half the rate, where the shelf is flat.
    assert.ok(Math.abs(response(hz, 22050) - response(hz, 48000)) < 0.15, `${hz} Hz`);
  }
});

Deno.test("a full-scale sine of 997 Hz in one channel has −3.01 LKFS, at any rate and level", () => {
  for (const rate of [48000, 44100, 22050]) {
    for (const decibels of [0, -20, -40]) {
      const steps = loudness(signal(rate, 3, sine(997, decibels)), rate);
      // To the digits given; at 22,050 Hz the bilinear transform lets the shelf begin a little lower.
      const tolerance = rate > 40000 ? 0.005 : 0.035;
      for (const { momentary, gated } of steps.slice(1)) {
        assert.ok(Math.abs(momentary - decibels + 3.01) < tolerance, `${rate} Hz: ${momentary}`);
        assert.ok(Math.abs(gated - decibels + 3.01) < tolerance, `${rate} Hz: ${gated}`);
      }
    }
  }
});

Deno.test("the gates work as in EBU Tech 3341: what is 10 LU softer, or below −70 LKFS, does not count", () => {
  const rate = 22050, levels = [-36, -23, -36]; // 10, 60, 10 s of a 1 kHz sine
  const sequence = (parts: [number, number][]) =>
    Float32Array.from(parts.flatMap(([level, seconds]) => [...signal(rate, seconds, sine(1000, level))]));
  const last = (samples: Float32Array) => loudness(samples, rate).at(-1)!.gated;
  // Its two channels are 3.01 dB louder than our one: levels fall by as much.
  const third = last(sequence([[levels[0], 10], [levels[1], 60], [levels[2], 10]]));
  assert.ok(Math.abs(third + 23 + 3.01) < 0.1, `${third}`);
  const fourth = last(sequence([[-72, 10], [-36, 10], [-23, 60], [-36, 10], [-72, 10]]));
  assert.ok(Math.abs(fourth + 23 + 3.01) < 0.1, `${fourth}`);
  const fifth = last(sequence([[-26, 20], [-20, 20.1], [-26, 20]]));
  assert.ok(Math.abs(fifth + 23 + 3.01) < 0.1, `${fifth}`);
});

Deno.test("the running gate is the two-pass definition, to the width of its bins", () => {
  const decibels = fc.array(fc.double({ min: -90, max: 3, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(decibels, (levels) => {
      const gated = new GatedLoudness(), energies = levels.map((level) => 10 ** (level / 10));
      for (const energy of energies) gated.add(energy);
      const mean = (values: number[]) => loudnessOf(values.reduce((a, b) => a + b, 0) / values.length);
      const above = energies.filter((energy) => loudnessOf(energy) > -70), gate = mean(above) - 10;
      // A block within a bin of the gate may fall on either side of it.
      const near = [-0.02, 0, 0.02].map((shift) => mean(above.filter((energy) => loudnessOf(energy) > gate + shift)));
      const apart = near.map((value) => Math.abs(value - gated.value));
      assert.ok(above.length === 0 ? gated.value === -Infinity : Math.min(...apart) < 1e-9, `${gated.value} ${near}`);
    }),
    { seed: 3 },
  );
});

Deno.test("parts do not depend on how the samples are cut, and what comes later changes none", () => {
  const random = seededRandom(1), rate = 22050, samples = signal(rate, 2.05, () => random.normal());
  const whole = partsOf(samples, rate), meter = createLoudnessMeter(rate);
  for (let at = 0; at < samples.length; at += 777) meter.push(samples.subarray(at, at + 777));
  assert.deepEqual(meter.finish(), whole);
  assert.deepEqual([whole.meanSquares.length, whole.whole], [21, 20]);
  assert.deepEqual(partsOf(samples.subarray(0, rate), rate).meanSquares, whole.meanSquares.slice(0, 10));
});

Deno.test("silence has −100 LKFS, no samples no parts, one sample one part", () => {
  assert.deepEqual(loudness(new Float32Array(30000), 22050), Array(2).fill({ momentary: -100, gated: -100 }));
  assert.deepEqual(partsOf(new Float32Array(0), 22050), { meanSquares: [], whole: 0 });
  const [step] = loudness(Float32Array.of(0.5), 22050);
  assert.ok(step.momentary > -10 && step.gated === -100, "too short for a block");
});
