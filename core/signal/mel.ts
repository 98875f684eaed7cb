/**
 * Mel bands and mel-frequency cepstral coefficients.
 * @module
 */
import type { FilterBank } from "../kernels.ts";
import { hzToMel, melToHz } from "../units.ts";
import { ANALYSIS_RATE, binCount, binToHz, type FrameSpec, hzToBin } from "./frames.ts";

/** A filter that sums a run of neighbouring bins. */
export interface BandFilter {
  firstBin: number;
  weights: Float32Array;
}

/**
 * Triangular filters on Slaney's mel scale, each of unit area over Hz (Slaney 1998), so that white noise gives equal bands.
 * @returns `bands` filters from `lowHz` to `highHz`; one too narrow to hold a bin takes the whole of the nearest.
 */
export function melFilters(bands: number, spec: FrameSpec, lowHz = 30, highHz = ANALYSIS_RATE / 2): BandFilter[] {
  const low = hzToMel(lowHz), high = hzToMel(highHz);
  const edges = Array.from({ length: bands + 2 }, (_, i) => melToHz(low + (high - low) * i / (bands + 1)));
  return Array.from({ length: bands }, (_, band) => {
    const [left, centre, right] = [edges[band], edges[band + 1], edges[band + 2]];
    const weights: number[] = [];
    let firstBin = 0;
    for (let bin = 0; bin < binCount(spec); bin++) {
      const hz = binToHz(bin, spec);
      const weight = Math.min((hz - left) / (centre - left), (right - hz) / (right - centre));
      if (weight <= 0) continue;
      if (weights.length === 0) firstBin = bin;
      weights.push(weight * 2 / (right - left));
    }
    if (weights.length === 0) {
      firstBin = Math.round(hzToBin(centre, spec));
      weights.push(spec.frameSamples / ANALYSIS_RATE);
    }
    return { firstBin, weights: Float32Array.from(weights) };
  });
}

/** Filters as {@link Kernels.filterBandsInto} takes them. */
export function filterBank(filters: readonly BandFilter[], spec: FrameSpec): FilterBank {
  const plan = new Int32Array(3 * filters.length);
  const weights = new Float32Array(filters.reduce((sum, { weights }) => sum + weights.length, 0));
  let offset = 0;
  filters.forEach(({ firstBin, weights: own }, band) => {
    plan.set([firstBin, offset, own.length], 3 * band);
    weights.set(own, offset);
    offset += own.length;
  });
  return { bins: binCount(spec), plan, weights };
}

/** Rows 0 … coefficients - 1 of the orthonormal DCT-II of length `bands`, [coefficients, bands]. */
export function dctRows(coefficients: number, bands: number): Float32Array {
  const rows = new Float32Array(coefficients * bands);
  for (let k = 0; k < coefficients; k++) {
    const scale = Math.sqrt((k === 0 ? 1 : 2) / bands);
    for (let n = 0; n < bands; n++) rows[k * bands + n] = scale * Math.cos(Math.PI * k * (n + 0.5) / bands);
  }
  return rows;
}
