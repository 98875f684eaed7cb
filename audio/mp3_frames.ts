/** Headers of MPEG audio frames (ISO/IEC 11172-3 and 13818-3), enough to count samples without decoding. */
import { AudioError } from "./error.ts";
import { type ByteFile, Fields } from "./file.ts";

export interface FrameHeader {
  /** 3 MPEG-1, 2 MPEG-2, 0 MPEG-2.5, as coded. */
  version: number;
  layer: 1 | 2 | 3;
  sampleRate: number;
  channels: number;
  samples: number;
  bytes: number;
}

/** kbit/s by index 1 … 14: layer I, II and III of MPEG-1, layer I and the others of MPEG-2. */
const BITRATES = {
  V1L1: [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  V1L2: [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  V1L3: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  V2L1: [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  V2: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

/** The frame header at `at`, or null if there is none. Free-format streams (bitrate index 0) count as none. */
export function frameHeader(bytes: Uint8Array, at: number): FrameHeader | null {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xe0) !== 0xe0) return null;
  const version = bytes[at + 1] >> 3 & 3, layerCode = bytes[at + 1] >> 1 & 3;
  const bitrateIndex = bytes[at + 2] >> 4, rateIndex = bytes[at + 2] >> 2 & 3;
  if (version === 1 || layerCode === 0 || bitrateIndex === 0 || bitrateIndex === 15 || rateIndex === 3) return null;
  const layer = 4 - layerCode as 1 | 2 | 3;
  const table = version === 3
    ? [BITRATES.V1L1, BITRATES.V1L2, BITRATES.V1L3][layer - 1]
    : layer === 1
    ? BITRATES.V2L1
    : BITRATES.V2;
  const bitsPerSecond = 1000 * table[bitrateIndex - 1];
  const sampleRate = [44100, 48000, 32000][rateIndex] >> (version === 3 ? 0 : version === 2 ? 1 : 2);
  const samples = layer === 1 ? 384 : layer === 3 && version !== 3 ? 576 : 1152;
  const padding = bytes[at + 2] >> 1 & 1;
  const size = layer === 1
    ? 4 * (Math.floor(12 * bitsPerSecond / sampleRate) + padding)
    : Math.floor(samples / 8 * bitsPerSecond / sampleRate) + padding;
  return { version, layer, sampleRate, channels: bytes[at + 3] >> 6 === 3 ? 1 : 2, samples, bytes: size };
}

function sameStream(a: FrameHeader, b: FrameHeader | null): boolean {
  return b !== null && a.version === b.version && a.layer === b.layer && a.sampleRate === b.sampleRate;
}

/** Where the first frames may begin: some files have that much padding in front. */
const SEARCH_BYTES = 1 << 17;

/** The first frame of at least three in a row, or of fewer that end with the file. */
export async function firstFrame(
  file: ByteFile,
  start: number,
  end: number,
): Promise<{ at: number; frame: FrameHeader } | null> {
  const length = Math.min(SEARCH_BYTES, end - start),
    bytes = await file.read(start, Math.min(length + 8192, end - start));
  const ends = start + bytes.length === end;
  for (let at = 0; at < length; at++) {
    const frame = frameHeader(bytes, at);
    if (!frame) continue;
    const second = at + frame.bytes, next = frameHeader(bytes, second);
    if (ends && second === bytes.length) return { at: start + at, frame };
    if (!next || !sameStream(frame, next)) continue;
    const third = second + next.bytes;
    if (ends && third >= bytes.length || sameStream(frame, frameHeader(bytes, third))) return { at: start + at, frame };
  }
  return null;
}

/** What the first frame may say about the whole file instead of holding sound (the Xing or Info header and LAME's tag). */
export interface StreamInfo {
  /** Frames that follow; null if it does not say. */
  frames: number | null;
  /** Samples that the encoder added before and after the music. */
  delay: number;
  padding: number;
}

/** The Xing or Info header in the frame at `at`; null if it holds sound. */
export async function streamInfo(file: ByteFile, at: number, frame: FrameHeader): Promise<StreamInfo | null> {
  const side = frame.version === 3 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17;
  const fields = new Fields(await file.read(at + 4 + side, 160), false, 160);
  if (frame.layer !== 3 || !/^(Xing|Info)$/.test(fields.tag(0))) return null;
  const flags = fields.u32(4);
  // Frames, bytes, a table of 100 bytes and a quality, each if its flag is set; then LAME's tag, if there is one.
  const lame = 8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  const hasLame = /^[\x20-\x7e]{4}$/.test(fields.tag(lame));
  const gaps = hasLame ? fields.u8(lame + 21) << 16 | fields.u8(lame + 22) << 8 | fields.u8(lame + 23) : 0;
  return { frames: flags & 1 ? fields.u32(8) : null, delay: gaps >> 12, padding: gaps & 0xfff };
}

/**
 * Samples of the frames from `start` to `end`, by walking from header to header. Bytes between frames that are no
 * frames count as the frames that were lost there, at the mean size; bytes after the last frame do not.
 * @throws AudioError if the last frame is not complete: the one sign of a file that is cut.
 */
export async function walkFrames(file: ByteFile, start: number, end: number, like: FrameHeader): Promise<number> {
  let samples = 0, frames = 0, frameBytes = 0, lostBytes = 0, strayBytes = 0;
  let bytes = new Uint8Array(0), from = start;
  for (let at = start; at < end;) {
    if (at + 8192 > from + bytes.length && from + bytes.length < end) { // larger than any two frames
      bytes = await file.read(from = at, 1 << 18);
    }
    const here = at - from, frame = frameHeader(bytes, here);
    const follows = frame &&
      (here + frame.bytes + 4 > bytes.length || sameStream(like, frameHeader(bytes, here + frame.bytes)));
    if (frame && sameStream(like, frame) && (strayBytes === 0 || follows)) {
      if (at + frame.bytes > end && strayBytes === 0) {
        throw new AudioError(
          file.path,
          "its last MP3 frame is cut off (is the file truncated? if it is meant to end there: " +
            "ffmpeg -i INPUT -c copy OUTPUT.mp3)",
        );
      }
      if (at + frame.bytes > end) break; // a chance hit in a tag
      samples += frame.samples;
      frames++;
      frameBytes += frame.bytes;
      lostBytes += strayBytes;
      strayBytes = 0;
      at += frame.bytes;
    } else {
      strayBytes++;
      at++;
    }
  }
  return samples + (frames > 0 ? Math.round(lostBytes / (frameBytes / frames)) * like.samples : 0);
}
