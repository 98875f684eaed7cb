/**
 * What the steps sound like: cepstrum, contrast, shape, level, and the onset envelope that rhythm is heard in.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { powerToDecibels } from "../units.ts";
import { CEPSTRA, DESCRIPTOR_NAMES, descriptorColumn } from "./descriptors.ts";
import { powerFloor } from "./floor.ts";
import {
  ANALYSIS_RATE,
  binCount,
  binToHz,
  createSpectrumStream,
  type FrameSpec,
  POWER_FLOOR,
  type SpectraSink,
} from "./frames.ts";
import { kWeightingFilters, powerResponse } from "./loudness.ts";
import { type BandFilter, dctRows, filterBank, melFilters } from "./mel.ts";
import { RHYTHM_NAMES, rhythmInto } from "./rhythm.ts";
import { StepMeans } from "./step_means.ts";
import { CONTRAST_NAMES, contrastInto, SHAPE_NAMES, shapeInto } from "./timbre.ts";

/** 93 ms every 46 ms. */
export const TIMBRE_FRAMES: FrameSpec = { frameSamples: 2048, hopSamples: 1024 };
const FRAMES = TIMBRE_FRAMES;
const BINS = binCount(FRAMES);
const MEL_BANDS = 40;
/** The mel bands, then the level. */
const BANDS = MEL_BANDS + 1;
/** dB by which the zeroth cepstral coefficient rises for each dB of gain: that of an orthonormal transform of equal bands. */
export const CEPSTRUM_LEVEL_GAIN = Math.sqrt(MEL_BANDS);
/** A band that comes out of silence rises by this much, in dB: how deep a silence was decides nothing. */
const STEEPEST_RISE = 40;

/** Offsets of what a frame adds to its step's sums. */
const MEL_AT = BINS;
const CEPSTRUM_AT = MEL_AT + MEL_BANDS;
const SQUARE_AT = CEPSTRUM_AT + CEPSTRA;
const LEVEL_AT = SQUARE_AT + CEPSTRA;
const WIDTH = LEVEL_AT + 2;
/** Columns that are filled here: the first ones, up to `levelRange`. */
const COLUMNS = descriptorColumn("levelRange") + 1;

/** Descriptors of a step's mean frame, [COLUMNS]. */
function timbreOf(mean: Float64Array): Float32Array {
  const out = new Float32Array(COLUMNS);
  const deviation = (at: number, squareAt: number) => Math.sqrt(Math.max(0, mean[squareAt] - mean[at] * mean[at]));
  for (let k = 0; k < CEPSTRA; k++) {
    out[k] = mean[CEPSTRUM_AT + k];
    out[CEPSTRA + k] = deviation(CEPSTRUM_AT + k, SQUARE_AT + k);
  }
  const power = new Float32Array(mean.subarray(0, BINS)), bands = mean.subarray(MEL_AT, CEPSTRUM_AT);
  contrastInto(power, FRAMES, out, descriptorColumn(CONTRAST_NAMES[0]));
  shapeInto(power, bands, FRAMES, out, descriptorColumn(SHAPE_NAMES[0]));
  out[descriptorColumn("level")] = mean[LEVEL_AT];
  out[descriptorColumn("levelRange")] = deviation(LEVEL_AT, LEVEL_AT + 1);
  return out;
}

/** K-weighting as a filter of bins, so that a level is one dot product with a power spectrum. */
function levelFilter(): BandFilter {
  const filters = kWeightingFilters(ANALYSIS_RATE);
  const weights = Float32Array.from(
    { length: BINS },
    (_, bin) =>
      filters.reduce((product, filter) => product * powerResponse(filter, binToHz(bin, FRAMES), ANALYSIS_RATE), 1),
  );
  return { firstBin: 0, weights };
}

/**
 * Collects the descriptors from `cepstrum.0` to `levelRange`, and rhythm.
 * @param onSpectra sees the spectra, of {@link TIMBRE_FRAMES}, before they are used here.
 */
export function timbreStage(kernels: Kernels, onSpectra?: SpectraSink) {
  const bank = filterBank([...melFilters(MEL_BANDS, FRAMES), levelFilter()], FRAMES);
  const dct = dctRows(CEPSTRA, MEL_BANDS), means = new StepMeans(WIDTH, FRAMES, timbreOf);
  const before = new Float64Array(MEL_BANDS);
  let bands = new Float32Array(0), decibels = new Float32Array(0), cepstra = new Float32Array(0);
  let envelope = new Float32Array(4096), frames = 0;

  /** Levels of one frame's bands into `decibels`; gives their mean rise. */
  function levels(f: number, isFirst: boolean): number {
    const at = f * MEL_BANDS, mel = bands.subarray(f * BANDS, f * BANDS + MEL_BANDS), floor = powerFloor(mel);
    let rise = 0;
    for (let band = 0; band < MEL_BANDS; band++) {
      const level = powerToDecibels(mel[band] + floor), step = level - before[band];
      decibels[at + band] = level;
      before[band] = level;
      if (step > 0) rise += step < STEEPEST_RISE ? step : STEEPEST_RISE;
    }
    return isFirst ? 0 : rise / MEL_BANDS;
  }

  function addFrame(sums: Float64Array, f: number): void {
    for (let band = 0; band < MEL_BANDS; band++) sums[MEL_AT + band] += bands[f * BANDS + band];
    for (let k = 0; k < CEPSTRA; k++) {
      const value = cepstra[f * CEPSTRA + k];
      sums[CEPSTRUM_AT + k] += value;
      sums[SQUARE_AT + k] += value * value;
    }
    const level = powerToDecibels(Math.max(POWER_FLOOR, bands[f * BANDS + MEL_BANDS]));
    sums[LEVEL_AT] += level;
    sums[LEVEL_AT + 1] += level * level;
  }

  function takeBlock(power: Float32Array, count: number, first: number): void {
    onSpectra?.(power, count, first);
    if (bands.length !== count * BANDS) {
      bands = new Float32Array(count * BANDS);
      decibels = new Float32Array(count * MEL_BANDS);
      cepstra = new Float32Array(count * CEPSTRA);
    }
    if (first + count > envelope.length) envelope = lengthened(envelope, 2 * envelope.length + count);
    kernels.filterBandsInto(power, bank, bands);
    for (let f = 0; f < count; f++) envelope[first + f] = levels(f, first + f === 0);
    kernels.gemm({ m: count, n: CEPSTRA, k: MEL_BANDS, a: decibels, b: dct, c: cepstra, transposeB: true });
    frames = first + count;
    means.eachRun(first, count, (sums, from, end) => {
      const own = power.subarray((from - first) * BINS, (end - first) * BINS);
      kernels.sumFramesInto(own, sums.subarray(0, BINS), { roots: false });
      for (let f = from - first; f < end - first; f++) addFrame(sums, f);
    });
  }

  const stream = createSpectrumStream(FRAMES, kernels, takeBlock);
  const writeInto = (out: Float32Array, steps: number) => {
    const width = DESCRIPTOR_NAMES.length, framesPerSecond = ANALYSIS_RATE / FRAMES.hopSamples;
    for (let step = 0; step < steps; step++) out.set(means.of(step), step * width);
    rhythmInto(envelope.subarray(0, frames), framesPerSecond, steps, out, width, descriptorColumn(RHYTHM_NAMES[0]));
  };
  return { stream, writeInto };
}

function lengthened(values: Float32Array, length: number): Float32Array<ArrayBuffer> {
  const longer = new Float32Array(length);
  longer.set(values);
  return longer;
}
