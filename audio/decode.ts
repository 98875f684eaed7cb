/**
 * Audio files to mono samples at their own rate, as a stream. A file that is damaged, cut or no audio at all gives an
 * {@link AudioError}; it never gives fewer samples than it declares without one.
 * @module
 */
import { AudioError } from "./error.ts";
import { readWithFfmpeg } from "./ffmpeg.ts";
import { ByteFile } from "./file.ts";
import { findMpg123, type Mpg123 } from "./mpg123.ts";
import { readFlac } from "./read_flac.ts";
import { readMp3 } from "./read_mp3.ts";
import { readOgg } from "./read_ogg.ts";
import { readAiff, readWav } from "./read_pcm.ts";
import { detectKind, type FileKind } from "./sniff.ts";
import type { AudioSource, Codec, Planes } from "./source.ts";

export { AudioError };

export const DECODER_CHOICES = ["auto", "npm", "native"] as const;

/**
 * `npm`: packages that give the same samples on every machine, in the sandbox of WebAssembly; ffmpeg only for formats that
 * they do not know. `native`: libmpg123 for mp3, which must be installed. `auto`: the same where it is installed.
 */
export type DecoderChoice = typeof DECODER_CHOICES[number];

export interface DecodeOptions {
  /** `npm` by default. `ffmpeg`: ffmpeg for everything, to compare with. */
  decoder?: DecoderChoice | "ffmpeg";
  /** Longest file that is decoded, in seconds; 12 hours by default. A file of a few bytes can claim to last for years. */
  maxSeconds?: number;
  /** Stops the stream with the signal's reason. */
  signal?: AbortSignal;
}

/** A file whose headers have been read. Iterating decodes it, from the start each time; no file stays open in between. */
export interface AudioStream extends AsyncIterable<Float32Array<ArrayBuffer>> {
  readonly path: string;
  readonly codec: Codec;
  /** Name and version of what decodes it. Decoders differ in the last bits: a part of the key of anything cached. */
  readonly decoder: string;
  readonly sampleRate: number;
  /** Channels in the file; the stream is their mean. */
  readonly channels: number;
  /** Length by the headers; null if they do not say. */
  readonly declaredSeconds: number | null;
}

/** Difference between declared and decoded length that is taken for a codec's own delay. */
const TOLERANCE_SECONDS = 0.1;
const MAX_SECONDS = 12 * 3600;
/** Float files may go beyond full scale, but not by as much: such a value is damage, and its square overflows. */
const MAX_AMPLITUDE = 1e6;

/**
 * Open a file. Its kind is told by its content: wav, flac, mp3, Ogg Vorbis, Ogg Opus, aiff, and what ffmpeg reads where
 * it is installed.
 * @returns a stream of chunks of mono samples, mean of the channels, nominally -1 … 1. The chunks are the caller's. Only
 * when the iteration has ended without an error is the file known to be whole.
 * @throws AudioError, here or while iterating.
 */
export async function openAudio(path: string, options: DecodeOptions = {}): Promise<AudioStream> {
  const file = await ByteFile.open(path);
  try {
    const source = await readHeaders(file, options);
    if (source.declaredSamples === 0) throw new AudioError(path, "it contains no audio (0 s)");
    requireShort(path, source.declaredSamples ?? 0, source, options);
    const declaredSeconds = source.declaredSamples === null ? null : source.declaredSamples / source.sampleRate;
    const { codec, decoder, sampleRate, channels } = source;
    const stream = { path, codec, decoder, sampleRate, channels, declaredSeconds };
    return { ...stream, [Symbol.asyncIterator]: () => decode(stream, source, options) };
  } finally {
    file.close();
  }
}

async function readHeaders(file: ByteFile, options: DecodeOptions): Promise<AudioSource> {
  const kind = await detectKind(file), { decoder = "npm", maxSeconds = MAX_SECONDS } = options;
  if (kind.format === "other") return readWithFfmpeg(file, kind, { maxSeconds });
  const source = await readOurs(file, kind, decoder);
  if (decoder !== "ffmpeg") return source;
  return readWithFfmpeg(file, { name: source.codec, demuxer: kind.format }, { maxSeconds, declared: source });
}

function readOurs(
  file: ByteFile,
  { format }: FileKind,
  decoder: DecodeOptions["decoder"],
): Promise<AudioSource> {
  if (format === "wav") return readWav(file);
  if (format === "aiff") return readAiff(file);
  if (format === "flac") return readFlac(file);
  return format === "ogg" ? readOgg(file) : readMp3(file, nativeMp3(file, decoder));
}

/** @throws AudioError if it is asked for and missing. */
function nativeMp3({ path }: ByteFile, decoder: DecodeOptions["decoder"]): Mpg123 | null {
  const library = decoder === "native" || decoder === "auto" ? findMpg123() : null;
  if (library || decoder !== "native") return library;
  throw new AudioError(path, "decoding mp3 natively needs libmpg123 (install it, or use the npm decoder)");
}

async function* decode(
  { path }: { path: string },
  source: AudioSource,
  options: DecodeOptions,
): AsyncGenerator<Float32Array<ArrayBuffer>> {
  const file = await ByteFile.open(path), { signal } = options;
  let samples = 0;
  try {
    for await (const planes of source.planes(file)) {
      signal?.throwIfAborted();
      if (planes.channelData.length === 0) continue;
      const mono = mixDown(path, source, planes);
      if (source.mayBeNonFinite) checkFinite(path, mono, samples / source.sampleRate);
      samples += mono.length;
      requireShort(path, samples, source, options);
      if (mono.length > 0) yield mono;
    }
    checkLength(path, source, samples);
  } catch (cause) {
    if (cause instanceof AudioError || signal?.aborted) throw cause;
    throw new AudioError(path, `the ${source.codec} decoder failed: ${messageOf(cause)} (is the file damaged?)`, {
      cause,
    });
  } finally {
    file.close();
  }
}

/** First by the headers, so that nothing is decoded in vain, then by what comes: either may lie. */
function requireShort(
  path: string,
  samples: number,
  { sampleRate, declaredSamples }: AudioSource,
  { maxSeconds = MAX_SECONDS }: DecodeOptions,
): void {
  if (samples <= maxSeconds * sampleRate) return;
  const declares = declaredSamples ? `, the file declares ${seconds(declaredSamples, sampleRate)}` : "";
  throw new AudioError(path, `it must not last longer than ${maxSeconds} s${declares}`);
}

/** Mean of the channels, in the memory of the first. */
function mixDown(path: string, source: AudioSource, { channelData, sampleRate }: Planes): Float32Array<ArrayBuffer> {
  if (sampleRate !== source.sampleRate) {
    throw new AudioError(path, `its sample rate changes from ${source.sampleRate} to ${sampleRate} Hz`);
  }
  const [first, second] = channelData as Float32Array<ArrayBuffer>[];
  if (channelData.length === 2) {
    for (let i = 0; i < first.length; i++) first[i] = (first[i] + second[i]) * 0.5;
  } else if (channelData.length > 2) {
    for (const plane of channelData.slice(1)) for (let i = 0; i < first.length; i++) first[i] += plane[i];
    for (let i = 0; i < first.length; i++) first[i] /= channelData.length;
  }
  return first;
}

function checkFinite(path: string, samples: Float32Array, startSeconds: number): void {
  for (const value of samples) {
    if (value >= -MAX_AMPLITUDE && value <= MAX_AMPLITUDE) continue;
    throw new AudioError(
      path,
      `its samples must be finite, current value is ${value} in the chunk at ${startSeconds.toFixed(1)} s ` +
        `(was it exported by a program with a fault? export it again as 24-bit integers)`,
    );
  }
}

function checkLength(path: string, source: AudioSource, samples: number): void {
  const { declaredSamples, sampleRate, mayExceed } = source;
  if (samples === 0) {
    const declares = declaredSamples ? `the file declares ${seconds(declaredSamples, sampleRate)} but ` : "";
    throw new AudioError(path, `${declares}no audio could be decoded (is the file damaged?)`);
  }
  if (declaredSamples === null) return;
  const missing = (declaredSamples - samples) / sampleRate, declares = seconds(declaredSamples, sampleRate);
  if (missing > TOLERANCE_SECONDS) {
    throw new AudioError(
      path,
      `the file declares ${declares} but only ${
        seconds(samples, sampleRate)
      } could be decoded (is the file truncated?)`,
    );
  }
  if (missing < -TOLERANCE_SECONDS && !mayExceed) {
    throw new AudioError(
      path,
      `the file declares ${declares} but ${seconds(samples, sampleRate)} were decoded (is its header damaged?)`,
    );
  }
}

function seconds(samples: number, sampleRate: number): string {
  return `${(samples / sampleRate).toFixed(1)} s`;
}

/** WebAssembly modules throw text and numbers, too. */
function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
