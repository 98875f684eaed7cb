import assert from "node:assert/strict";
import { envelopeInto, loudestPeak } from "./waveform_painting.ts";

const tile = Int8Array.of(-127, 64, -64, 0, -32, 32, 0, 127);
/** Four columns of half a second. */
const whole = { tile, fromColumn: 0, endColumn: 4, startSeconds: 0, endSeconds: 2 };
const close = (found: Float32Array, expected: number[]) =>
  expected.forEach((value, i) => assert.ok(Math.abs(found[i] - value / 127) < 1e-6, `${found}`));

Deno.test("one column holds the lowest and highest of its buckets", () => {
  const out = new Float32Array(4);
  envelopeInto(out, [whole], { startSeconds: 0, endSeconds: 2 });
  close(out, [-127, 64, -32, 127]);
});

Deno.test("columns thinner than a bucket repeat it", () => {
  const out = new Float32Array(8);
  envelopeInto(out, [whole], { startSeconds: 0, endSeconds: 1 });
  close(out, [-127, 64, -127, 64, -64, 0, -64, 0]);
});

Deno.test("a part of a tile that stands in lies where it belongs, whole columns or not", () => {
  const out = new Float32Array(8), view = { startSeconds: 8, endSeconds: 12 };
  envelopeInto(out, [{ ...whole, fromColumn: 2.5, endColumn: 3.5, startSeconds: 9, endSeconds: 11 }], view);
  assert.ok([0, 1, 6, 7].every((i) => Number.isNaN(out[i])), `${out}`);
  close(out.subarray(2, 6), [-32, 32, 0, 127]);
});

Deno.test("where nothing is known there is nothing", () => {
  const out = new Float32Array(4);
  envelopeInto(out, [whole], { startSeconds: 0, endSeconds: 4 });
  assert.ok(Number.isNaN(out[2]) && Number.isNaN(out[3]));
  envelopeInto(out, [], { startSeconds: 0, endSeconds: 4 });
  assert.ok(out.every(Number.isNaN));
});

Deno.test("the loudest peak counts either sign, and silence is not zero", () => {
  assert.equal(loudestPeak(Int8Array.of(-127, 12)), 1);
  assert.equal(loudestPeak(new Int8Array(2)), 1 / 127);
});
