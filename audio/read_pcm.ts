/** WAV and AIFF: samples as they are, behind headers that come in many shapes. */
import { AudioError } from "./error.ts";
import { type ByteFile, Fields } from "./file.ts";
import { type AudioSource, type BlockDecoder, checkShape, decodeBlocks, type Planes } from "./source.ts";
import wavPackage from "@audio/decode-wav/package.json" with { type: "json" };
import aiffPackage from "@audio/decode-aiff/package.json" with { type: "json" };

/** Chunks before the samples after which a file is taken to be hostile. */
const MAX_CHUNKS = 1000;
/** Sizes that programs write when they do not know how much will follow. */
const PLACEHOLDER_SIZES = [0xffffffff, 0x7ffff000];

interface Chunk {
  id: string;
  start: number;
  size: number;
}

/** The chunks of a RIFF or AIFF file, in order. Chunks begin at even offsets. */
async function* chunks(file: ByteFile, littleEndian: boolean): AsyncGenerator<Chunk> {
  for (let at = 12, count = 0; at + 8 <= file.size && count < MAX_CHUNKS; count++) {
    const head = new Fields(await file.read(at, 8), littleEndian, 8);
    const size = head.u32(4);
    yield { id: head.tag(0), start: at + 8, size };
    at += 8 + size + (size & 1);
  }
}

interface Pcm {
  codec: "wav" | "aiff";
  sampleRate: number;
  channels: number;
  isFloat: boolean;
  /** Bytes of one sample of all channels. */
  frameBytes: number;
  /** Where the samples are in the file. */
  start: number;
  end: number;
  declaredSamples: number;
  /** A small header of our own in front of the samples: the decoders read only the plainest shape reliably. */
  header: Uint8Array;
  /** Signed bytes that the decoder takes for unsigned ones. */
  flipBytes: boolean;
}

/** @throws AudioError if the file is not a WAV file that can be read. */
export async function readWav(file: ByteFile): Promise<AudioSource> {
  const root = new Fields(await file.read(0, 12), true, 12);
  let format: Fields | undefined, wideDataSize: number | undefined;
  for await (const { id, start, size } of chunks(file, true)) {
    if (id === "ds64") wideDataSize = new Fields(await file.read(start, 28), true, 28).u64(8);
    else if (id === "fmt ") format = new Fields(await file.read(start, Math.min(size, 40)), true, 40);
    else if (id === "data") {
      if (!format) break;
      const finished = root.u32(4) === file.size - 8;
      const open = root.tag(0) === "RIFF" && (PLACEHOLDER_SIZES.includes(size) || (size === 0 && !finished));
      const bytes = open ? file.size - start : size === 0xffffffff && wideDataSize ? wideDataSize : size;
      return pcmSource(wavPcm(file, format, start, bytes));
    }
  }
  throw new AudioError(file.path, `it is a WAV file without ${format ? "a data" : "an fmt"} chunk (is it truncated?)`);
}

function wavPcm(file: ByteFile, format: Fields, start: number, bytes: number): Pcm {
  // WAVE_FORMAT_EXTENSIBLE keeps the real format in the first bytes of its sub-format.
  const formatTag = format.u16(0) === 0xfffe ? format.u16(24) : format.u16(0);
  const channels = format.u16(2), sampleRate = format.u32(4), frameBytes = format.u16(12);
  checkShape(file.path, sampleRate, channels);
  const bits = 8 * frameBytes / channels;
  const depths: Record<number, number[]> = { 1: [8, 16, 24, 32], 3: [32, 64], 6: [8], 7: [8] };
  if (!depths[formatTag]?.includes(bits)) {
    throw new AudioError(
      file.path,
      `WAV samples must be integers of 8, 16, 24 or 32 bits, floats, A-law or µ-law, ` +
        `current value is format 0x${formatTag.toString(16).padStart(4, "0")} with ${bits} bits ` +
        `(convert it with: ffmpeg -i INPUT OUTPUT.flac)`,
    );
  }
  const header = new DataView(new ArrayBuffer(44));
  [0x52494646, 0xffffffff, 0x57415645, 0x666d7420].forEach((word, i) => header.setUint32(4 * i, word));
  header.setUint32(16, 16, true);
  header.setUint16(20, formatTag, true);
  header.setUint16(22, channels, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * frameBytes, true);
  header.setUint16(32, frameBytes, true);
  header.setUint16(34, bits, true);
  header.setUint32(36, 0x64617461);
  header.setUint32(40, 0xffffffff);
  return {
    codec: "wav",
    sampleRate,
    channels,
    isFloat: formatTag === 3,
    frameBytes,
    start,
    end: Math.min(file.size, start + bytes),
    declaredSamples: Math.floor(bytes / frameBytes),
    header: new Uint8Array(header.buffer),
    flipBytes: false,
  };
}

/** @throws AudioError if the file is not an AIFF or AIFF-C file that can be read. */
export async function readAiff(file: ByteFile): Promise<AudioSource> {
  const compressed = new Fields(await file.read(0, 12), false, 12).tag(8) === "AIFC";
  let common: Fields | undefined, data: Chunk | undefined;
  for await (const chunk of chunks(file, false)) {
    if (chunk.id === "COMM") common = new Fields(await file.read(chunk.start, Math.min(chunk.size, 22)), false, 22);
    if (chunk.id === "SSND") data = chunk;
    if (common && data) return pcmSource(await aiffPcm(file, common, data, compressed));
  }
  throw new AudioError(
    file.path,
    `it is an AIFF file without ${common ? "an SSND" : "a COMM"} chunk (is it truncated?)`,
  );
}

async function aiffPcm(file: ByteFile, common: Fields, data: Chunk, compressed: boolean): Promise<Pcm> {
  const channels = common.u16(0), declaredSamples = common.u32(2), compression = compressed ? common.tag(18) : "NONE";
  // An 80-bit float: sign and exponent, then the mantissa with its leading one.
  const sampleRate = Math.round((common.u32(10) + common.u32(14) / 2 ** 32) * 2 ** ((common.u16(8) & 0x7fff) - 16414));
  checkShape(file.path, sampleRate, channels);
  const isFloat = /^fl(32|64)$/i.test(compression), isLaw = /^[au]law$/i.test(compression);
  const bits = isFloat ? Number(compression.slice(2)) : isLaw ? 8 : 8 * Math.ceil(common.u16(6) / 8);
  if (!(isFloat || isLaw || /^(NONE|twos|sowt)$/.test(compression)) || ![8, 16, 24, 32, 64].includes(bits)) {
    throw new AudioError(
      file.path,
      `AIFF samples must be integers of 8, 16, 24 or 32 bits, floats, A-law or µ-law, ` +
        `current value is "${compression}" with ${bits} bits (convert it with: ffmpeg -i INPUT OUTPUT.flac)`,
    );
  }
  const offset = new Fields(await file.read(data.start, 4), false, 4).u32(0);
  const start = data.start + 8 + offset, frameBytes = channels * bits / 8;
  return {
    codec: "aiff",
    sampleRate,
    channels,
    isFloat,
    frameBytes,
    start,
    end: Math.min(file.size, data.start + data.size, start + declaredSamples * frameBytes),
    declaredSamples,
    header: aiffHeader(sampleRate, channels, bits, compression),
    flipBytes: bits === 8 && !isLaw, // AIFF bytes are signed (Apple, AIFF 1.3, "Sample Points")
  };
}

function aiffHeader(sampleRate: number, channels: number, bits: number, compression: string): Uint8Array {
  const header = new DataView(new ArrayBuffer(60));
  const text = (at: number, tag: string) => [...tag].forEach((c, i) => header.setUint8(at + i, c.charCodeAt(0)));
  text(0, "FORM");
  header.setUint32(4, 0x7fffffff);
  text(8, "AIFCCOMM");
  header.setUint32(16, 24);
  header.setUint16(20, channels);
  header.setUint16(26, bits); // the number of samples stays 0: the decoder then reads all there are
  const exponent = Math.floor(Math.log2(sampleRate));
  header.setUint16(28, 16383 + exponent);
  header.setUint32(30, sampleRate * 2 ** (31 - exponent));
  text(38, compression);
  text(44, "SSND");
  header.setUint32(48, 0x7ffffff0);
  return new Uint8Array(header.buffer);
}

function pcmSource(pcm: Pcm): AudioSource {
  const { codec, sampleRate, channels, declaredSamples, isFloat, start, end, frameBytes } = pcm;
  const { name, version } = codec === "wav" ? wavPackage : aiffPackage;
  const samples = Math.max(0, Math.floor((end - start) / frameBytes));
  async function* blocks(file: ByteFile, from: number, to: number): AsyncGenerator<Uint8Array> {
    yield pcm.header;
    const last = start + Math.min(to, samples) * frameBytes;
    for await (const block of file.blocks(start + from * frameBytes, last, { unit: frameBytes })) {
      if (pcm.flipBytes) { for (let i = 0; i < block.length; i++) block[i] ^= 0x80; }
      yield block;
    }
  }
  async function* range(file: ByteFile, from: number, to: number): AsyncGenerator<Planes> {
    const { decoder } = codec === "wav" ? await import("@audio/decode-wav") : await import("@audio/decode-aiff");
    yield* decodeBlocks(decoder() as BlockDecoder, blocks(file, from, to));
  }
  return {
    codec,
    decoder: `${name} ${version}`,
    sampleRate,
    channels,
    declaredSamples,
    mayBeNonFinite: isFloat,
    planes: (file) => range(file, 0, samples),
    range,
  };
}
