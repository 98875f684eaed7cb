/**
 * From one map to another.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Heatmap } from "../emotion/heatmap.ts";
import type { Span } from "./correction.ts";
import { LEAST } from "./moments.ts";
import { softmax } from "./paint.ts";

/**
 * The log-linear (e-) geodesic between two maps:
 *   q_t(c) ∝ from(c)^(1 - t)·to(c)^t
 * (Amari & Nagaoka 2000, §2.6). Between Gaussians of one width it is the Gaussian that moves evenly from mean to mean, where a
 * mixture would fade one out and the other in.
 * @param t 0 … 1.
 * @returns [121], each > 0, sum 1; at the ends, and between equal maps, the map itself.
 */
export function geodesicHeatmap(from: Heatmap, to: Heatmap, t: number): Float64Array {
  const logs = new Float64Array(CELL_COUNT);
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const [a, b] = [Math.max(LEAST, from[cell]), Math.max(LEAST, to[cell])];
    logs[cell] = a === b ? Math.log(a) : (1 - t) * Math.log(a) + t * Math.log(b);
  }
  return softmax(logs);
}

/**
 * How far a step is on the way from the first step of a span to the last, 0 … 1; half-way where the span is one step.
 * It follows from the span alone: the same second of a timeline with other steps is as far.
 */
export function shareOfWay(startSeconds: number, stepSeconds: number, { timeSeconds, durationSeconds }: Span): number {
  const way = durationSeconds - stepSeconds;
  return way > 1e-9 ? Math.min(1, Math.max(0, (startSeconds - timeSeconds) / way)) : 0.5;
}
