/**
 * A recorded trace: where somebody heard the emotion while it played.
 * @module
 */
import type { Point } from "../emotion/grid.ts";
import type { TracePoint } from "./correction.ts";

/** Longest trace: two hours at ten points a second. */
export const MOST_TRACE_POINTS = 72_000;

/** Less of a step is rounding: steps of .1 s do not end where the next one begins to the last digit. */
const SLIVER_SECONDS = 1e-9;

/**
 * Mean of a trace over a time, each point held until the next one and the last one for ever:
 *   mean = ∫ trace dt / (end - max(start, first point)).
 * Cost: that of finding the time in the trace, and of the points within it.
 * @param trace in the order of its times; of equal times the last holds.
 * @returns null where the time ends before the trace begins, is empty, or the trace is.
 */
export function traceMean(trace: readonly TracePoint[], startSeconds: number, endSeconds: number): Point | null {
  if (trace.length === 0) return null;
  const start = Math.max(startSeconds, trace[0][0]);
  if (!(endSeconds - start > SLIVER_SECONDS)) return null;
  let valence = 0, arousal = 0;
  for (let i = lastUpTo(trace, start); i < trace.length && trace[i][0] < endSeconds; i++) {
    const from = Math.max(start, trace[i][0]), to = Math.min(endSeconds, trace[i + 1]?.[0] ?? Infinity);
    const share = Math.max(0, to - from) / (endSeconds - start);
    valence += share * trace[i][1];
    arousal += share * trace[i][2];
  }
  return { valence, arousal };
}

/** The last point whose time is not after `seconds`, at which there is at least one. */
function lastUpTo(trace: readonly TracePoint[], seconds: number): number {
  let low = 0, high = trace.length;
  while (high - low > 1) {
    const half = (low + high) >> 1;
    if (trace[half][0] <= seconds) low = half;
    else high = half;
  }
  return low;
}
