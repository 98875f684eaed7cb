/** What the readers of the formats have in common. */
import { checkSampleRate } from "../core/signal/resample.ts";
import { AudioError } from "./error.ts";
import type { ByteFile } from "./file.ts";

/** How the samples are coded. The first six have an npm decoder; the rest are named as the container is. */
export type Codec = "wav" | "flac" | "mp3" | "vorbis" | "opus" | "aiff" | (string & Record<never, never>);

/** More channels than any music has; a hostile header could claim 65,535 and make the decoder allocate for them. */
const MAX_CHANNELS = 64;

/** A file whose headers have been read. */
export interface AudioSource {
  readonly codec: Codec;
  /** Name and version of the decoder. Results differ between decoders, so this belongs in keys of caches. */
  readonly decoder: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples a channel by the headers; null if they do not say. */
  readonly declaredSamples: number | null;
  /** Whether more than declared may be decoded: for headers that describe only the first part of a file. */
  readonly mayExceed?: boolean;
  /** Whether samples may be NaN or infinite, as in float files. */
  readonly mayBeNonFinite?: boolean;
  /** Samples of all channels, chunk by chunk. The arrays are fresh and may be modified. */
  planes(file: ByteFile, signal?: AbortSignal): AsyncIterable<Planes>;
  /** Samples from … end - 1 alone; only where they lie in the file as they are. */
  range?(file: ByteFile, from: number, end: number): AsyncIterable<Planes>;
}

/** One chunk of decoded samples: an array a channel, all of one length; or their mean alone. */
export interface Planes {
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
}

/** The shape that the `@audio/decode-*` packages share, and our native decoder has too. */
export interface BlockDecoder {
  decode(bytes: Uint8Array): Planes;
  flush?(): Planes;
  free(): void;
}

/** Bytes fed in a row without a sample coming back after which a file counts as damaged: no header is as long. */
const MAX_SILENT_BYTES = 16 << 20;

/**
 * Feed blocks of bytes to a decoder until they end, or until it gives nothing more (some decoders hold on to all
 * bytes after a damaged frame). What is missing then shows in the length.
 */
export async function* decodeBlocks(
  decoder: BlockDecoder,
  blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Planes> {
  try {
    let silentBytes = 0;
    for await (const block of blocks) {
      const planes = quietly(() => decoder.decode(block));
      silentBytes = planes.channelData.length > 0 ? 0 : silentBytes + block.length;
      if (silentBytes > MAX_SILENT_BYTES) return;
      yield planes;
    }
    if (decoder.flush) yield quietly(() => decoder.flush!());
  } finally {
    decoder.free();
  }
}

/** Run a decoder without its words on the console: damage shows in the length, and is reported on one line. */
function quietly<T>(decode: () => T): T {
  const { error, warn } = console;
  console.error = console.warn = () => {};
  try {
    return decode();
  } finally {
    Object.assign(console, { error, warn });
  }
}

/** @throws AudioError if rate or number of channels can not be those of music. */
export function checkShape(path: string, sampleRate: number, channels: number): void {
  if (!Number.isInteger(channels) || channels < 1 || channels > MAX_CHANNELS) {
    throw new AudioError(path, `it must have 1 … ${MAX_CHANNELS} channels, current value is ${channels}`);
  }
  try {
    checkSampleRate(sampleRate, "decode");
  } catch (cause) {
    throw new AudioError(path, (cause as Error).message.replace("Cannot decode: ", ""), { cause });
  }
}
