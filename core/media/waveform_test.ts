import assert from "node:assert/strict";
import fc from "fast-check";
import { createOutline, WAVEFORM_PYRAMID, waveformBucketSamples } from "./waveform.ts";

function outline(bucketSamples: number, pushes: Float32Array[]): number[] {
  const bytes: number[] = [];
  const collector = createOutline(bucketSamples, (columns) => bytes.push(...new Int8Array(columns)));
  for (const push of pushes) collector.push(push);
  collector.finish();
  return bytes;
}

Deno.test("a bucket is its lowest and highest sample, the last one may be short", () => {
  assert.deepEqual(outline(2, [Float32Array.of(-1, 0.5, 0.25, 0.5, 2)]), [-127, 64, 32, 64, 127, 127]);
  assert.deepEqual(outline(2, []), []);
});

Deno.test("buckets do not depend on how the samples come", () => {
  const samples = fc.float32Array({ maxLength: 50, noNaN: true, min: -1, max: 1 });
  fc.assert(
    fc.property(fc.array(samples, { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), (pushes, bucketSamples) => {
      const all = Float32Array.from(pushes.flatMap((push) => [...push]));
      assert.deepEqual(outline(bucketSamples, pushes), outline(bucketSamples, [all]));
      assert.equal(outline(bucketSamples, [all]).length, 2 * Math.ceil(all.length / bucketSamples));
    }),
    { seed: 3, numRuns: 200 },
  );
});

Deno.test("two buckets become one that spans both, signs and all", () => {
  const bytes = (...values: number[]) => new Uint8Array(Int8Array.from(values).buffer);
  const [a, b] = [bytes(-100, -3), bytes(-7, 90)];
  const merged = Uint8Array.from(a, (value, at) => WAVEFORM_PYRAMID.merge(value, b[at], at));
  assert.deepEqual([...new Int8Array(merged.buffer)], [-100, 90]);
});

Deno.test("buckets of the finest level are at least 512 a second", () => {
  assert.deepEqual([8000, 22050, 44100, 48000, 96000].map(waveformBucketSamples), [8, 32, 64, 64, 128]);
  assert.throws(() => createOutline(0.02, () => {}), {
    name: "RangeError",
    message:
      "Cannot outline a waveform: bucketSamples must be a positive integer, current value is 0.02 (is this in seconds?)",
  });
});
