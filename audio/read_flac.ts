/** FLAC (RFC 9639). */
import flacPackage from "@audio/decode-flac/package.json" with { type: "json" };
import { AudioError } from "./error.ts";
import { BLOCK_BYTES, type ByteFile, Fields } from "./file.ts";
import { type AudioSource, type BlockDecoder, checkShape, decodeBlocks } from "./source.ts";
import { audioEnd, audioStart } from "./tags_around.ts";

const STREAMINFO_BYTES = 34;
/** More metadata blocks than any file has. */
const MAX_METADATA_BLOCKS = 1000;
/** Where the last frame is looked for. Frames of usual files have some 10 kB. */
const TAIL_BYTES = 1 << 19;
const MAX_HEADER_BYTES = 16;
/** Frame headers that are tried from the end: by chance, few others than the last pass their own checksum. */
const MAX_TRIES = 50;

/** @throws AudioError if the file is not a FLAC file that can be read. */
export async function readFlac(file: ByteFile): Promise<AudioSource> {
  const start = await audioStart(file);
  // Our own header in front of the frames: the decoder would collect megabytes of cover art, growing an array each time.
  const header = (await file.read(start, 8 + STREAMINFO_BYTES)).slice();
  const fields = new Fields(header, false, 8 + STREAMINFO_BYTES);
  if (header.length < 8 + STREAMINFO_BYTES || (header[4] & 127) !== 0) {
    throw new AudioError(file.path, "its FLAC header is not complete (is the file truncated?)");
  }
  header.set([0x80, 0, 0, STREAMINFO_BYTES], 4);
  const info = fields.u32(18); // 20 bits sample rate, 3 channels - 1, 5 bits a sample - 1, 4 of the length
  const sampleRate = info >>> 12, channels = (info >>> 9 & 7) + 1;
  checkShape(file.path, sampleRate, channels);
  const framesStart = await afterMetadata(file, start + 4), framesEnd = await audioEnd(file, framesStart);
  const declared = (info & 15) * 2 ** 32 + fields.u32(22);

  async function* blocks(file: ByteFile): AsyncGenerator<Uint8Array> {
    yield header;
    for (let at = framesStart; at < framesEnd;) {
      const block = await file.read(at, Math.min(BLOCK_BYTES, framesEnd - at));
      if (block.length === 0) return;
      const cut = at + block.length < framesEnd ? cutBetweenHeaders(block) : block.length;
      yield block.subarray(0, cut);
      at += cut;
    }
  }
  return {
    codec: "flac",
    decoder: `${flacPackage.name} ${flacPackage.version}`,
    sampleRate,
    channels,
    declaredSamples: declared || await lengthByLastFrame(file, framesStart, framesEnd, fields.u16(8)),
    async *planes(file) {
      const { decoder } = await import("@audio/decode-flac");
      yield* decodeBlocks(await decoder() as BlockDecoder, blocks(file));
    },
  };
}

/**
 * Where a block may end: the decoder misses frames whose header is spread over two blocks. What looks like a header may
 * overlap the one before; more than a few that do are no music, and would be followed back to the start of the block.
 */
function cutBetweenHeaders(block: Uint8Array): number {
  const least = Math.max(0, block.length - 4 * MAX_HEADER_BYTES);
  let cut = block.length - MAX_HEADER_BYTES;
  for (let at = cut - 1; at > least && at > cut - MAX_HEADER_BYTES; at--) {
    const header = frameHeader(block.subarray(at));
    if (header && at + header.bytes > cut) cut = at;
  }
  return Math.max(1, cut);
}

async function afterMetadata(file: ByteFile, at: number): Promise<number> {
  for (let count = 0, last = false; !last; count++) {
    const [flags, a, b, c] = await file.read(at, 4);
    if (c === undefined || count === MAX_METADATA_BLOCKS) {
      throw new AudioError(file.path, "its FLAC metadata does not end (is the file truncated?)");
    }
    last = (flags & 0x80) !== 0;
    at += 4 + (a << 16 | b << 8 | c);
  }
  return at;
}

/**
 * Length of a stream whose header does not state it, as encoders write into pipes: the last frame carries its number.
 * @throws AudioError if the file does not end with a whole frame.
 */
async function lengthByLastFrame(file: ByteFile, start: number, end: number, blockSamples: number): Promise<number> {
  const from = Math.max(start, end - TAIL_BYTES), tail = await file.read(from, end - from);
  if (tail.length === 0) return 0;
  for (let at = tail.length - 6, tries = 0; at >= 0 && tries < MAX_TRIES; at--) {
    const frame = tail.subarray(at), header = frameHeader(frame);
    if (!header) continue;
    tries++;
    if (crc(frame, 16, 0x8005) !== 0) continue; // a frame ends with the checksum of all before it
    return header.numbersSamples ? header.number + header.samples : header.number * blockSamples + header.samples;
  }
  throw new AudioError(file.path, "it does not end with a whole FLAC frame (is the file truncated?)");
}

interface FrameHeader {
  numbersSamples: boolean;
  number: number;
  samples: number;
  bytes: number;
}

/** The header at the start of `frame` (RFC 9639, §9.1), or null if its checksum says that there is none. */
function frameHeader(frame: Uint8Array): FrameHeader | null {
  if (frame[0] !== 0xff || (frame[1] & 0xfe) !== 0xf8) return null;
  // The number of the frame or of its first sample is coded like UTF-8, with up to 36 bits.
  const first = frame[4], extra = first < 0x80 ? 0 : Math.max(0, Math.clz32(~(first << 24)) - 1);
  let number = extra === 0 ? first : first & (0x3f >> extra);
  for (let i = 1; i <= extra; i++) number = number * 64 + (frame[4 + i] & 0x3f);
  const sizeCode = frame[2] >> 4, rateCode = frame[2] & 15, after = 5 + extra;
  const size = after + (sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0) + (rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0);
  if (sizeCode === 0 || size >= frame.length || crc(frame.subarray(0, size + 1), 8, 0x07) !== 0) return null;
  const samples = sizeCode === 1
    ? 192
    : sizeCode <= 5
    ? 576 << sizeCode - 2
    : sizeCode === 6
    ? frame[after] + 1
    : sizeCode === 7
    ? (frame[after] << 8 | frame[after + 1]) + 1
    : 256 << sizeCode - 8;
  return { numbersSamples: (frame[1] & 1) === 1, number, samples, bytes: size + 1 };
}

/** Checksum by the polynomial x^bits + `polynomial`; 0 over data that its own checksum follows. */
function crc(bytes: Uint8Array, bits: 8 | 16, polynomial: number): number {
  const top = 1 << bits - 1, mask = 2 * top - 1;
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << bits - 8;
    for (let k = 0; k < 8; k++) value = (value & top ? value << 1 ^ polynomial : value << 1) & mask;
  }
  return value;
}
