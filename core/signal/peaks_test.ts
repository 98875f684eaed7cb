import assert from "node:assert/strict";
import fc from "fast-check";
import { createPeaks } from "./peaks.ts";

Deno.test("peaks are the lowest and highest sample of each bucket", () => {
  const peaks = createPeaks(10, 0.4);
  peaks.push(Float32Array.of(0, 0.5, -0.25, 1, 0.1, 0.2, 0.3, 0.4, -1));
  assert.deepEqual(peaks.finish(), { secondsPerPeak: 0.4, peaks: Int8Array.of(-32, 127, 13, 51, -127, -127) });
});

Deno.test("buckets of a fractional length follow an enumeration, however the samples are cut", () => {
  const samples = Float32Array.from({ length: 20_000 }, (_, n) => Math.sin(n * n));
  const bucket = 22050 * 0.05 / 250; // 4.41 samples: more buckets than the first allocation holds
  const byte = (x: number) => Math.round(x * 127) | 0;
  const expected: number[] = [];
  for (let i = 0; Math.round(i * bucket) < samples.length; i++) {
    const held = samples.subarray(Math.round(i * bucket), Math.round((i + 1) * bucket));
    expected.push(byte(Math.min(...held)), byte(Math.max(...held)));
  }
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 7000 }), { maxLength: 8 }), (cuts) => {
      const peaks = createPeaks(22050, 0.05 / 250);
      let at = 0;
      for (const size of cuts) peaks.push(samples.subarray(at, at += size));
      peaks.push(samples.subarray(at));
      assert.deepEqual([...peaks.finish().peaks], expected);
    }),
    { seed: 3, numRuns: 20 },
  );
});

Deno.test("samples beyond full scale are clipped, and no samples give no buckets", () => {
  const peaks = createPeaks(10, 0.1);
  peaks.push(Float32Array.of(-7, 9));
  assert.deepEqual([...peaks.finish().peaks], [-127, -127, 127, 127]);
  assert.equal(createPeaks(22050, 0.05).finish().peaks.length, 0);
});

Deno.test("a bucket shorter than a sample is refused", () => {
  assert.throws(() => createPeaks(100, 0.001), {
    name: "RangeError",
    message: "Cannot collect peaks: secondsPerPeak must be at least one sample (0.01 s), current value is 0.001",
  });
});
