/**
 * Magnitude spectra of the steps, and how they are heard over several time-scales.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { magnitudeFloor } from "./floor.ts";
import { binCount, createSpectrumStream } from "./frames.ts";
import { StepMeans } from "./step_means.ts";
import type { StepFrameSpec, StepSpectrumSpec } from "./step_spectrum_spec.ts";

/** Magnitude spectra of the steps of a piece, T of them. A full-scale sine has magnitude 1. */
export interface StepSpectra {
  /** Natural log of the mean magnitude of each bin over the step, above its floor, [T, bins]. */
  spectra: Float32Array;
  /** Deviation of each bin's magnitude over the frames of the step, [T, bins]; absent where only means are asked for. */
  deviations?: Float32Array;
}

/** Collects {@link StepSpectra}. Memory grows by the step. */
export function spectrumStage(kernels: Kernels, spec: StepFrameSpec) {
  const bins = binCount(spec), both = spec.statistics === "mean+deviation";
  const reduce = (mean: Float64Array) => {
    const floor = magnitudeFloor(mean.subarray(0, bins)), out = new Float32Array(mean.length);
    for (let bin = 0; bin < bins; bin++) out[bin] = Math.log(mean[bin] + floor);
    for (let bin = bins; bin < mean.length; bin++) {
      out[bin] = Math.sqrt(Math.max(0, mean[bin] - mean[bin - bins] * mean[bin - bins]));
    }
    return out;
  };
  const means = new StepMeans(both ? 2 * bins : bins, spec, reduce);
  const stream = createSpectrumStream(spec, kernels, (power, count, first) => {
    means.eachRun(first, count, (sums, from, end) => {
      const frames = power.subarray((from - first) * bins, (end - first) * bins);
      kernels.sumFramesInto(frames, sums.subarray(0, bins), { roots: true });
      // The square of a magnitude is its power.
      if (both) kernels.sumFramesInto(frames, sums.subarray(bins), { roots: false });
    });
  });
  function finish(steps: number): StepSpectra {
    const spectra = new Float32Array(steps * bins), deviations = new Float32Array(both ? steps * bins : 0);
    for (let step = 0; step < steps; step++) {
      const row = means.of(step);
      spectra.set(row.subarray(0, bins), step * bins);
      if (both) deviations.set(row.subarray(bins), step * bins);
    }
    return both ? { spectra, deviations } : { spectra };
  }
  return { stream, finish };
}

/**
 * One step's spectra over every scale: for a window of s seconds, of the magnitudes m of its steps
 *   mean μ = Σ_t m_t / s,  deviation σ = √(Σ_t (δ_t² + (m_t − μ)²) / s)  (the law of total variance),
 * compressed as log m − level, or exp(exponent · (log m − level)). A step counts as one second; the first ones have less
 * behind them. Deviations lie on the floor of their means. Cost: bins · Σ scales.
 * @param step reads the steps up to this one and none after it.
 * @param level natural log of the magnitude that counts as 1.
 * @param out written from `offset`: a scale after the other, its means, then its deviations.
 */
export function spectrumRowInto(
  { spectra, deviations }: StepSpectra,
  step: number,
  { spec, level }: { spec: StepSpectrumSpec; level: number },
  out: Float32Array,
  offset: number,
): void {
  const bins = binCount(spec), both = spec.statistics === "mean+deviation";
  if (both && deviations?.length !== spectra.length) {
    throw new TypeError(
      `Cannot make spectra: the features must hold a deviation for each magnitude, current value is ` +
        `${deviations?.length ?? 0} of ${spectra.length} (were they made for other statistics?)`,
    );
  }
  const { kind } = spec.compression, exponent = spec.compression.kind === "power" ? spec.compression.exponent : 1;
  const compressed = (logMagnitude: number) =>
    kind === "log" ? logMagnitude - level : Math.exp(exponent * (logMagnitude - level));
  const mean = new Float64Array(bins), square = new Float64Array(bins);
  for (const seconds of spec.scalesSeconds) {
    const first = Math.max(0, step - seconds + 1), count = step + 1 - first;
    windowInto({ spectra, deviations: both ? deviations : undefined }, first, count, mean, square);
    for (let bin = 0; bin < bins; bin++) {
      out[offset + bin] = compressed(count === 1 ? spectra[step * bins + bin] : Math.log(mean[bin]));
    }
    offset += bins;
    if (!both) continue;
    const floor = magnitudeFloor(mean);
    for (let bin = 0; bin < bins; bin++) out[offset + bin] = compressed(Math.log(Math.sqrt(square[bin]) + floor));
    offset += bins;
  }
}

/** Mean and variance of the magnitudes of `count` steps. */
function windowInto(
  { spectra, deviations }: StepSpectra,
  first: number,
  count: number,
  mean: Float64Array,
  variance: Float64Array,
): void {
  const bins = mean.length, end = first + count;
  if (count === 1 && !deviations) return; // its logarithm is there
  mean.fill(0);
  for (let t = first; t < end; t++) {
    for (let bin = 0; bin < bins; bin++) mean[bin] += Math.exp(spectra[t * bins + bin]) / count;
  }
  if (!deviations) return;
  variance.fill(0);
  for (let t = first; t < end; t++) {
    for (let bin = 0; bin < bins; bin++) {
      const at = t * bins + bin, apart = count === 1 ? 0 : Math.exp(spectra[at]) - mean[bin];
      variance[bin] += (deviations[at] * deviations[at] + apart * apart) / count;
    }
  }
}
