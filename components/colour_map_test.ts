import assert from "node:assert/strict";
import { COLOURS, DIFFERENCE_COLOURS, differenceToPixel, probabilityToPixel } from "./colour_map.ts";

/** CIE lightness L* of a packed pixel (sRGB, D65). */
function lightness(pixel: number): number {
  const linear = [0, 8, 16].map((shift) => {
    const c = (pixel >> shift & 0xff) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : y * 24389 / 27;
}

/** Red, green, blue and opacity, as they lie in memory. */
const bytesOf = (pixel: number) => [...new Uint8Array(Uint32Array.of(pixel).buffer)];

Deno.test("the table is viridis: its published ends and middle, as bytes of an opaque pixel", () => {
  assert.equal(COLOURS.length, 256);
  const published = [[0, 68, 1, 84], [0.5, 33, 145, 140], [1, 253, 231, 37]];
  for (const [share, ...rgb] of published) assert.deepEqual(bytesOf(probabilityToPixel(share, 1)), [...rgb, 255]);
});

Deno.test("lightness rises steadily, so the map reads the same in grey", () => {
  const levels = Array.from(COLOURS, lightness);
  for (let i = 16; i < levels.length; i += 16) {
    const rise = levels[i] - levels[i - 16];
    // 76 units of L* over 255 colours are 4.8 in 16; half and double of it would be seen as a band.
    assert.ok(rise > 2.4 && rise < 9.6, `colour ${i}: lightness rises by ${rise}`);
  }
});

Deno.test("values beyond the scale and an empty scale give a colour of the table", () => {
  assert.equal(probabilityToPixel(7, 1), COLOURS[255]);
  assert.equal(probabilityToPixel(-1, 1), COLOURS[0]);
  assert.equal(probabilityToPixel(0.3, 0), COLOURS[0]);
});

Deno.test("differences are blue below, orange above, and as dark on either side", () => {
  const channels = (pixel: number) => [pixel & 0xff, pixel >> 8 & 0xff, pixel >> 16 & 0xff];
  const [lessRed, , lessBlue] = channels(differenceToPixel(-1, 1));
  const [moreRed, , moreBlue] = channels(differenceToPixel(1, 1));
  assert.ok(lessBlue > lessRed && moreRed > moreBlue);
  for (const share of [0.25, 0.5, 0.75, 1]) {
    const [less, more] = [-share, share].map((difference) => lightness(differenceToPixel(difference, 1)));
    assert.ok(Math.abs(less - more) < 6, `at ${share}: ${less} and ${more}`); // 6 of 100 units of L* are hardly seen
    assert.ok(less < lightness(differenceToPixel(0, 1)) - 8 * share, "darker than no difference");
  }
});

Deno.test("differences beyond the scale give its ends, an empty scale the middle", () => {
  assert.equal(differenceToPixel(-3, 1), DIFFERENCE_COLOURS[0]);
  assert.equal(differenceToPixel(3, 1), DIFFERENCE_COLOURS[254]);
  assert.equal(differenceToPixel(0.2, 0), DIFFERENCE_COLOURS[127]);
});
