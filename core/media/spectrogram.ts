/**
 * A spectrogram for drawing: levels of mel bands, a byte each.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { ANALYSIS_RATE, type SpectraSink } from "../signal/frames.ts";
import { filterBank, melFilters } from "../signal/mel.ts";
import { TIMBRE_FRAMES } from "../signal/step_timbre.ts";
import { powerToDecibels } from "../units.ts";
import type { PyramidSpec } from "./pyramid.ts";

export const SPECTROGRAM_BANDS = 96;
export const SPECTROGRAM_LOW_HZ = 30;
export const SPECTROGRAM_HIGH_HZ = ANALYSIS_RATE / 2;
/** Levels of the bytes 0 and 255, in dB; a full-scale sine in the middle of a band is at 0 dB or a little above. */
export const SPECTROGRAM_DECIBELS = [-100, 0] as const;
/** Those that an analysis makes anyway: transforming once more would cost a tenth of it. */
export const SPECTROGRAM_FRAMES = TIMBRE_FRAMES;

export const SPECTROGRAM_SECONDS_PER_COLUMN = SPECTROGRAM_FRAMES.hopSamples / ANALYSIS_RATE;

/** A column is a byte a band, the lowest first; columns that become one are averaged in dB. */
export const SPECTROGRAM_PYRAMID: PyramidSpec = {
  width: SPECTROGRAM_BANDS,
  tileColumns: 512,
  merge: (first, second) => first + second + 1 >> 1,
};

/** Bits of a float32 that the table of levels tells apart: sign, exponent and the first 8 of the fraction, 0.02 dB. */
const DROPPED_BITS = 15;
let levels: Uint8Array | undefined;

/** The byte of every power, by the first bits of its float32: a logarithm for each would cost as much as the transform. */
function levelTable(): Uint8Array {
  if (levels) return levels;
  levels = new Uint8Array(1 << 32 - DROPPED_BITS);
  const bits = new Uint32Array(1), power = new Float32Array(bits.buffer), [low, high] = SPECTROGRAM_DECIBELS;
  for (let i = 0; i < levels.length / 2; i++) { // the other half are negative numbers, which no power is
    bits[0] = i << DROPPED_BITS | 1 << DROPPED_BITS - 1;
    const share = (powerToDecibels(power[0]) - low) / (high - low);
    levels[i] = Math.round(255 * Math.min(1, Math.max(0, share || 0)));
  }
  return levels;
}

/**
 * Column c is frame c of {@link SPECTROGRAM_FRAMES}, centred on sample c·1024 at {@link ANALYSIS_RATE}: its power summed under
 * triangles of height 1 on the mel scale, in dB. So that pink noise is even, and a sine as bright in every band.
 * @param sink gets [columns, SPECTROGRAM_BANDS]; the array is used again afterwards.
 */
export function createSpectrogram(kernels: Kernels, sink: (columns: Uint8Array) => void): SpectraSink {
  const filters = melFilters(SPECTROGRAM_BANDS, SPECTROGRAM_FRAMES, SPECTROGRAM_LOW_HZ, SPECTROGRAM_HIGH_HZ);
  const peaked = filters.map(({ firstBin, weights }) => {
    const most = weights.reduce((a, b) => Math.max(a, b), 0);
    return { firstBin, weights: weights.map((weight) => weight / most) };
  });
  const bank = filterBank(peaked, SPECTROGRAM_FRAMES), table = levelTable();
  let powers = new Float32Array(0), bits = new Uint32Array(0), columns = new Uint8Array(0);
  return (power, count) => {
    if (powers.length !== count * SPECTROGRAM_BANDS) {
      powers = new Float32Array(count * SPECTROGRAM_BANDS);
      bits = new Uint32Array(powers.buffer);
      columns = new Uint8Array(powers.length);
    }
    kernels.filterBandsInto(power, bank, powers);
    for (let i = 0; i < columns.length; i++) columns[i] = table[bits[i] >>> DROPPED_BITS];
    sink(columns);
  };
}
