import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { timeStretch } from "./time_stretch.ts";

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
