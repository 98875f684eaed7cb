/**
 * How far two versions of a timeline lie apart, step by step.
 * @module
 */
import { CELL_COUNT } from "../core/emotion/grid.ts";
import type { Heatmap } from "../core/emotion/heatmap.ts";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";

/** Two maps with nothing in common: log 2 nats. */
export const FURTHEST_NATS = Math.LN2;

/**
 * Jensen–Shannon divergence ½KL(p‖m) + ½KL(q‖m), m = (p + q) / 2 (Lin 1991), in nats: 0 (the same) … log 2.
 * Symmetric, and finite where one map is zero. O(121).
 */
export function jensenShannonNats(p: Heatmap, q: Heatmap): number {
  let sum = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const middle = (p[cell] + q[cell]) / 2;
    if (p[cell] > 0) sum += p[cell] * Math.log(p[cell] / middle);
    if (q[cell] > 0) sum += q[cell] * Math.log(q[cell] / middle);
  }
  return Math.max(0, sum / 2);
}

/**
 * Divergence of each step of `a` from the step of `b` at the same time, in nats, [steps of a]; 0 where `b` has none.
 * @throws RangeError if their steps are not equally long.
 */
export function timelineDistances(a: HeatmapTimeline, b: HeatmapTimeline): Float64Array {
  if (a.stepSeconds !== b.stepSeconds) {
    throw new RangeError(
      `Cannot compare timelines: their steps must be equally long, current values are ${a.stepSeconds} s and ${b.stepSeconds} s`,
    );
  }
  return Float64Array.from(a.steps, (step, t) => b.steps[t] ? jensenShannonNats(step.heatmap, b.steps[t].heatmap) : 0);
}
