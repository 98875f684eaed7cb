/**
 * From samples to what every step of one second sounds like: its magnitude spectrum, which the deep belief network reads,
 * and classic descriptors. Streaming: memory grows by the step, not by the sample.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { DESCRIPTOR_NAMES, descriptorColumn } from "./descriptors.ts";
import { ANALYSIS_RATE, type FrameSpec, type SpectraSink } from "./frames.ts";
import { createLoudnessMeter, LOUDNESS_NAMES, loudnessInto } from "./loudness.ts";
import { pitchStage } from "./step_pitch.ts";
import { spectrumStage, type StepSpectra } from "./step_spectra.ts";
import { SEED_SPECTRUM, type StepFrameSpec } from "./step_spectrum_spec.ts";
import { timbreStage } from "./step_timbre.ts";

export { DESCRIPTOR_NAMES };
export { CEPSTRUM_LEVEL_GAIN } from "./step_timbre.ts";

/** Changes whenever the same audio gives other features: models refuse features of another version. */
export const FEATURE_VERSION = 3;

/** Frames of the seed's spectra. */
export const SPECTRUM_FRAMES: FrameSpec = SEED_SPECTRUM;

/** Features of one piece. T = steps = ceil(duration). */
export interface StepFeatures extends StepSpectra {
  steps: number;
  /** Descriptors, [T, DESCRIPTOR_NAMES.length]; units as in the functions that make them. */
  descriptors: Float32Array;
}

/** Push samples at {@link ANALYSIS_RATE}, then finish. */
export interface StepFeatureStream {
  push(samples: Float32Array): void;
  /** @param steps ceil(duration) of the file, when resampling may have rounded the last step away; by default of the samples. */
  finish(steps?: number): StepFeatures;
}

/**
 * Start extracting the features of one piece.
 * @param spec frames of the spectra, and what is told of them; the descriptors do not depend on it.
 * @param options.onSpectra sees the spectra that the descriptors are made of, of `TIMBRE_FRAMES`, for who draws them.
 */
export function createStepFeatureStream(
  kernels: Kernels,
  spec: StepFrameSpec = SEED_SPECTRUM,
  { onSpectra }: { onSpectra?: SpectraSink } = {},
): StepFeatureStream {
  const spectrum = spectrumStage(kernels, spec), timbre = timbreStage(kernels, onSpectra), pitch = pitchStage(kernels);
  const streams = [spectrum.stream, timbre.stream, pitch.stream], meter = createLoudnessMeter(ANALYSIS_RATE);
  let samples = 0;
  return {
    push(block) {
      samples += block.length;
      for (const stream of streams) stream.push(block);
      meter.push(block);
    },
    finish(steps = Math.ceil(samples / ANALYSIS_RATE)) {
      for (const stream of streams) stream.finish();
      const width = DESCRIPTOR_NAMES.length, descriptors = new Float32Array(steps * width);
      timbre.writeInto(descriptors, steps);
      pitch.writeInto(descriptors, steps);
      loudnessInto(meter.finish(), steps, { width, offset: descriptorColumn(LOUDNESS_NAMES[0]) }, descriptors);
      return { steps, ...spectrum.finish(steps), descriptors };
    },
  };
}

/**
 * Features of samples that are all in memory.
 * @param samples mono, at {@link ANALYSIS_RATE}.
 * @param steps as in {@link StepFeatureStream.finish}.
 * @example
 * ```ts
 * import { referenceKernels } from "../kernels.ts";
 * import { DESCRIPTOR_NAMES, stepFeatures } from "./step_features.ts";
 * const a4 = Float32Array.from({ length: 22050 }, (_, n) => Math.sin(2 * Math.PI * 440 * n / 22050));
 * const { steps, descriptors } = stepFeatures(a4, referenceKernels);
 * if (steps !== 1) throw new Error("one second is one step");
 * if (Math.abs(descriptors[DESCRIPTOR_NAMES.indexOf("pitch")] - 69) > 1) throw new Error("A4 is MIDI note 69");
 * ```
 */
export function stepFeatures(
  samples: Float32Array,
  kernels: Kernels,
  spec: StepFrameSpec = SEED_SPECTRUM,
  steps?: number,
): StepFeatures {
  const stream = createStepFeatureStream(kernels, spec);
  stream.push(samples);
  return stream.finish(steps);
}
