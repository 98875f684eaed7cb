/**
 * A model's memory of corrected passages: inputs of the CRF that respond to music which sounds like one of them, and stay
 * silent for all other music. A model fresh from training has none.
 * @module
 */
import { type Heard, recentRows } from "./hearing.ts";
import type { ColumnScale } from "../statistics.ts";

/** K remembered moments. */
export interface Memory {
  /** The correction that each moment was learned from, [K]. */
  corrections: string[];
  /** Standardised recent rows, [K, width]. */
  centres: Float64Array;
  /** Mean squared distance of the passage's own steps to the centre, a dimension, [K]. */
  spreads: Float64Array;
}

export const EMPTY_MEMORY: Memory = { corrections: [], centres: new Float64Array(0), spreads: new Float64Array(0) };

/** Each moment is a number a step for every track that is analysed, and weights of its own. */
export const MOST_MOMENTS = 16_384;
/** A moment is the mean of at most this many steps of its passage. */
const MOMENT_STEPS = 4;
/** No passage is so even that its moments respond to nothing else: the least spread, in variances of the training music. */
const LEAST_SPREAD = 0.05;
/** Standardised values beyond this are as strange as it gets: one odd descriptor must not decide alone. */
const FARTHEST = 4;

/** Rows [N, width] in deviations of the training music. */
export function standardized(rows: Float64Array, { mean, deviation }: ColumnScale): Float64Array {
  return rows.map((value, i) => {
    const column = i % mean.length;
    return Math.max(-FARTHEST, Math.min(FARTHEST, (value - mean[column]) / deviation[column]));
  });
}

/** Recent rows in deviations of the training music, [T, width]. */
export function standardRows(heard: Heard, scale: ColumnScale, windowSteps: number): Float64Array {
  return standardized(recentRows(heard, windowSteps), scale);
}

/**
 * How much each step sounds like each remembered moment: exp(-d² / spread), d² the mean squared distance a dimension; 1 is
 * the moment itself, its own passage lies about e⁻¹ and above, other music near 0.
 * @param rows from {@link standardRows}, [T, width].
 * @returns [T, K]
 */
export function familiarity(memory: Memory, rows: Float64Array, width: number): Float64Array {
  const K = memory.spreads.length, steps = width > 0 ? rows.length / width : 0;
  const out = new Float64Array(steps * K);
  for (let t = 0; t < steps; t++) {
    for (let k = 0; k < K; k++) {
      let square = 0;
      for (let i = 0; i < width; i++) square += (rows[t * width + i] - memory.centres[k * width + i]) ** 2;
      out[t * K + k] = Math.exp(-square / width / memory.spreads[k]);
    }
  }
  return out;
}

/**
 * ∂f/∂rows, [T, width], of what has the slopes ∂f/∂familiarity, [T, K]:
 *   ∂/∂r_i exp(-|r - c|² / (width·spread)) = -2·(r_i - c_i) / (width·spread) · familiarity, 0 for values that were cut off.
 */
export function familiarityGradient(
  memory: Memory,
  rows: Float64Array,
  width: number,
  slopes: Float64Array,
): Float64Array {
  const K = memory.spreads.length, out = new Float64Array(rows.length), familiar = familiarity(memory, rows, width);
  for (let i = 0; i < rows.length; i++) {
    if (Math.abs(rows[i]) === FARTHEST) continue;
    const t = Math.floor(i / width);
    for (let k = 0; k < K; k++) {
      const distance = rows[i] - memory.centres[k * width + i % width];
      out[i] -= 2 * slopes[t * K + k] * familiar[t * K + k] * distance / (width * memory.spreads[k]);
    }
  }
  return out;
}

/**
 * The memory with the moments of one more passage: steps `first` … `end - 1` of a piece.
 * @throws RangeError beyond {@link MOST_MOMENTS}.
 */
export function remember(
  memory: Memory,
  correction: string,
  { rows, width, first, end }: { rows: Float64Array; width: number; first: number; end: number },
): Memory {
  const moments = memory.spreads.length + Math.ceil((end - first) / MOMENT_STEPS);
  if (moments > MOST_MOMENTS) {
    throw new RangeError(
      `Cannot remember a correction: a model must have at most ${MOST_MOMENTS} moments, current value is ${moments} ` +
        "(retrain with fewer or shorter corrections)",
    );
  }
  const corrections = [...memory.corrections], centres = [...memory.centres], spreads = [...memory.spreads];
  for (let start = first; start < end; start += MOMENT_STEPS) {
    const stop = Math.min(end, start + MOMENT_STEPS), centre = new Float64Array(width);
    for (let t = start; t < stop; t++) {
      for (let i = 0; i < width; i++) centre[i] += rows[t * width + i] / (stop - start);
    }
    let spread = 0;
    for (let t = start; t < stop; t++) {
      for (let i = 0; i < width; i++) spread += (rows[t * width + i] - centre[i]) ** 2 / width / (stop - start);
    }
    corrections.push(correction);
    centres.push(...centre);
    spreads.push(Math.max(LEAST_SPREAD, spread));
  }
  return { corrections, centres: Float64Array.from(centres), spreads: Float64Array.from(spreads) };
}
