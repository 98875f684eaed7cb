/**
 * From ratings to the steps of a timeline, and back: which cell holds at a step, which steps a rating covers.
 * @module
 */
import { CELL_COUNT, pointToCell } from "../emotion/grid.ts";
import type { RatingSeries } from "./series.ts";

/** Index of the rating in force at a time; -1 before the first. */
function ratingAt(times: Float64Array, seconds: number): number {
  let index = -1;
  while (index + 1 < times.length && times[index + 1] <= seconds) index++;
  return index;
}

/**
 * The cell that an annotator holds at the middle of each step.
 * @returns [steps], 0 … 120, or -1 before the first rating.
 */
export function stepLabels(series: RatingSeries, steps: number, stepSeconds: number): Int32Array {
  return Int32Array.from({ length: steps }, (_, step) => {
    const index = ratingAt(series.times, (step + 0.5) * stepSeconds);
    return index < 0 ? -1 : pointToCell({ valence: series.valence[index], arousal: series.arousal[index] });
  });
}

/** Mean rating of several annotators at the middle of each step; NaN where there is none. */
export interface MeanRatings {
  /** [steps] */
  arousal: Float64Array;
  /** [steps] */
  valence: Float64Array;
}

/** The ratings in force at the middle of a step, one an annotator who has rated by then, with the annotator's weight. */
export function ratingsAtStep(
  series: readonly RatingSeries[],
  step: number,
  stepSeconds: number,
): { arousal: number; valence: number; weight: number }[] {
  return series.flatMap((one) => {
    const index = ratingAt(one.times, (step + 0.5) * stepSeconds);
    return index < 0 ? [] : [{ arousal: one.arousal[index], valence: one.valence[index], weight: one.weight ?? 1 }];
  });
}

/** Mean over annotators, by their weights, of the rating in force at the middle of each step. */
export function meanRatings(series: readonly RatingSeries[], steps: number, stepSeconds: number): MeanRatings {
  const arousal = new Float64Array(steps), valence = new Float64Array(steps);
  for (let step = 0; step < steps; step++) {
    let total = 0;
    for (const one of series) {
      const { weight = 1 } = one, index = ratingAt(one.times, (step + 0.5) * stepSeconds);
      if (index < 0) continue;
      arousal[step] += weight * one.arousal[index];
      valence[step] += weight * one.valence[index];
      total += weight;
    }
    arousal[step] /= total;
    valence[step] /= total;
  }
  return { arousal, valence };
}

/**
 * The map that a rating is scored against: the mean of the steps' maps, weighted by how long each overlaps the time in
 * which the rating holds. Time outside the piece's steps does not count; a rating wholly outside takes the nearest step.
 * @param maps [T, 121]
 * @param endSeconds when the rating ends, > `startSeconds`.
 * @returns [121]; null when there are no steps.
 */
export function mapOverTime(
  maps: ArrayLike<number>,
  startSeconds: number,
  endSeconds: number,
  stepSeconds: number,
): Float64Array | null {
  const cells = CELL_COUNT, steps = maps.length / cells;
  if (steps === 0) return null;
  const out = new Float64Array(cells);
  const first = Math.min(steps - 1, Math.max(0, Math.floor(startSeconds / stepSeconds)));
  const last = Math.min(steps - 1, Math.max(first, Math.ceil(endSeconds / stepSeconds) - 1));
  let total = 0;
  for (let step = first; step <= last; step++) {
    const overlap = Math.min(endSeconds, (step + 1) * stepSeconds) - Math.max(startSeconds, step * stepSeconds);
    const weight = first === last ? 1 : Math.max(0, overlap);
    total += weight;
    for (let cell = 0; cell < cells; cell++) out[cell] += weight * maps[step * cells + cell];
  }
  for (let cell = 0; cell < cells; cell++) out[cell] /= total;
  return out;
}
