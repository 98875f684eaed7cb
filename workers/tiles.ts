/**
 * Makes the tiles of a track while it is decoded: one pass, bounded memory.
 * @module
 */
import { openAnalysisAudio } from "../audio/analysis.ts";
import type { Kernels } from "../core/kernels.ts";
import { createPyramid, type PyramidSpec } from "../core/media/pyramid.ts";
import {
  createSpectrogram,
  SPECTROGRAM_DECIBELS,
  SPECTROGRAM_FRAMES,
  SPECTROGRAM_HIGH_HZ,
  SPECTROGRAM_LOW_HZ,
  SPECTROGRAM_PYRAMID,
  SPECTROGRAM_SECONDS_PER_COLUMN,
} from "../core/media/spectrogram.ts";
import { createSpectrumStream, type SpectraSink } from "../core/signal/frames.ts";
import { createOutline, WAVEFORM_PYRAMID, waveformBucketSamples } from "../core/media/waveform.ts";
import type { OnProgress } from "../core/progress.ts";
import { shareHeard } from "./reporting_progress.ts";
import { type TileDirectory, type TileLevel, writeTilesHeader } from "../formats/tiles.ts";

export interface TileWriter {
  /** Samples at the file's own rate, mono. */
  pushNative(samples: Float32Array): void;
  /** Spectra of the same sound, of {@link SPECTROGRAM_FRAMES}. */
  takeSpectra: SpectraSink;
  /** Complete the file. */
  finish(): void;
  /** Close and remove what is unfinished. */
  abort(): void;
}

/** Tiles are small; written together they cost the system little. */
const BUFFER_BYTES = 1 << 20;

/** Begin a file of tiles. */
export function createTiles(path: string, sampleRate: number, kernels: Kernels): TileWriter {
  const file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const buffer = new Uint8Array(BUFFER_BYTES);
  let buffered = 0, at = 0, samples = 0;

  function writeOut(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  }
  function flush(): void {
    writeOut(buffer.subarray(0, buffered));
    buffered = 0;
  }
  function write(bytes: Uint8Array): number {
    if (buffered + bytes.length > BUFFER_BYTES) flush();
    if (bytes.length > BUFFER_BYTES) writeOut(bytes);
    else {
      buffer.set(bytes, buffered);
      buffered += bytes.length;
    }
    at += bytes.length;
    return at - bytes.length;
  }
  function pyramidOf(spec: PyramidSpec) {
    const offsets: number[][] = [];
    const pyramid = createPyramid(spec, (level, bytes) => (offsets[level] ??= []).push(write(bytes)));
    const finish = (): TileLevel[] =>
      pyramid.finish().map((columns, level) => ({ columns, offsets: offsets[level] ?? [] }));
    return { push: pyramid.push, finish };
  }

  write(writeTilesHeader());
  const bucketSamples = waveformBucketSamples(sampleRate);
  const waveform = pyramidOf(WAVEFORM_PYRAMID), outline = createOutline(bucketSamples, waveform.push);
  const spectrogram = pyramidOf(SPECTROGRAM_PYRAMID), takeSpectra = createSpectrogram(kernels, spectrogram.push);

  function directory(): TileDirectory {
    outline.finish();
    const [lowDecibels, highDecibels] = SPECTROGRAM_DECIBELS;
    const { width, tileColumns } = WAVEFORM_PYRAMID;
    return {
      sampleRate,
      samples,
      waveform: {
        ...{ width, tileColumns, startSeconds: 0, secondsPerColumn: bucketSamples / sampleRate },
        levels: waveform.finish(),
      },
      spectrogram: {
        width: SPECTROGRAM_PYRAMID.width,
        tileColumns: SPECTROGRAM_PYRAMID.tileColumns,
        startSeconds: -SPECTROGRAM_SECONDS_PER_COLUMN / 2, // columns are centred on their time
        secondsPerColumn: SPECTROGRAM_SECONDS_PER_COLUMN,
        ...{ lowHz: SPECTROGRAM_LOW_HZ, highHz: SPECTROGRAM_HIGH_HZ, lowDecibels, highDecibels },
        levels: spectrogram.finish(),
      },
    };
  }

  return {
    pushNative(chunk) {
      samples += chunk.length;
      outline.push(chunk);
    },
    takeSpectra,
    finish() {
      const bytes = new TextEncoder().encode(JSON.stringify(directory()));
      const offset = write(bytes);
      flush();
      file.seekSync(0, Deno.SeekMode.Start);
      writeOut(writeTilesHeader({ offset, bytes: bytes.length }));
      file.close();
    },
    abort() {
      file.close();
      Deno.removeSync(path);
    },
  };
}

/** Only the tiles of a file, for one that was analysed before there were any. */
export async function drawTiles(
  { audioPath, tilesPath }: { audioPath: string; tilesPath: string },
  kernels: Kernels,
  onProgress: OnProgress,
): Promise<void> {
  let samples = 0;
  const audio = await openAnalysisAudio(audioPath, kernels, {
    onNative(chunk) {
      samples += chunk.length;
      tiles.pushNative(chunk);
    },
  });
  const { sampleRate, declaredSeconds } = audio.source;
  const tiles = createTiles(tilesPath, sampleRate, kernels);
  const spectra = createSpectrumStream(SPECTROGRAM_FRAMES, kernels, tiles.takeSpectra);
  try {
    for await (const chunk of audio) {
      spectra.push(chunk);
      onProgress({ fraction: shareHeard(samples / sampleRate, declaredSeconds), message: "drawing" });
    }
    spectra.finish();
    tiles.finish();
  } catch (error) {
    tiles.abort();
    throw error;
  }
}
