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
export interface AudioStream<C = Float32Array<ArrayBuffer>> extends AsyncIterable<C> {
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
export function openAudio(path: string, options: DecodeOptions = {}): Promise<AudioStream> {
  const mono = (planes: Planes, source: AudioSource) => mixDown(path, source, planes);
  return openStream(path, options, { arrange: mono, eachOf: (samples) => [samples] });
}

/**
 * Open a file to be heard: as {@link openAudio}, but chunks are the left and the right channel where the file has two. One
 * channel, or the mean of more than two, comes as one. Their mean is what {@link openAudio} gives, sample for sample.
 * @throws AudioError, here or while iterating.
 */
export function openStereo(
  path: string,
  options: Omit<DecodeOptions, "decoder"> = {},
): Promise<AudioStream<Float32Array[]>> {
  const arrange = (planes: Planes, source: AudioSource) => heardPlanes(path, source, planes);
  return openStream(path, options, { arrange, eachOf: (channels) => channels });
}

/** As many channels as are heard of the file, whatever a part of it has. */
function heardPlanes(path: string, source: AudioSource, planes: Planes): Float32Array[] {
  requireRate(path, source, planes);
  const heard = source.channels === 2 ? 2 : 1;
  if (heard === 2 && planes.channelData.length === 2) return [...planes.channelData];
  const mono = mixDown(path, source, planes);
  return heard === 2 ? [mono, mono] : [mono];
}

/** A file whose samples lie in it as they are (wav, aiff): any stretch can be read without what is before it. */
export interface SamplesInPlace {
  sampleRate: number;
  /** As they are heard: 1 or 2. */
  channels: number;
  samples: number;
  /**
   * Samples from … end - 1, as {@link openStereo} gives them; fewer at the end of the file.
   * @throws AudioError
   */
  read(from: number, end: number): Promise<Float32Array[]>;
}

/**
 * Open a file to read stretches of it.
 * @returns null if it is compressed: then it must be decoded from its start.
 * @throws AudioError
 */
export async function openInPlace(path: string): Promise<SamplesInPlace | null> {
  const file = await ByteFile.open(path);
  try {
    const kind = await detectKind(file);
    if (kind.format !== "wav" && kind.format !== "aiff") return null;
    const source = await readOurs(file, kind, "npm"), { sampleRate, declaredSamples } = source;
    const read = (from: number, end: number) => readRange(path, source, from, end);
    return { sampleRate, channels: source.channels === 2 ? 2 : 1, samples: declaredSamples!, read };
  } finally {
    file.close();
  }
}

async function readRange(path: string, source: AudioSource, from: number, end: number): Promise<Float32Array[]> {
  const file = await ByteFile.open(path), parts: Float32Array[][] = [];
  try {
    for await (const planes of source.range!(file, from, end)) {
      if (planes.channelData.length > 0) parts.push(heardPlanes(path, source, planes));
    }
  } finally {
    file.close();
  }
  const length = parts.reduce((sum, [first]) => sum + first.length, 0);
  return Array.from({ length: source.channels === 2 ? 2 : 1 }, (_, channel) => {
    const out = new Float32Array(length);
    let at = 0;
    for (const part of parts) {
      out.set(part[channel], at);
      at += part[channel].length;
    }
    return out;
  });
}

/** What becomes of the decoders' planes, and the arrays of samples in it. */
interface Arrangement<C> {
  arrange(planes: Planes, source: AudioSource): C;
  eachOf(chunk: C): Float32Array[];
}

async function openStream<C>(path: string, options: DecodeOptions, as: Arrangement<C>): Promise<AudioStream<C>> {
  const file = await ByteFile.open(path);
  try {
    const source = await readHeaders(file, options);
    if (source.declaredSamples === 0) throw new AudioError(path, "it contains no audio (0 s)");
    requireShort(path, source.declaredSamples ?? 0, source, options);
    const declaredSeconds = source.declaredSamples === null ? null : source.declaredSamples / source.sampleRate;
    const { codec, decoder, sampleRate, channels } = source;
    const stream = { path, codec, decoder, sampleRate, channels, declaredSeconds };
    return { ...stream, [Symbol.asyncIterator]: () => decode(path, source, options, as) };
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

async function* decode<C>(
  path: string,
  source: AudioSource,
  options: DecodeOptions,
  { arrange, eachOf }: Arrangement<C>,
): AsyncGenerator<C> {
  const file = await ByteFile.open(path), { signal } = options;
  let samples = 0;
  try {
    for await (const planes of source.planes(file)) {
      signal?.throwIfAborted();
      if (planes.channelData.length === 0) continue;
      const chunk = arrange(planes, source), arrays = eachOf(chunk), [{ length }] = arrays;
      if (source.mayBeNonFinite) { for (const array of arrays) checkFinite(path, array, samples / source.sampleRate); }
      samples += length;
      requireShort(path, samples, source, options);
      if (length > 0) yield chunk;
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

function requireRate(path: string, source: AudioSource, { sampleRate }: Planes): void {
  if (sampleRate === source.sampleRate) return;
  throw new AudioError(path, `its sample rate changes from ${source.sampleRate} to ${sampleRate} Hz`);
}

/** Mean of the channels, in the memory of the first. */
function mixDown(path: string, source: AudioSource, planes: Planes): Float32Array<ArrayBuffer> {
  requireRate(path, source, planes);
  const { channelData } = planes;
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
