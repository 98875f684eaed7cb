/**
 * Mel bands and mel-frequency cepstral coefficients.
 * @module
 */
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

/**
 * Apply filters to one spectrum: out[b] = Σ_i weights_b[i] · power[offset + firstBin_b + i].
 * @param power spectra one after the other; the one that begins at `offset` is read.
 * @param out [filters], overwritten.
 */
export function applyFiltersInto(filters: BandFilter[], power: Float32Array, offset: number, out: Float64Array): void {
  for (let band = 0; band < filters.length; band++) {
    const { firstBin, weights } = filters[band];
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i] * power[offset + firstBin + i];
    out[band] = sum;
  }
}

/** Rows 0 … coefficients - 1 of the orthonormal DCT-II of length `bands`, [coefficients, bands]. */
export function dctRows(coefficients: number, bands: number): Float64Array {
  const rows = new Float64Array(coefficients * bands);
  for (let k = 0; k < coefficients; k++) {
    const scale = Math.sqrt((k === 0 ? 1 : 2) / bands);
    for (let n = 0; n < bands; n++) rows[k * bands + n] = scale * Math.cos(Math.PI * k * (n + 0.5) / bands);
  }
  return rows;
}
