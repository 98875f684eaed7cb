/** Audio files made in memory, for tests. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type DecodeOptions, type DecoderChoice, openAudio } from "./decode.ts";
import { findMpg123 } from "./mpg123.ts";

const hasMpg123 = findMpg123() !== null;
if (!hasMpg123) console.log("libmpg123 is not installed: the tests of decoding mp3 with it are skipped");
/** What the same tests of mp3 run on; to be left out where it is not installed. */
export const MP3_DECODERS: readonly { decoder: DecoderChoice; ignore: boolean }[] = [
  { decoder: "npm", ignore: false },
  { decoder: "native", ignore: !hasMpg123 },
];

/** Path of a file of `tests/fixtures/audio`. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../tests/fixtures/audio/${name}`, import.meta.url));
}

export function fixture(name: string): Uint8Array {
  return Deno.readFileSync(fixturePath(name));
}

/** Run `work` with a file of the given bytes that is removed afterwards. */
export async function withFile<T>(bytes: Uint8Array, name: string, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "moodline-audio-" });
  try {
    await Deno.writeFile(`${folder}/${name}`, bytes);
    return await work(`${folder}/${name}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All samples of a file. */
export async function decodeAll(path: string, options?: DecodeOptions): Promise<Float32Array> {
  const chunks: Float32Array[] = [];
  for await (const chunk of await openAudio(path, options)) chunks.push(chunk);
  const all = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

export function decodeBytes(bytes: Uint8Array, name = "music.bin", options?: DecodeOptions): Promise<Float32Array> {
  return withFile(bytes, name, (path) => decodeAll(path, options));
}

/** What the fixtures hold, as the mean of their channels. */
export function twoTones(sampleRate: number, samples: number): Float32Array {
  const angle = (hz: number, n: number) => 2 * Math.PI * hz * n / sampleRate;
  return Float32Array.from({ length: samples }, (_, n) => 0.15 * (Math.sin(angle(440, n)) + Math.sin(angle(660, n))));
}

/** How far `estimated` is from `reference`, in dB of signal to noise, without the first and last tenth of a second. */
export function signalToNoise(estimated: Float32Array, reference: Float32Array, sampleRate: number): number {
  let signal = 0, noise = 0;
  const edge = sampleRate / 10, end = Math.min(estimated.length, reference.length) - edge;
  assert.ok(end > edge, "nothing to compare");
  for (let n = edge; n < end; n++) {
    signal += reference[n] ** 2;
    noise += (estimated[n] - reference[n]) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

export function concatBytes(...parts: (Uint8Array | string | number[])[]): Uint8Array<ArrayBuffer> {
  const arrays = parts.map((part) =>
    typeof part === "string" ? Uint8Array.from(part, (c) => c.charCodeAt(0)) : Uint8Array.from(part)
  );
  const out = new Uint8Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    out.set(array, at);
    at += array.length;
  }
  return out;
}

export function u16(value: number, littleEndian: boolean): number[] {
  const bytes = [value >> 8 & 255, value & 255];
  return littleEndian ? bytes.reverse() : bytes;
}

export function u32(value: number, littleEndian: boolean): number[] {
  const bytes = [value >>> 24, value >>> 16 & 255, value >>> 8 & 255, value & 255];
  return littleEndian ? bytes.reverse() : bytes;
}

function chunk(id: string, body: Uint8Array | number[], littleEndian: boolean, size = body.length): Uint8Array {
  return concatBytes(id, u32(size, littleEndian), body, body.length % 2 ? [0] : []);
}

export type SampleFormat = "s8" | "u8" | "s16" | "s24" | "s32" | "f32" | "f64";

/** Samples -1 … 1 as bytes. */
function sampleBytes(samples: ArrayLike<number>, format: SampleFormat, littleEndian: boolean): Uint8Array {
  const bits = Number(format.slice(1)), size = bits / 8, view = new DataView(new ArrayBuffer(samples.length * size));
  for (let i = 0; i < samples.length; i++) {
    const integer = Math.max(
      -(2 ** (bits - 1)),
      Math.min(2 ** (bits - 1) - 1, Math.round(samples[i] * 2 ** (bits - 1))),
    );
    if (format === "f32") view.setFloat32(4 * i, samples[i], littleEndian);
    else if (format === "f64") view.setFloat64(8 * i, samples[i], littleEndian);
    else if (format === "u8") view.setUint8(i, integer + 128);
    else if (format === "s8") view.setInt8(i, integer);
    else if (format === "s16") view.setInt16(2 * i, integer, littleEndian);
    else if (format === "s32") view.setInt32(4 * i, integer, littleEndian);
    else for (let k = 0; k < 3; k++) view.setUint8(3 * i + (littleEndian ? k : 2 - k), integer >> 8 * k & 255);
  }
  return new Uint8Array(view.buffer);
}

export interface WavShape {
  format?: SampleFormat;
  channels?: number;
  sampleRate?: number;
  /** WAVE_FORMAT_EXTENSIBLE. */
  extensible?: boolean;
  /** Chunks before and after the samples. */
  before?: Uint8Array;
  after?: Uint8Array;
  /** What the headers claim, if not the truth. */
  dataSize?: number;
  riffSize?: number;
  formatTag?: number;
}

/** A WAV file of interleaved samples. */
export function wavBytes(samples: ArrayLike<number>, shape: WavShape = {}): Uint8Array<ArrayBuffer> {
  const { format = "s16", channels = 1, sampleRate = 22050, before = [], after = [] } = shape;
  const bits = Number(format.slice(1)), frameBytes = channels * bits / 8 & 0xffff;
  const tag = shape.formatTag ?? (format.startsWith("f") ? 3 : 1);
  const fields = concatBytes(
    u16(shape.extensible ? 0xfffe : tag, true),
    u16(channels, true),
    u32(sampleRate, true),
    u32(sampleRate * frameBytes, true),
    u16(frameBytes, true),
    u16(bits, true),
    shape.extensible
      ? [22, 0, bits, 0, 0, 0, 0, 0, tag, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]
      : [],
  );
  const data = sampleBytes(samples, format, true);
  const body = concatBytes(
    "WAVE",
    chunk("fmt ", fields, true),
    before,
    chunk("data", data, true, shape.dataSize),
    after,
  );
  return concatBytes("RIFF", u32(shape.riffSize ?? body.length, true), body);
}

export function riffChunk(id: string, body: number[]): Uint8Array {
  return chunk(id, body, true);
}

export interface AiffShape {
  format?: SampleFormat;
  channels?: number;
  sampleRate?: number;
  /** Makes it an AIFF-C file. */
  compression?: string;
  declaredSamples?: number;
}

/** An AIFF or AIFF-C file of interleaved samples. */
export function aiffBytes(samples: ArrayLike<number>, shape: AiffShape = {}): Uint8Array<ArrayBuffer> {
  const { format = "s16", channels = 1, sampleRate = 22050, compression } = shape;
  const exponent = Math.floor(Math.log2(sampleRate)), mantissa = sampleRate * 2 ** (31 - exponent);
  const common = concatBytes(
    u16(channels, false),
    u32(shape.declaredSamples ?? samples.length / channels, false),
    u16(Number(format.slice(1)), false),
    [...u16(16383 + exponent, false), ...u32(mantissa, false), 0, 0, 0, 0],
    compression ? concatBytes(compression, [0, 0]) : [],
  );
  const data = concatBytes(u32(0, false), u32(0, false), sampleBytes(samples, format, compression === "sowt"));
  const body = concatBytes(
    compression ? "AIFC" : "AIFF",
    chunk("NAME", [65, 66, 67], false),
    chunk("COMM", common, false),
    chunk("SSND", data, false),
  );
  return concatBytes("FORM", u32(body.length, false), body);
}

/** Checksum by the polynomial x^bits + `polynomial`, bit by bit. */
function crc(bytes: Uint8Array, bits: number, polynomial: number): number {
  let value = 0;
  for (const byte of bytes) {
    for (let k = 7; k >= 0; k--) {
      const top = value >> bits - 1 & 1 ^ byte >> k & 1;
      value = (value << 1 ^ (top ? polynomial : 0)) & 2 ** bits - 1;
    }
  }
  return value;
}

/**
 * A FLAC file of mono 16-bit samples at 22,050 Hz: one frame of `blockSamples` equal samples for each level. Its frames
 * have some 14 bytes.
 * @param options.total The length in the header; 0 for unknown.
 */
export function flacBytes(
  levels: number[],
  blockSamples: number,
  options: { total?: number; pictureBytes?: number } = {},
): Uint8Array<ArrayBuffer> {
  const rate = 22050,
    total = options.total ?? levels.length * blockSamples,
    hasPicture = options.pictureBytes ? 0 : 0x80;
  const info = concatBytes(
    [...u16(blockSamples, false), ...u16(blockSamples, false), 0, 0, 0, 0, 0, 0],
    [rate >> 12, rate >> 4 & 255, (rate & 15) << 4 | 0 << 1 | 0, 15 << 4, ...u32(total, false)],
    new Uint8Array(16),
  );
  const picture = new Uint8Array(options.pictureBytes ?? 0);
  const frames = levels.map((level, number) => {
    const coded = number < 0x80
      ? [number]
      : number < 0x800
      ? [0xc0 | number >> 6, 0x80 | number & 63]
      : [0xe0 | number >> 12, 0x80 | number >> 6 & 63, 0x80 | number & 63];
    // Fixed blocks, their size in 16 bits, 22,050 Hz, mono, 16 bits; then a subframe of one constant.
    const header = concatBytes([0xff, 0xf8, 0x76, 0x08], coded, u16(blockSamples - 1, false));
    const frame = concatBytes(header, [crc(header, 8, 0x07)], [0x00], u16(Math.round(level * 32768) & 0xffff, false));
    return concatBytes(frame, u16(crc(frame, 16, 0x8005), false));
  });
  return concatBytes(
    "fLaC",
    [hasPicture, 0, 0, 34],
    info,
    picture.length
      ? concatBytes([0x86, picture.length >> 16, picture.length >> 8 & 255, picture.length & 255], picture)
      : [],
    ...frames,
  );
}

/** An ID3v2.3 tag with a picture of so many bytes; they look like the start of MP3 frames. */
export function id3Bytes(pictureBytes: number): Uint8Array {
  const picture = new Uint8Array(pictureBytes).map((_, i) => [0xff, 0xfb, 0x90, 0x64][i % 4]);
  const frame = concatBytes("APIC", u32(pictureBytes, false), [0, 0], picture), n = frame.length;
  return concatBytes("ID3", [3, 0, 0, n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127], frame);
}

/** The error of a file that must not decode. */
export async function decodeError(bytes: Uint8Array, name: string, options?: DecodeOptions): Promise<Error> {
  try {
    await decodeBytes(bytes, name, options);
  } catch (error) {
    return error as Error;
  }
  throw new assert.AssertionError({ message: `${name} decoded without an error` });
}
