import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels } from "../kernels.ts";
import { createResampler, designPolyphase, resampledLength } from "./resample.ts";

function tone(hz: number, rate: number, length: number, phase = 0): Float32Array {
  return Float32Array.from({ length }, (_, n) => Math.sin(2 * Math.PI * hz * n / rate + phase));
}

function resample(samples: Float32Array, from: number, to: number, cuts: number[] = []): Float32Array {
  const resampler = createResampler(from, to, referenceKernels), parts: Float32Array[] = [];
  let at = 0;
  for (const size of cuts) {
    parts.push(resampler.push(samples.subarray(at, at + size)));
    at = Math.min(samples.length, at + size);
  }
  parts.push(resampler.push(samples.subarray(at)), resampler.finish());
  return Float32Array.from(parts.flatMap((part) => Array.from(part)));
}

/** Level of the middle of a signal against a full-scale sine, in dB. */
function decibels(samples: Float32Array): number {
  const middle = samples.subarray(samples.length >> 2, 3 * samples.length >> 2);
  return 10 * Math.log10(2 * middle.reduce((sum, x) => sum + x * x, 0) / middle.length);
}

const RATES = [[44100, 22050], [48000, 22050], [96000, 22050], [32000, 22050], [11025, 22050], [8000, 22050]];

Deno.test("designPolyphase gives 96 taps a phase from 44,100 to 22,050 Hz and multiples of 8 elsewhere", () => {
  const { up, down, tapsPerPhase, taps } = designPolyphase(44100, 22050);
  assert.deepEqual([up, down, tapsPerPhase, taps.length], [1, 2, 96, 96]);
  for (const [from, to] of RATES) {
    const filter = designPolyphase(from, to);
    assert.equal(filter.tapsPerPhase % 8, 0);
    assert.equal(filter.taps.length, filter.up * filter.tapsPerPhase);
    assert.equal(filter.up * from, filter.down * to);
  }
});

Deno.test("no tone above the new Nyquist frequency comes through by more than -100 dB", () => {
  for (const [from, to] of RATES.filter(([from, to]) => from > to)) {
    for (const ratio of [1, 1.01, 1.1, 1.3, from / to - 0.01]) {
      const hz = Math.min(ratio * to / 2, from / 2 - 1);
      const level = decibels(resample(tone(hz, from, from / 10, 0.3), from, to));
      assert.ok(level < -100, `${hz} Hz from ${from} to ${to}: ${level} dB`);
    }
  }
});

Deno.test("upsampling leaves no image above -100 dB", () => {
  for (const [from, to] of [[8000, 22050], [11025, 22050]]) {
    const hz = 0.3 * from, out = resample(tone(hz, from, from / 4), from, to);
    const ideal = tone(hz, to, out.length);
    const level = decibels(out.map((x, n) => x - ideal[n]));
    assert.ok(level < -100, `${from} to ${to}: ${level} dB`);
  }
});

Deno.test("the pass-band is flat and in phase up to 0.70 of the lower Nyquist frequency", () => {
  for (const [from, to] of RATES) {
    for (const ratio of [0.001, 0.1, 0.4, 0.65, 0.7]) {
      const hz = ratio * Math.min(from, to) / 2;
      const out = resample(tone(hz, from, from / 5, 0.7), from, to), ideal = tone(hz, to, out.length, 0.7);
      const level = decibels(out.map((x, n) => x - ideal[n]));
      assert.ok(level < -95, `${hz} Hz from ${from} to ${to}: error ${level} dB`); // 1e-4 dB of ripple is -99 dB
    }
  }
});

Deno.test("an impulse stays where it was, symmetric, and DC keeps its level", () => {
  for (const [from, to] of RATES) {
    const at = 4 * from / 100, samples = new Float32Array(from / 10);
    samples[at] = 1;
    const out = resample(samples, from, to), centre = at * to / from;
    assert.equal(centre % 1, 0);
    assert.equal(out.indexOf(Math.max(...out)), centre);
    for (let k = 1; k < 100; k++) assert.ok(Math.abs(out[centre - k] - out[centre + k]) < 1e-7);

    const dc = resample(new Float32Array(from / 10).fill(0.5), from, to).subarray(100, -100);
    assert.ok(dc.every((x) => Math.abs(x - 0.5) < 1e-6), `DC from ${from} to ${to}`);
  }
});

Deno.test("length is round(samples · to / from) for any rates and any length, and silence stays silent", () => {
  const rate = fc.integer({ min: 20, max: 960 }).map((n) => n * 200);
  fc.assert(
    fc.property(rate, rate, fc.integer({ min: 0, max: 3000 }), (from, to, length) => {
      const out = resample(new Float32Array(length), from, to);
      assert.equal(out.length, from === to ? length : Math.round(length * to / from));
      assert.equal(out.length, resampledLength(length, from, to));
      assert.ok(out.every((x) => x === 0));
    }),
    { seed: 1, numRuns: 60 },
  );
});

Deno.test("output does not depend on how the input is cut into chunks", () => {
  const noise = Float32Array.from({ length: 150_000 }, (_, n) => Math.sin(n * n * 1e-3)); // spans three blocks
  for (const [from, to] of [[44100, 22050], [48000, 22050], [16000, 22050]]) {
    const whole = resample(noise, from, to);
    const cuts = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 90_000 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(cuts, (sizes) => assert.deepEqual(resample(noise, from, to, sizes), whole)),
      { seed: 2, numRuns: 4 },
    );
  }
});

Deno.test("equal rates pass chunks through untouched", () => {
  const chunk = tone(440, 22050, 100), resampler = createResampler(22050, 22050, referenceKernels);
  assert.equal(resampler.push(chunk), chunk);
  assert.equal(resampler.finish().length, 0);
});

Deno.test("rates without a common divisor work", () => {
  const from = 4001, to = 4003, out = resample(tone(300, from, 2000), from, to), ideal = tone(300, to, out.length);
  assert.ok(decibels(out.map((x, n) => x - ideal[n])) < -95);
});

Deno.test("a rate that can not be right is refused", () => {
  assert.throws(() => createResampler(44.1, 22050, referenceKernels), {
    name: "RangeError",
    message: "Cannot resample: the sample rate must be a whole number of 4000 … 384000 Hz, current value is 44.1 " +
      "(is this in kHz?)",
  });
  assert.throws(() => designPolyphase(44100, 10_000_000), {
    message: "Cannot design a resampler: the sample rate must be a whole number of 4000 … 384000 Hz, " +
      "current value is 10000000",
  });
});

Deno.test("a tone stays in phase over many blocks", () => {
  for (const [from, to] of [[48000, 22050], [44100, 22050], [16000, 22050]]) {
    const out = resample(tone(997, from, 200_000), from, to), ideal = tone(997, to, out.length);
    assert.ok(decibels(out.map((x, n) => x - ideal[n])) < -95, `${from} to ${to}`);
  }
});
