import assert from "node:assert/strict";
import fc from "fast-check";
import { RHYTHM_NAMES, rhythmInto } from "./rhythm.ts";

/** Frames a second of the real envelope: 22,050 / 1,024. */
const RATE = 22050 / 1024;

function rhythm(envelope: Float32Array, steps: number, framesPerSecond = RATE): Record<string, number>[] {
  const width = RHYTHM_NAMES.length + 2, out = new Float32Array(steps * width).fill(NaN);
  rhythmInto(envelope, framesPerSecond, steps, out, width, 1);
  return Array.from({ length: steps }, (_, step) => {
    assert.ok(Number.isNaN(out[step * width]) && Number.isNaN(out[(step + 1) * width - 1]), "its own columns only");
    return Object.fromEntries(RHYTHM_NAMES.map((name, i) => [name, out[step * width + 1 + i]]));
  });
}

/** Envelope of clicks of `decibels` every `period` seconds. */
function clicks(period: number, seconds: number, decibels: number, framesPerSecond = RATE): Float32Array {
  const envelope = new Float32Array(Math.floor(seconds * framesPerSecond));
  for (let time = 0.1; time < seconds; time += period) {
    const frame = Math.round(time * framesPerSecond);
    if (frame < envelope.length) envelope[frame] = decibels;
  }
  return envelope;
}

Deno.test("a click track has its tempo, its pulse and its onset rate", () => {
  for (const beatsPerMinute of [72, 90, 110, 120, 140, 155]) {
    const { tempo, pulse } = rhythm(clicks(60 / beatsPerMinute, 16, 10), 16)[12];
    // A lag is a whole number of frames: at 155 beats a minute 8 or 9 frames, 0.17 octaves apart.
    assert.ok(Math.abs(tempo - Math.log2(beatsPerMinute / 120)) < 0.12, `${beatsPerMinute}: ${tempo}`);
    assert.ok(pulse > 0.3, `${beatsPerMinute}: ${pulse}`);
  }
  for (const perSecond of [1, 2, 4]) {
    const steps = rhythm(clicks(1 / perSecond, 10, 10), 10);
    const mean = steps.reduce((sum, step) => sum + step.onsetRate, 0) / 10;
    assert.ok(Math.abs(mean - perSecond) < 0.1 * perSecond, `${perSecond} clicks: ${mean}`);
  }
});

Deno.test("on a grid of frames tempo and pulse are those of the definition", () => {
  // 10 frames a second, a click every 5 frames: the best lag is 5 frames, half a second, 120 beats a minute.
  const envelope = clicks(0.5, 8, 10, 10), [last] = rhythm(envelope, 8, 10).slice(-1);
  assert.equal(last.tempo, 0);
  const mean = envelope.reduce((a, b) => a + b) / 80;
  const product = (lag: number) =>
    envelope.reduce((sum, x, i) => i < lag ? sum : sum + (x - mean) * (envelope[i - lag] - mean), 0);
  assert.ok(Math.abs(last.pulse - product(5) / product(0)) < 1e-6);
  assert.ok(Math.abs(last.onsetStrength - 2) < 1e-6, "two clicks of 10 dB in ten frames");
  assert.equal(last.onsetRate, 2);
});

Deno.test("only peaks of at least 1.5 dB are onsets, and a plateau is one", () => {
  const rates = (values: number[]) => rhythm(Float32Array.from(values), 1, 10)[0].onsetRate;
  assert.equal(rates([0, 1.4, 0, 0, 0, 0, 0, 0, 0, 0]), 0);
  assert.equal(rates([0, 1.6, 0, 0, 0, 0, 0, 0, 0, 0]), 1);
  assert.equal(rates([0, 3, 3, 3, 0, 0, 2, 1, 2, 0]), 3);
  assert.equal(rates([5, 4, 3, 2, 2, 2, 2, 2, 2, 2]), 1);
});

Deno.test("a step hears the 8 s behind it and nothing of what comes", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 200, maxLength: 200 }), (values) => {
      const envelope = Float32Array.from(values), changed = envelope.slice();
      changed.fill(7, 120);
      const heard = (envelope: Float32Array) =>
        rhythm(envelope, 20, 10).slice(0, 12).map(({ tempo, pulse, onsetStrength }) => [tempo, pulse, onsetStrength]);
      assert.deepEqual(heard(changed), heard(envelope));
      const forgotten = envelope.slice();
      forgotten.fill(3, 0, 100);
      assert.deepEqual(rhythm(forgotten, 20, 10).slice(17), rhythm(envelope, 20, 10).slice(17));
    }),
    { seed: 1, numRuns: 20 },
  );
});

Deno.test("pulse stays in 0 … 1 and tempo within 40 … 260 beats a minute", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 80, noNaN: true }), { maxLength: 200 }), (values) => {
      for (const { tempo, pulse, onsetStrength, onsetRate } of rhythm(Float32Array.from(values), 9)) {
        assert.ok(pulse >= 0 && pulse <= 1 && tempo >= Math.log2(40 / 120) && tempo <= Math.log2(260 / 120));
        assert.ok(onsetStrength >= 0 && onsetRate >= 0 && onsetRate <= RATE);
      }
    }),
    { seed: 2 },
  );
});

Deno.test("silence, a constant envelope and none at all give zeros for tempo and pulse", () => {
  for (const envelope of [new Float32Array(100), new Float32Array(0), new Float32Array(1)]) {
    for (const step of rhythm(envelope, 3)) assert.deepEqual(Object.values(step), [0, 0, 0, 0]);
  }
  for (const { tempo, pulse } of rhythm(new Float32Array(100).fill(2), 3)) assert.deepEqual([tempo, pulse], [0, 0]);
});
