/**
 * Pictures of screens as small PNG files: at most 256 colours, chosen where they differ most (median cut by variance).
 * @module
 */
import { crc32, deflateSync, inflateSync } from "node:zlib";

export interface Pixels {
  width: number;
  height: number;
  /** [height, width, 3]: red, green, blue of every pixel, 0 … 255. */
  rgb: Uint8Array;
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** Bytes of a pixel by the colour types that are read: RGB and RGBA. */
const CHANNELS: Record<number, number> = { 2: 3, 6: 4 };
const MOST_COLOURS = 256;

/**
 * Read a PNG of 8 bits a channel as browsers write it; what is transparent is taken as opaque.
 * @throws {SyntaxError} if it is none.
 */
export function readPng(bytes: Uint8Array): Pixels {
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) throw new SyntaxError("Cannot read a PNG: it must begin as one");
  const view = new DataView(bytes.buffer, bytes.byteOffset), parts: Uint8Array[] = [];
  let width = 0, height = 0, channels = 0;
  for (let at = SIGNATURE.length; at < bytes.length;) {
    const length = view.getUint32(at), kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (kind === "IHDR") {
      [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
      channels = CHANNELS[bytes[at + 17]];
      if (bytes[at + 16] !== 8 || !channels) throw new SyntaxError("Cannot read a PNG: it must be 8-bit RGB or RGBA");
    }
    if (kind === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const lines = unfilter(new Uint8Array(inflateSync(joined(parts))), { width, height, channels });
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.set(lines.subarray(i * channels, i * channels + 3), 3 * i);
  return { width, height, rgb };
}

/** PNG specification, section 9: every line begins with the filter that it was written with. */
function unfilter(
  filtered: Uint8Array,
  { width, height, channels }: { width: number; height: number; channels: number },
): Uint8Array {
  const stride = width * channels, lines = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (stride + 1)], from = y * (stride + 1) + 1, to = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x < channels ? 0 : lines[to + x - channels], up = y === 0 ? 0 : lines[to + x - stride];
      const corner = x < channels || y === 0 ? 0 : lines[to + x - stride - channels];
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      lines[to + x] = filtered[from + x] + guess;
    }
  }
  return lines;
}

function paeth(left: number, up: number, corner: number): number {
  const p = left + up - corner, [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** A colour, and how many pixels have it. */
interface Colour {
  count: number;
  /** Red, green, blue. */
  rgb: number[];
}

/** A PNG of at most 256 colours. */
export function smallPng({ width, height, rgb }: Pixels): Uint8Array {
  const colours = countColours(rgb), boxes = cut([...colours.values()]);
  const index = new Map(boxes.flatMap((box, i) => box.map((colour): [Colour, number] => [colour, i])));
  const lines = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      lines[y * (width + 1) + 1 + x] = index.get(colours.get(keyOf(rgb, y * width + x))!)!;
    }
  }
  const header = new Uint8Array(13), view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 3], 8); // 8 bits of a palette
  return joined([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("PLTE", Uint8Array.from(boxes.flatMap((box) => meanOf(box).map(Math.round)))),
    chunk("IDAT", new Uint8Array(deflateSync(lines, { level: 9 }))),
    chunk("IEND", new Uint8Array()),
  ]);
}

const keyOf = (rgb: Uint8Array, pixel: number) => rgb[3 * pixel] << 16 | rgb[3 * pixel + 1] << 8 | rgb[3 * pixel + 2];

function countColours(rgb: Uint8Array): Map<number, Colour> {
  const colours = new Map<number, Colour>();
  for (let pixel = 0; pixel < rgb.length / 3; pixel++) {
    const key = keyOf(rgb, pixel), known = colours.get(key);
    if (known) known.count++;
    else colours.set(key, { count: 1, rgb: [...rgb.subarray(3 * pixel, 3 * pixel + 3)] });
  }
  return colours;
}

/** Halve the box whose colours differ most, at its mean on its longest side, until there are enough. */
function cut(colours: Colour[]): Colour[][] {
  const boxes = [{ colours, ...spreadOf(colours) }];
  while (boxes.length < MOST_COLOURS) {
    const widest = boxes.reduce((most, box, i) => box.error > boxes[most].error ? i : most, 0);
    const { colours, error, side, mean } = boxes[widest];
    if (error < 1e-6) break;
    const below = colours.filter(({ rgb }) => rgb[side] <= mean[side]);
    const above = colours.filter(({ rgb }) => rgb[side] > mean[side]);
    boxes.splice(widest, 1, ...[below, above].map((colours) => ({ colours, ...spreadOf(colours) })));
  }
  return boxes.map(({ colours }) => colours);
}

/** Squared error about the mean, and the channel that most of it is in. */
function spreadOf(colours: Colour[]): { error: number; side: number; mean: number[] } {
  const mean = meanOf(colours);
  const errors = mean.map((m, c) => colours.reduce((sum, { count, rgb }) => sum + count * (rgb[c] - m) ** 2, 0));
  return { error: errors[0] + errors[1] + errors[2], side: errors.indexOf(Math.max(...errors)), mean };
}

function meanOf(colours: Colour[]): number[] {
  const count = colours.reduce((sum, { count }) => sum + count, 0);
  return [0, 1, 2].map((c) => colours.reduce((sum, { count, rgb }) => sum + count * rgb[c], 0) / count);
}

function chunk(kind: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12), view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(kind), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
