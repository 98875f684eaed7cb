/**
 * What the analysis listens to: any audio file as mono samples at one rate.
 * @module
 */
import type { Kernels } from "../core/kernels.ts";
import { ANALYSIS_RATE } from "../core/signal/frames.ts";
import { createResampler } from "../core/signal/resample.ts";
import { type AudioStream, type DecodeOptions, openAudio } from "./decode.ts";

export interface AnalysisOptions extends DecodeOptions {
  /**
   * Sees each chunk at the file's own rate before it is resampled, to draw or to write it in the same pass. The chunk
   * must not be modified.
   */
  onNative?: (chunk: Float32Array) => void | Promise<void>;
}

/** Mono samples at {@link ANALYSIS_RATE}. The file is known to be whole only when the iteration has ended. */
export interface AnalysisAudio extends AsyncIterable<Float32Array> {
  readonly source: AudioStream;
  readonly sampleRate: typeof ANALYSIS_RATE;
}

/**
 * Open a file for analysis: {@link openAudio} and {@link createResampler} in one stream, in bounded memory.
 * @throws AudioError, here or while iterating.
 */
export async function openAnalysisAudio(
  path: string,
  kernels: Kernels,
  options: AnalysisOptions = {},
): Promise<AnalysisAudio> {
  const source = await openAudio(path, options);
  return {
    source,
    sampleRate: ANALYSIS_RATE,
    async *[Symbol.asyncIterator]() {
      const resampler = createResampler(source.sampleRate, ANALYSIS_RATE, kernels);
      for await (const chunk of source) {
        await options.onNative?.(chunk);
        const samples = resampler.push(chunk);
        if (samples.length > 0) yield samples;
      }
      const rest = resampler.finish();
      if (rest.length > 0) yield rest;
    },
  };
}
