/**
 * Timing for benchmarks.
 * @module
 */

/** What a benchmark reports; null for a ratio whose peer is not installed. */
export type Metrics = Record<string, number | null>;

export interface MeasureOptions {
  /** Runs at least, after those of the warm-up. Default 7. */
  times?: number;
  /**
   * Runs before, which are not counted: one, and more until they have taken so long. V8 optimises WASM on every thread by and by,
   * and the first calls of two threads run at half speed. Default 300.
   */
  warmUpMs?: number;
  /** Time to measure at least. Default 500. */
  minMs?: number;
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("Cannot take a median: there must be a value, current value is none");
  const sorted = values.toSorted((x, y) => x - y), half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Median time of a run in milliseconds, after a warm-up. */
export async function medianMs(work: () => unknown, options: MeasureOptions = {}): Promise<number> {
  const { times = 7, warmUpMs = 300, minMs = 500 } = options, runs: number[] = [];
  const begin = performance.now();
  do await work(); while (performance.now() - begin < warmUpMs);
  for (const start = performance.now(); runs.length < times || performance.now() - start < minMs;) {
    const before = performance.now();
    await work();
    runs.push(performance.now() - before);
  }
  return median(runs);
}
