import assert from "node:assert/strict";
import { interleave, separate } from "./pcm16.ts";

Deno.test("16-bit integers come back as they were, interleaved", () => {
  const left = Float32Array.of(-1, -32767 / 32768, 0, 1 / 32768), right = Float32Array.of(0.5, 0, -0.5, 32767 / 32768);
  const both = interleave([left, right]);
  assert.deepEqual([...both], [-32768, 16384, -32767, 0, 0, -16384, 1, 32767]);
  assert.deepEqual(separate(both, 2), [left, right]);
});

Deno.test("what goes beyond full scale is clipped; nothing gives nothing", () => {
  assert.deepEqual([...interleave([Float32Array.of(1, 1.5, -3)])], [32767, 32767, -32768]);
  assert.equal(interleave([]).length, 0);
  assert.deepEqual(separate(new Int16Array(0), 2), [new Float32Array(0), new Float32Array(0)]);
});
