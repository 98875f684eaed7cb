/**
 * How analysis frames are cut from samples, and the streaming cutter.
 * @module
 */
import type { Kernels } from "../kernels.ts";

/** Rate of all analysis, in Hz: everything is resampled to it. */
export const ANALYSIS_RATE = 22050;
/** Powers below -100 dB of full scale are silence. */
export const POWER_FLOOR = 1e-10;

/** Frames of one spectrogram. */
export interface FrameSpec {
  /** Length of a frame and of its transform; a power of two. */
  frameSamples: number;
  hopSamples: number;
}

/** Number of bins of a frame's spectrum: frameSamples / 2 + 1. */
export function binCount(spec: FrameSpec): number {
  return spec.frameSamples / 2 + 1;
}

/** Centre frequency of a bin, in Hz, at {@link ANALYSIS_RATE}. */
export function binToHz(bin: number, spec: FrameSpec): number {
  return bin * ANALYSIS_RATE / spec.frameSamples;
}

/** Bin of a frequency, not rounded: the inverse of {@link binToHz}. */
export function hzToBin(hz: number, spec: FrameSpec): number {
  return hz * spec.frameSamples / ANALYSIS_RATE;
}

/** Periodic Hann window, scaled so that a full-scale sine of an exact bin has magnitude 1. */
export function hannWindow(frameSamples: number): Float32Array {
  return Float32Array.from(
    { length: frameSamples },
    (_, n) => (0.5 - 0.5 * Math.cos(2 * Math.PI * n / frameSamples)) * 4 / frameSamples,
  );
}

/** Called with `count` power spectra [count, bins]; `firstFrame` is the number of the first one. The array is gone afterwards. */
export type SpectraSink = (power: Float32Array, count: number, firstFrame: number) => void;

/** A streaming spectrogram: push samples, get blocks of power spectra. */
export interface SpectrumStream {
  push(samples: Float32Array): void;
  /** Pads with silence so that every frame whose centre lies within the signal is made. */
  finish(): void;
}

/** Numbers of the spectra that are made at once, so that they stay in the cache until they are read. */
const BLOCK_NUMBERS = 1 << 14;
/** Frames that the kernels transform side by side. */
const LANES = 4;

/**
 * Frame f is centred on sample f·hop: half a frame of silence goes before the first sample, and ceil(N / hop) frames are
 * made of N samples. Memory is bounded; the same frames come out however the samples are cut into pushes.
 * @throws RangeError if hopSamples is not an integer in 1 … frameSamples.
 */
export function createSpectrumStream(spec: FrameSpec, kernels: Kernels, sink: SpectraSink): SpectrumStream {
  const { frameSamples, hopSamples } = spec;
  if (!Number.isInteger(hopSamples) || hopSamples < 1 || hopSamples > frameSamples) {
    throw new RangeError(
      `Cannot frame audio: hopSamples must be an integer in 1 … ${frameSamples}, current value is ${hopSamples}` +
        (hopSamples > 0 && hopSamples < 1 ? " (is this in seconds?)" : ""),
    );
  }
  const window = hannWindow(frameSamples), bins = binCount(spec);
  const blockFrames = LANES * Math.max(1, Math.floor(BLOCK_NUMBERS / bins / LANES));
  const blockSamples = frameSamples + (blockFrames - 1) * hopSamples;
  const buffer = new Float32Array(blockSamples);
  let filled = frameSamples / 2, nextFrame = 0, total = 0;

  function emit(frames: number): void {
    // In the kernels' memory, where the sink's own calls find it without a copy.
    kernels.scope(() => {
      const power = kernels.float32(frames * bins);
      kernels.powerSpectraInto(buffer, { frameSamples, hopSamples, window }, power);
      sink(power, frames, nextFrame);
    });
    nextFrame += frames;
    const used = frames * hopSamples;
    buffer.copyWithin(0, used, blockSamples);
    filled -= used;
  }

  function append(samples: Float32Array): void {
    for (let taken = 0; taken < samples.length;) {
      const part = samples.subarray(taken, taken + blockSamples - filled);
      buffer.set(part, filled);
      filled += part.length;
      taken += part.length;
      if (filled === blockSamples) emit(blockFrames);
    }
  }

  return {
    push(samples) {
      total += samples.length;
      append(samples);
    },
    finish() {
      const frames = Math.ceil(total / hopSamples);
      while (nextFrame < frames) {
        buffer.fill(0, filled);
        filled = blockSamples;
        emit(Math.min(blockFrames, frames - nextFrame));
      }
    },
  };
}
