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
  /** The steps of its track that each moment is of, first … end - 1, [K, 2]; -1, -1 where it is not known. */
  steps: Int32Array;
  /** Standardised recent rows, [K, width]. */
  centres: Float64Array;
  /** Mean squared distance of the passage's own steps to the centre, a dimension, [K]. */
  spreads: Float64Array;
}

export const EMPTY_MEMORY: Memory = {
  corrections: [],
  steps: new Int32Array(0),
  centres: new Float64Array(0),
  spreads: new Float64Array(0),
};

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

/** Steps `first` … `end - 1` of a piece that a correction is learned of. */
export interface Passage {
  correction: string;
  /** Of the whole piece, [T, width]. */
  rows: Float64Array;
  width: number;
  first: number;
  end: number;
}

/**
 * The memory with the moments of more passages.
 * @throws RangeError beyond {@link MOST_MOMENTS}.
 */
export function remember(memory: Memory, passages: readonly Passage[]): Memory {
  const starts = passages.flatMap((passage) => momentStarts(passage).map((start) => ({ ...passage, start })));
  const before = memory.spreads.length, moments = before + starts.length, width = passages[0]?.width ?? 0;
  if (moments > MOST_MOMENTS) {
    throw new RangeError(
      `Cannot remember a correction: a model must have at most ${MOST_MOMENTS} moments, current value is ${moments} ` +
        "(retrain with fewer or shorter corrections)",
    );
  }
  if (starts.length === 0) return memory;
  const steps = new Int32Array(2 * moments), spreads = new Float64Array(moments);
  const centres = new Float64Array(memory.centres.length + starts.length * width);
  steps.set(memory.steps);
  spreads.set(memory.spreads);
  centres.set(memory.centres);
  for (const [i, { rows, start, end }] of starts.entries()) {
    const stop = Math.min(end, start + MOMENT_STEPS), moment = before + i;
    const centre = centres.subarray(memory.centres.length + i * width, memory.centres.length + (i + 1) * width);
    steps.set([start, stop], 2 * moment);
    spreads[moment] = Math.max(LEAST_SPREAD, centreInto(centre, rows.subarray(start * width, stop * width)));
  }
  return {
    corrections: [...memory.corrections, ...starts.map(({ correction }) => correction)],
    steps,
    centres,
    spreads,
  };
}

/** The first steps of a passage's moments. */
function momentStarts({ first, end }: Passage): number[] {
  return Array.from({ length: Math.ceil(Math.max(0, end - first) / MOMENT_STEPS) }, (_, i) => first + i * MOMENT_STEPS);
}

/** Writes the mean of rows into `centre`, [width], 0 before. @returns their mean squared distance to it, a dimension. */
function centreInto(centre: Float64Array, rows: Float64Array): number {
  const width = centre.length, count = rows.length / width;
  for (let i = 0; i < rows.length; i++) centre[i % width] += rows[i] / count;
  let spread = 0;
  for (let i = 0; i < rows.length; i++) spread += (rows[i] - centre[i % width]) ** 2 / width / count;
  return spread;
}

/** The memory with only those moments for which `keep` is true, [K]. */
export function keepMoments(memory: Memory, keep: readonly boolean[]): Memory {
  const width = memory.centres.length / Math.max(1, memory.spreads.length);
  return {
    corrections: memory.corrections.filter((_, k) => keep[k]),
    steps: memory.steps.filter((_, i) => keep[i >> 1]),
    centres: memory.centres.filter((_, i) => keep[Math.floor(i / width)]),
    spreads: memory.spreads.filter((_, k) => keep[k]),
  };
}
