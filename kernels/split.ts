/** How work is divided between threads: always the same for the same sizes and threads, so that sums are too. @module */

/** A half-open range of rows, frames or samples. */
export interface Range {
  from: number;
  to: number;
}

/** Below this many operations waking a thread up takes longer than it saves. */
const WORTH_A_THREAD = 2e6;

/**
 * Cut 0 … length into one range for each thread, of about the same size, starting at multiples of `granule`. None is empty.
 * @param operations Cost of the whole, in multiply-adds or the like: small work stays on one thread.
 */
export function splitRange(length: number, threads: number, granule: number, operations: number): Range[] {
  const granules = Math.ceil(length / granule);
  const parts = Math.max(1, Math.min(threads, granules, Math.floor(operations / WORTH_A_THREAD)));
  const ranges: Range[] = [];
  for (let i = 0; i < parts; i++) {
    const from = Math.floor(granules * i / parts) * granule;
    const to = Math.min(length, Math.floor(granules * (i + 1) / parts) * granule);
    if (to > from) ranges.push({ from, to });
  }
  return ranges;
}
