import assert from "node:assert/strict";
import { deflateSync, inflateSync } from "node:zlib";
import { seededRandom } from "../../core/random.ts";
import { type Pixels, readPng, smallPng } from "./small_png.ts";

const pixels = (width: number, height: number, colour: (i: number) => number[]) => ({
  width,
  height,
  rgb: Uint8Array.from(Array.from({ length: width * height }, (_, i) => colour(i)).flat()),
});

/** Chunks of a PNG by kind. */
function chunksOf(png: Uint8Array): Record<string, Uint8Array> {
  const view = new DataView(png.buffer, png.byteOffset), chunks: Record<string, Uint8Array> = {};
  for (let at = 8; at < png.length; at += view.getUint32(at) + 12) {
    const kind = String.fromCharCode(...png.subarray(at + 4, at + 8));
    chunks[kind] = png.subarray(at + 8, at + 8 + view.getUint32(at));
  }
  return chunks;
}

/** The colours of a picture of a palette. */
function coloursOf(png: Uint8Array, width: number): number[][] {
  const { PLTE, IDAT } = chunksOf(png), lines = new Uint8Array(inflateSync(IDAT));
  return [...lines].filter((_, i) => i % (width + 1) > 0).map((index) => [...PLTE.subarray(3 * index, 3 * index + 3)]);
}

Deno.test("a picture of few colours keeps them exactly", () => {
  const colours = [[255, 255, 255], [0, 95, 184], [68, 1, 84], [31, 31, 31]];
  const picture = pixels(5, 4, (i) => colours[i % 4]);
  assert.deepEqual(coloursOf(smallPng(picture), 5), Array.from({ length: 20 }, (_, i) => colours[i % 4]));
});

Deno.test("of many colours at most 256 are left, each close to its own", () => {
  const picture = pixels(64, 64, (i) => [4 * (i % 64), 4 * (i >> 6), 128]);
  const png = smallPng(picture), colours = coloursOf(png, 64);
  assert.ok(chunksOf(png).PLTE.length <= 3 * 256);
  const furthest = Math.max(...colours.flat().map((value, i) => Math.abs(value - picture.rgb[i])));
  assert.ok(furthest <= 16, `${furthest}`);
});

/** A PNG whose lines are written with each of the five filters in turn; chunks carry no checksum. */
function filteredPng({ width, height, rgb }: Pixels, channels: 3 | 4): Uint8Array {
  const stride = width * channels;
  const raw = Uint8Array.from({ length: stride * height }, (_, i) => {
    const pixel = Math.floor(i / channels), channel = i % channels;
    return channel === 3 ? 255 : rgb[3 * pixel + channel];
  });
  const lines = Array.from({ length: height }, (_, y) => [
    y % 5,
    ...Array.from({ length: stride }, (_, x) => {
      const at = y * stride + x, left = x < channels ? 0 : raw[at - channels], up = y === 0 ? 0 : raw[at - stride];
      const corner = x < channels || y === 0 ? 0 : raw[at - stride - channels], p = left + up - corner;
      const nearest = [left, up, corner].toSorted((one, other) => Math.abs(p - one) - Math.abs(p - other))[0];
      return (raw[at] - [0, left, up, Math.floor((left + up) / 2), nearest][y % 5]) & 255;
    }),
  ]);
  const number = (value: number) => [value >> 24, value >> 16 & 255, value >> 8 & 255, value & 255];
  const chunk = (kind: string, data: number[]) => [
    ...number(data.length),
    ...new TextEncoder().encode(kind),
    ...data,
    ...number(0),
  ];
  return Uint8Array.from([
    ...[137, 80, 78, 71, 13, 10, 26, 10],
    ...chunk("IHDR", [...number(width), ...number(height), 8, channels === 4 ? 6 : 2, 0, 0, 0]),
    ...chunk("IDAT", [...deflateSync(Uint8Array.from(lines.flat()))]),
    ...chunk("IEND", []),
  ]);
}

Deno.test("a PNG of a browser is read: every filter, with and without transparency", () => {
  const random = seededRandom(3);
  const picture = pixels(7, 10, () => [0, 1, 2].map(() => Math.floor(256 * random.uniform())));
  for (const channels of [3, 4] as const) assert.deepEqual(readPng(filteredPng(picture, channels)), picture);
});

Deno.test("what is no PNG is refused", () => {
  assert.throws(() => readPng(new Uint8Array(20)), { message: "Cannot read a PNG: it must begin as one" });
});
