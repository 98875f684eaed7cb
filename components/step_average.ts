/**
 * Averages of a timeline over any stretch of it, in constant time: one pixel of a strip may hold a fifth of a step or
 * fifty steps. Sums are kept up to every step (a summed-area table along time); an average is one difference.
 * @module
 */

/** Sums over the steps before each step: `sums[t * rows + row]`, [steps + 1, rows]. */
export interface StepSums {
  steps: number;
  rows: number;
  sums: Float64Array;
}

/** @param read writes the `rows` values of step t into `out`. */
export function sumSteps(steps: number, rows: number, read: (t: number, out: Float64Array) => void): StepSums {
  const sums = new Float64Array((steps + 1) * rows), values = new Float64Array(rows);
  for (let t = 0; t < steps; t++) {
    read(t, values);
    for (let row = 0; row < rows; row++) sums[(t + 1) * rows + row] = sums[t * rows + row] + values[row];
  }
  return { steps, rows, sums };
}

/**
 * Mean value of each row over the steps in [from, to), both in steps and not necessarily whole; parts outside the
 * timeline do not count. False, and `out` untouched, if nothing of it lies within the timeline.
 */
export function averageInto(out: Float64Array, { steps, rows, sums }: StepSums, from: number, to: number): boolean {
  const start = Math.max(0, from), end = Math.min(steps, to);
  if (!(end > start)) return false;
  const first = Math.min(steps - 1, Math.floor(start)), last = Math.min(steps - 1, Math.floor(end));
  for (let row = 0; row < rows; row++) {
    const sumAt = (t: number, position: number) => {
      const before = sums[t * rows + row];
      return before + (position - t) * (sums[(t + 1) * rows + row] - before);
    };
    out[row] = (sumAt(last, end) - sumAt(first, start)) / (end - start);
  }
  return true;
}
