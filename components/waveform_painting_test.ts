import assert from "node:assert/strict";
import { envelopeInto, loudestPeak } from "./waveform_painting.ts";

const fourBuckets = { secondsPerPeak: 0.5, peaks: [-128, 64, -64, 0, -32, 32, 0, 127] };

Deno.test("one column holds the lowest and highest of its buckets", () => {
  const out = new Float32Array(4);
  envelopeInto(out, fourBuckets, { startSeconds: 0, endSeconds: 2 });
  assert.deepEqual([...out], [-1, 0.5, -0.25, 127 / 128]);
});

Deno.test("columns thinner than a bucket repeat it", () => {
  const out = new Float32Array(8);
  envelopeInto(out, fourBuckets, { startSeconds: 0, endSeconds: 1 });
  assert.deepEqual([...out], [-1, 0.5, -1, 0.5, -0.5, 0, -0.5, 0]);
});

Deno.test("beyond the piece there is nothing", () => {
  const out = new Float32Array(4);
  envelopeInto(out, fourBuckets, { startSeconds: 0, endSeconds: 4 });
  assert.ok(Number.isNaN(out[2]) && Number.isNaN(out[3]));
  envelopeInto(out, { secondsPerPeak: 0.5, peaks: [] }, { startSeconds: 0, endSeconds: 4 });
  assert.ok(out.every(Number.isNaN));
});

Deno.test("the loudest peak counts either sign, and silence is not zero", () => {
  assert.equal(loudestPeak({ secondsPerPeak: 1, peaks: [-96, 12] }), 0.75);
  assert.equal(loudestPeak({ secondsPerPeak: 1, peaks: [0, 0] }), 1 / 128);
});
