import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { createStretcher, timeStretch } from "./time_stretch.ts";

const RATE = 22050;
const sine = (hz: number, seconds: number) =>
  Float32Array.from({ length: seconds * RATE }, (_, n) => Math.sin(2 * Math.PI * hz * n / RATE));

/** Zero crossings upwards, a second. */
function crossings(samples: Float32Array): number {
  let count = 0;
  for (let n = 1; n < samples.length; n++) if (samples[n - 1] < 0 && samples[n] >= 0) count++;
  return count / (samples.length / RATE);
}

Deno.test("a factor of 1 gives the samples back, whatever they are", () => {
  const random = seededRandom(1), noise = Float32Array.from({ length: 20000 }, () => random.normal());
  // Windows sum to 1 in f64; each segment is found where it lies, for noise is like itself alone.
  timeStretch(noise, 1).forEach((x, n) => assert.ok(Math.abs(x - noise[n]) < 1e-6, `sample ${n}`));
});

Deno.test("a tone keeps its pitch and its level", () => {
  for (const factor of [1 / 1.03, 1.03, 0.8, 1.25]) {
    for (const hz of [110, 440, 1000]) {
      const out = timeStretch(sine(hz, 2), factor), inner = out.subarray(RATE / 4, out.length - RATE / 4);
      // One crossing in a second and a half may be missed at either end.
      assert.ok(Math.abs(crossings(inner) - hz) < 1.5, `${hz} Hz: ${crossings(inner)}`);
      const power = inner.reduce((sum, x) => sum + x * x, 0) / inner.length;
      assert.ok(Math.abs(power - 0.5) < 0.03, `${hz} Hz at ${factor}: ${power}`);
    }
  }
});

Deno.test("what happens at a time happens at that time by the factor", () => {
  const clicks = new Float32Array(4 * RATE);
  for (const at of [1, 2, 3]) for (let n = 0; n < 200; n++) clicks[at * RATE + n] = Math.sin(n / 3) * Math.exp(-n / 60);
  const out = timeStretch(clicks, 1.03);
  for (const at of [1, 2, 3]) {
    // Within the reach of the search and half a segment: 256 + 512 samples, 35 ms.
    const near = out.subarray(Math.round(at * 1.03 * RATE) - 800, Math.round(at * 1.03 * RATE) + 1000);
    assert.ok(near.reduce((sum, x) => sum + x * x, 0) > 3, `click at ${at} s`);
  }
});

Deno.test("lengths are the factor's; silence and nothing stay so; too much is refused", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), fc.double({ min: 0.5, max: 2, noNaN: true }), (length, factor) => {
      const out = timeStretch(new Float32Array(length), factor);
      assert.ok(out.length === Math.round(length * factor) && out.every((x) => x === 0));
    }),
    { seed: 2, numRuns: 40 },
  );
  assert.throws(() => timeStretch(new Float32Array(9), 3), {
    name: "RangeError",
    message: "Cannot stretch time: factor must be in 0.5 … 2, current value is 3 (is this in per cent?)",
  });
});

/** Half segments of a source, the length of `seconds` in all. */
function stretched(channels: Float32Array[], factor: number, { from = 0, seconds = 1.5, segmentSamples = 1024 } = {}) {
  const read = (at: number, count: number) =>
    channels.map((samples) => Float32Array.from({ length: count }, (_, n) => samples[at + n] ?? 0));
  const stretcher = createStretcher({ factor, from, segmentSamples, read });
  const out: number[][] = channels.map(() => []);
  while (out[0].length < seconds * RATE) stretcher.next()!.forEach((half, channel) => out[channel].push(...half));
  return out.map((samples) => Float32Array.from(samples));
}

Deno.test("streaming gives what stretching the whole does, from any place and for every speed of playback", () => {
  const tone = sine(440, 4);
  for (const speed of [0.5, 0.75, 1.25, 1.5, 2]) {
    const [part] = stretched([tone], 1 / speed, { from: RATE });
    const inner = part.subarray(RATE / 4, part.length - RATE / 4);
    assert.ok(Math.abs(crossings(inner) - 440) < 2, `${speed}: ${crossings(inner)} Hz`);
    assert.deepEqual(stretched([tone], 1 / speed)[0].subarray(0, RATE), timeStretch(tone, 1 / speed).subarray(0, RATE));
  }
});

Deno.test("channels stay together, at the rate of music and with segments to match", () => {
  const left = sine(330, 3), [l, r] = stretched([left, left.map((x) => -0.5 * x)], 2, { segmentSamples: 2048 });
  l.forEach((x, n) => assert.ok(Math.abs(r[n] + 0.5 * x) < 1e-6));
});

Deno.test("backwards and fast, places come in their order, and the pitch stays", () => {
  // A pitch for each half second: 200, 300, … Hz.
  const stairs = Float32Array.from({ length: 5 * RATE }, (_, n) => {
    const stair = Math.floor(2 * n / RATE);
    return Math.sin(2 * Math.PI * (200 + 100 * stair) * n / RATE);
  });
  for (const rate of [-1, -2, -4, 4]) {
    const from = rate < 0 ? 4.5 * RATE : 0.5 * RATE, [out] = stretched([stairs], 1 / rate, { from, seconds: 1 });
    const heard = (seconds: number) => crossings(out.subarray(seconds * RATE - 1000, seconds * RATE + 1000));
    const expected = (seconds: number) => 200 + 100 * Math.floor(2 * (from / RATE + rate * seconds));
    // In the middles of the stairs; a period more or less in 2000 samples is 11 Hz.
    const at = Math.abs(rate) === 4 ? 0.5 + 0.0625 : 0.25 / Math.abs(rate) + 0.5 / Math.abs(rate);
    assert.ok(Math.abs(heard(at) - expected(at)) < 30, `${rate}: ${heard(at)}, not ${expected(at)} Hz`);
  }
});

Deno.test("what is not there yet is asked for again, and nothing is lost", () => {
  const tone = sine(440, 2);
  let missed = false, asked = 0;
  const read = (at: number, count: number) => {
    missed ||= asked++ % 3 === 0;
    return missed ? null : [Float32Array.from({ length: count }, (_, n) => tone[at + n] ?? 0)];
  };
  const stretcher = createStretcher({ factor: 2, from: 0, segmentSamples: 1024, read }), out: number[] = [];
  while (out.length < RATE) {
    missed = false;
    const half = stretcher.next();
    assert.equal(half === null, missed);
    if (half) out.push(...half[0]);
  }
  assert.deepEqual(Float32Array.from(out), stretched([tone], 2)[0].subarray(0, out.length));
});
