/**
 * From samples to what every step of one second sounds like: its magnitude spectrum, which the deep belief network reads,
 * and classic descriptors. Streaming: memory grows by the step, not by the sample.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { powerToDecibels } from "../units.ts";
import { magnitudeFloor, powerFloor } from "./floor.ts";
import { ANALYSIS_RATE, binCount, createSpectrumStream, type FrameSpec, POWER_FLOOR } from "./frames.ts";
import { HARMONY_NAMES, harmonyInto, LOWEST_NOTE, NOTE_COUNT, noteFilters, PITCH_CLASSES } from "./harmony.ts";
import { applyFiltersInto, dctRows, melFilters } from "./mel.ts";
import { RHYTHM_NAMES, rhythmInto } from "./rhythm.ts";
import { StepMeans } from "./step_means.ts";
import { CONTRAST_NAMES, contrastInto, kWeighting, SHAPE_NAMES, shapeInto } from "./timbre.ts";

/** Changes whenever the same audio gives other features: models refuse features of another version. */
export const FEATURE_VERSION = 2;

/** Frames of the spectra that the deep belief network reads: 257 bins, as in the seed (Schmidt & Kim 2011). */
export const SPECTRUM_FRAMES: FrameSpec = { frameSamples: 512, hopSamples: 512 };
const TIMBRE_FRAMES: FrameSpec = { frameSamples: 2048, hopSamples: 1024 };
const PITCH_FRAMES: FrameSpec = { frameSamples: 8192, hopSamples: 2048 };

const MEL_BANDS = 40;
const CEPSTRA = 20;
/** dB by which the zeroth cepstral coefficient rises for each dB of gain: that of an orthonormal transform of equal bands. */
export const CEPSTRUM_LEVEL_GAIN = Math.sqrt(MEL_BANDS);
/** Seconds behind a step over which harmony is heard. */
const HARMONY_SECONDS = [1, 4, 16];
/** A band that comes out of silence rises by this much, in dB: how deep a silence was decides nothing. */
const STEEPEST_RISE = 40;

/** Names of the descriptors, in the order of their columns. */
export const DESCRIPTOR_NAMES: string[] = [
  ...Array.from({ length: CEPSTRA }, (_, k) => `cepstrum.${k}`),
  ...Array.from({ length: CEPSTRA }, (_, k) => `cepstrumDeviation.${k}`),
  ...CONTRAST_NAMES,
  ...SHAPE_NAMES,
  "level",
  "levelRange",
  "pitch",
  "pitchSpread",
  ...RHYTHM_NAMES,
  ...HARMONY_SECONDS.flatMap((seconds) => HARMONY_NAMES.map((name) => `${name}.${seconds}s`)),
];

/** Features of one piece. T = steps = ceil(duration). */
export interface StepFeatures {
  steps: number;
  /** Natural log of the mean magnitude of each bin over the step (full-scale sine = 0), [T, 257]. */
  spectra: Float32Array;
  /** Descriptors, [T, DESCRIPTOR_NAMES.length]; units as in the functions that make them. */
  descriptors: Float32Array;
}

/** Push samples at {@link ANALYSIS_RATE}, then finish. */
export interface StepFeatureStream {
  push(samples: Float32Array): void;
  /** @param steps ceil(duration) of the file, when resampling may have rounded the last step away; by default of the samples. */
  finish(steps?: number): StepFeatures;
}

/** Mean magnitude spectra of the steps, as the deep belief network reads them. */
function spectrumStage(kernels: Kernels) {
  const bins = binCount(SPECTRUM_FRAMES);
  const logSpectrum = (mean: Float64Array) => {
    const floor = magnitudeFloor(mean);
    return Float32Array.from(mean, (magnitude) => Math.log(magnitude + floor));
  };
  const means = new StepMeans(bins, SPECTRUM_FRAMES, logSpectrum);
  const stream = createSpectrumStream(SPECTRUM_FRAMES, kernels, (power, count, first) => {
    for (let f = 0; f < count; f++) {
      const row = means.at(first + f);
      for (let bin = 0; bin < bins; bin++) row[bin] += Math.sqrt(power[f * bins + bin]);
    }
  });
  const writeInto = (out: Float32Array, steps: number) => {
    for (let step = 0; step < steps; step++) out.set(means.of(step), step * bins);
  };
  return { stream, writeInto };
}

/** Offsets of what a timbre frame adds to its step's row. */
const TIMBRE_BINS = binCount(TIMBRE_FRAMES);
const MEL_AT = TIMBRE_BINS;
const CEPSTRUM_AT = MEL_AT + MEL_BANDS;
const SQUARE_AT = CEPSTRUM_AT + CEPSTRA;
const LEVEL_AT = SQUARE_AT + CEPSTRA;
const TIMBRE_WIDTH = LEVEL_AT + 2;
/** Columns that timbre fills: the first ones, up to `levelRange`. */
const TIMBRE_COLUMNS = DESCRIPTOR_NAMES.indexOf("levelRange") + 1;

/** Descriptors of a step's mean timbre frame, [TIMBRE_COLUMNS]. */
function timbreOf(mean: Float64Array): Float32Array {
  const out = new Float32Array(TIMBRE_COLUMNS);
  const deviation = (at: number, squareAt: number) => Math.sqrt(Math.max(0, mean[squareAt] - mean[at] * mean[at]));
  for (let k = 0; k < CEPSTRA; k++) {
    out[k] = mean[CEPSTRUM_AT + k];
    out[CEPSTRA + k] = deviation(CEPSTRUM_AT + k, SQUARE_AT + k);
  }
  const power = Float32Array.from(mean.subarray(0, TIMBRE_BINS)), bands = mean.subarray(MEL_AT, CEPSTRUM_AT);
  contrastInto(power, TIMBRE_FRAMES, out, column(CONTRAST_NAMES[0]));
  shapeInto(power, bands, TIMBRE_FRAMES, out, column(SHAPE_NAMES[0]));
  out[column("level")] = mean[LEVEL_AT];
  out[column("levelRange")] = deviation(LEVEL_AT, LEVEL_AT + 1);
  return out;
}

/** Cepstrum, contrast, shape, level and the onset envelope. */
function timbreStage(kernels: Kernels) {
  const filters = melFilters(MEL_BANDS, TIMBRE_FRAMES), dct = dctRows(CEPSTRA, MEL_BANDS);
  const weighting = kWeighting(TIMBRE_FRAMES);
  const means = new StepMeans(TIMBRE_WIDTH, TIMBRE_FRAMES, timbreOf);
  const mel = new Float64Array(MEL_BANDS), decibels = new Float64Array(MEL_BANDS), before = new Float64Array(MEL_BANDS);
  let envelope = new Float32Array(4096), frames = 0;

  function addFrame(power: Float32Array, offset: number, frame: number): void {
    const row = means.at(frame);
    let level = 0;
    for (let bin = 0; bin < TIMBRE_BINS; bin++) {
      const value = power[offset + bin];
      row[bin] += value;
      level += weighting[bin] * value;
    }
    applyFiltersInto(filters, power, offset, mel);
    const floor = powerFloor(mel);
    let rise = 0;
    for (let band = 0; band < MEL_BANDS; band++) {
      row[MEL_AT + band] += mel[band];
      decibels[band] = powerToDecibels(mel[band] + floor);
      if (frame > 0) rise += Math.min(STEEPEST_RISE, Math.max(0, decibels[band] - before[band]));
    }
    before.set(decibels);
    for (let k = 0; k < CEPSTRA; k++) {
      let sum = 0;
      for (let band = 0; band < MEL_BANDS; band++) sum += dct[k * MEL_BANDS + band] * decibels[band];
      row[CEPSTRUM_AT + k] += sum;
      row[SQUARE_AT + k] += sum * sum;
    }
    const levelDb = powerToDecibels(Math.max(POWER_FLOOR, level));
    row[LEVEL_AT] += levelDb;
    row[LEVEL_AT + 1] += levelDb * levelDb;
    if (frame >= envelope.length) {
      const longer = new Float32Array(envelope.length * 2);
      longer.set(envelope);
      envelope = longer;
    }
    envelope[frame] = rise / MEL_BANDS;
    frames = frame + 1;
  }

  const stream = createSpectrumStream(TIMBRE_FRAMES, kernels, (power, count, first) => {
    for (let f = 0; f < count; f++) addFrame(power, f * TIMBRE_BINS, first + f);
  });
  const writeInto = (out: Float32Array, steps: number) => {
    for (let step = 0; step < steps; step++) out.set(means.of(step), step * DESCRIPTOR_NAMES.length);
    const framesPerSecond = ANALYSIS_RATE / TIMBRE_FRAMES.hopSamples;
    const width = DESCRIPTOR_NAMES.length;
    rhythmInto(envelope.subarray(0, frames), framesPerSecond, steps, out, width, column(RHYTHM_NAMES[0]));
  };
  return { stream, writeInto };
}

/** Pitch register and harmony. */
function pitchStage(kernels: Kernels) {
  const filters = noteFilters(PITCH_FRAMES), bins = binCount(PITCH_FRAMES);
  const means = new StepMeans(NOTE_COUNT, PITCH_FRAMES, (mean) => Float32Array.from(mean));
  const notes = new Float64Array(NOTE_COUNT);
  const stream = createSpectrumStream(PITCH_FRAMES, kernels, (power, count, first) => {
    for (let f = 0; f < count; f++) {
      applyFiltersInto(filters, power, f * bins, notes);
      const row = means.at(first + f);
      for (let note = 0; note < NOTE_COUNT; note++) row[note] += Math.sqrt(notes[note]);
    }
  });
  const writeInto = (out: Float32Array, steps: number) => {
    const width = DESCRIPTOR_NAMES.length;
    const chroma = new Float64Array(steps * PITCH_CLASSES);
    for (let step = 0; step < steps; step++) {
      const salience = means.of(step);
      let total = 0, mean = 0, square = 0;
      for (let note = 0; note < NOTE_COUNT; note++) {
        const value = salience[note];
        chroma[step * PITCH_CLASSES + (note + LOWEST_NOTE) % PITCH_CLASSES] += value;
        total += value;
        mean += value * note;
        square += value * note * note;
      }
      if (total > 1e-6) {
        out[step * width + column("pitch")] = LOWEST_NOTE + mean / total;
        out[step * width + column("pitchSpread")] = Math.sqrt(Math.max(0, square / total - (mean / total) ** 2));
      }
    }
    const window = new Float64Array(PITCH_CLASSES);
    for (const seconds of HARMONY_SECONDS) {
      const offset = column(`${HARMONY_NAMES[0]}.${seconds}s`);
      for (let step = 0; step < steps; step++) {
        window.fill(0);
        for (let past = Math.max(0, step - seconds + 1); past <= step; past++) {
          for (let i = 0; i < PITCH_CLASSES; i++) window[i] += chroma[past * PITCH_CLASSES + i];
        }
        harmonyInto(window, out, step * width + offset);
      }
    }
  };
  return { stream, writeInto };
}

function column(name: string): number {
  return DESCRIPTOR_NAMES.indexOf(name);
}

/** Start extracting the features of one piece. */
export function createStepFeatureStream(kernels: Kernels): StepFeatureStream {
  const spectrum = spectrumStage(kernels), timbre = timbreStage(kernels), pitch = pitchStage(kernels);
  let samples = 0;
  return {
    push(block) {
      samples += block.length;
      for (const { stream } of [spectrum, timbre, pitch]) stream.push(block);
    },
    finish(steps = Math.ceil(samples / ANALYSIS_RATE)) {
      for (const { stream } of [spectrum, timbre, pitch]) stream.finish();
      const spectra = new Float32Array(steps * binCount(SPECTRUM_FRAMES));
      const descriptors = new Float32Array(steps * DESCRIPTOR_NAMES.length);
      spectrum.writeInto(spectra, steps);
      timbre.writeInto(descriptors, steps);
      pitch.writeInto(descriptors, steps);
      return { steps, spectra, descriptors };
    },
  };
}

/**
 * Features of samples that are all in memory.
 * @param samples mono, at {@link ANALYSIS_RATE}.
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
export function stepFeatures(samples: Float32Array, kernels: Kernels): StepFeatures {
  const stream = createStepFeatureStream(kernels);
  stream.push(samples);
  return stream.finish();
}
