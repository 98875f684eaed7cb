/** MP3, and the older layers of MPEG audio. */
import mp3Package from "@audio/decode-mp3/package.json" with { type: "json" };
import { AudioError } from "./error.ts";
import type { ByteFile } from "./file.ts";
import type { Mpg123 } from "./mpg123.ts";
import { firstFrame, streamInfo, walkFrames } from "./mp3_frames.ts";
import { type AudioSource, type BlockDecoder, decodeBlocks, type Planes } from "./source.ts";
import { audioEnd, audioStart } from "./tags_around.ts";

/** Bytes that a decoder gets at once: its samples then stay in a cache until they are used. */
const BLOCK_BYTES = 1 << 14;

/**
 * @param library what decodes layer III instead of the npm package; null for the package. (In damaged frames of layer II it
 * writes to stderr, whatever it is told.)
 * @throws AudioError if the file holds no frames of MPEG audio, or ends within one.
 */
export async function readMp3(file: ByteFile, library: Mpg123 | null): Promise<AudioSource> {
  const tagEnd = await audioStart(file), end = await audioEnd(file, tagEnd);
  const first = await firstFrame(file, tagEnd, end);
  if (!first) {
    throw new AudioError(
      file.path,
      tagEnd >= file.size
        ? "nothing follows its ID3 tag (is the file truncated?)"
        : "it holds neither the header of a known format nor MP3 frames (is it an audio file?)",
    );
  }
  const { at, frame } = first, info = await streamInfo(file, at, frame), native = frame.layer === 3 ? library : null;
  const declaredSamples = info?.frames
    ? info.frames * frame.samples - info.delay - info.padding
    : await walkFrames(file, info ? at + frame.bytes : at, end, frame);
  return {
    codec: "mp3",
    decoder: native?.id ?? `${mp3Package.name} ${mp3Package.version}`,
    sampleRate: frame.sampleRate,
    channels: frame.channels,
    declaredSamples: Math.max(0, declaredSamples),
    mayExceed: true, // joined files keep the header of the first
    async *planes(file) {
      const decoder = native?.open() ?? await openPackage(), blocks = file.blocks(at, end, { size: BLOCK_BYTES });
      for await (const planes of decodeBlocks(decoder, blocks)) {
        yield frame.channels === 1 ? firstPlane(planes) : planes;
      }
    },
  };
}

async function openPackage(): Promise<BlockDecoder> {
  const { decoder } = await import("@audio/decode-mp3");
  return await decoder() as BlockDecoder;
}

/** The decoder gives two equal channels for mono files. */
function firstPlane({ channelData, sampleRate }: Planes): Planes {
  return { channelData: channelData.slice(0, 1), sampleRate };
}
