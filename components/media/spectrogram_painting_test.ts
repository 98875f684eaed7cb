import assert from "node:assert/strict";
import { COLOURS } from "../colour_map.ts";
import { levelPixels, tilePixelsInto } from "./spectrogram_painting.ts";

Deno.test("what is soft is dark, what is loud is bright, and colours go evenly between", () => {
  const pixels = levelPixels({ lowDecibels: -100, highDecibels: 0 }, COLOURS);
  assert.equal(pixels[0], COLOURS[0]);
  assert.equal(pixels[255], COLOURS[255]);
  const halfway = Math.round(50 * 2.55); // -50 dB, the middle of what is shown; a byte is 0.4 dB of 70
  assert.ok(Math.abs(COLOURS.indexOf(pixels[halfway]) - 127.5) < 2);
});

Deno.test("time goes to the right, and the lowest band is at the bottom", () => {
  const out = new Uint32Array(6), pixels = Uint32Array.from({ length: 256 }, (_, byte) => byte * 10);
  tilePixelsInto(out, Uint8Array.of(1, 2, 3, 4, 5, 6), 3, pixels);
  assert.deepEqual([...out], [30, 60, 20, 50, 10, 40]);
});
