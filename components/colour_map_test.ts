import assert from "node:assert/strict";
import {
  chooseColourMap,
  COLOURS,
  coloursOf,
  DIFFERENCE_COLOURS,
  differenceToPixel,
  probabilityPixels,
  shownColours,
} from "./colour_map.ts";

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
  for (const [share, ...rgb] of published) assert.deepEqual(bytesOf(probabilityPixels(1)(share)), [...rgb, 255]);
});

const MAPS = ["viridis", "cividis", "inferno", "grey"] as const;

Deno.test("lightness of every map rises steadily, so it reads the same in grey and to colour-blind people", async () => {
  for (const name of MAPS) {
    const levels = Array.from(await coloursOf(name), lightness);
    assert.equal(levels.length, 256, name);
    const evenly = (levels[255] - levels[0]) / 255 * 16;
    for (let i = 16; i < levels.length; i += 16) {
      const rise = levels[i] - levels[i - 16];
      // Half and double of what it would be if it rose evenly are not seen as a band.
      assert.ok(rise > 0.5 * evenly && rise < 2 * evenly, `${name}, colour ${i}: lightness rises by ${rise}`);
    }
  }
});

Deno.test("the tables are what was published: ends of cividis and inferno; grey is without colour", async () => {
  const ends = async (name: typeof MAPS[number]) => {
    const colours = await coloursOf(name);
    return [0, 255].map((i) => bytesOf(colours[i]));
  };
  assert.deepEqual(await ends("cividis"), [[0, 34, 78, 255], [254, 232, 56, 255]]);
  assert.deepEqual(await ends("inferno"), [[0, 0, 4, 255], [252, 255, 164, 255]]);
  assert.deepEqual(await ends("grey"), [[0, 0, 0, 255], [255, 255, 255, 255]]);
});

Deno.test("of two maps that are chosen one after the other the last is shown", async () => {
  await Promise.all([chooseColourMap("inferno"), chooseColourMap("grey")]);
  assert.equal(shownColours.value, await coloursOf("grey"));
  await chooseColourMap("viridis");
  assert.equal(shownColours.value, COLOURS);
});

Deno.test("values beyond the scale and an empty scale give a colour of the table", () => {
  assert.equal(probabilityPixels(1)(7), COLOURS[255]);
  assert.equal(probabilityPixels(1)(-1), COLOURS[0]);
  assert.equal(probabilityPixels(0)(0.3), COLOURS[0]);
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
