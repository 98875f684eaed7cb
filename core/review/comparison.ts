/**
 * How far two versions of a timeline lie apart, step by step, and where they disagree most. Versions may be two models',
 * a model's and the corrected one, or two annotators'.
 * @module
 */
import type { Heatmap } from "../emotion/heatmap.ts";
import type { HeatmapTimeline, TimelineStep } from "../emotion/timeline.ts";
import { jsDivergenceNats } from "../evaluation/divergence.ts";
import { earthMoversDistance } from "../evaluation/transport.ts";

/**
 * `js`: Jensen–Shannon divergence in nats, 0 … log 2; microseconds a step. `emd`: earth mover's distance in units of the
 * plane, 0 … 2.57, which knows how far apart places are; some milliseconds a step.
 */
export type DistanceMeasure = "js" | "emd";

const MEASURES: Record<DistanceMeasure, (p: Heatmap, q: Heatmap) => number> = {
  js: jsDivergenceNats,
  emd: earthMoversDistance,
};

/** Two maps with nothing in common lie this far apart by `js`. */
export const FURTHEST_NATS = Math.LN2;

/** Distance of two maps; symmetric, 0 for equal maps. */
export function mapDistance(p: Heatmap, q: Heatmap, measure: DistanceMeasure): number {
  return MEASURES[measure](p, q);
}

/**
 * Steps of two timelines at the same time, for as long as both last.
 * @throws RangeError if their steps are not equally long.
 */
export function stepPairs(a: HeatmapTimeline, b: HeatmapTimeline): [TimelineStep, TimelineStep][] {
  if (a.stepSeconds !== b.stepSeconds) {
    throw new RangeError(
      `Cannot compare timelines: their steps must be equally long, current values are ${a.stepSeconds} s and ${b.stepSeconds} s`,
    );
  }
  return Array.from({ length: Math.min(a.steps.length, b.steps.length) }, (_, t) => [a.steps[t], b.steps[t]]);
}

/** Peaks below this share of the highest one are no disagreement to jump to. */
const LEAST_SHARE = 0.1;

/**
 * Steps at which a distance peaks, in order of time: those that no step within `apartSteps` exceeds (non-maximum suppression;
 * of equals the first), if they reach a tenth of the highest.
 * @param distances [T], ≥ 0; NaN where it is not known. None, or nothing but zeros, gives none.
 */
export function disagreements(distances: ArrayLike<number>, { apartSteps }: { apartSteps: number }): number[] {
  const highest = Array.from(distances).reduce((most, distance) => distance > most ? distance : most, 0);
  const peaks: number[] = [];
  for (let t = 0; t < distances.length; t++) {
    if (distances[t] > 0 && distances[t] >= LEAST_SHARE * highest && isPeak(distances, t, apartSteps)) peaks.push(t);
  }
  return peaks;
}

function isPeak(values: ArrayLike<number>, t: number, apart: number): boolean {
  for (let other = Math.max(0, t - apart); other <= Math.min(values.length - 1, t + apart); other++) {
    if (other < t ? values[other] >= values[t] : values[other] > values[t]) return false;
  }
  return true;
}

/** Which disagreement to go to. */
export type Jump = "largest" | "next" | "previous";

/**
 * The step of a disagreement, as seen from a step; null if there is none that way.
 * @param peaks as {@link disagreements} gives them.
 */
export function jumpTarget(
  peaks: readonly number[],
  jump: Jump,
  { from, distances }: { from: number; distances: ArrayLike<number> },
): number | null {
  switch (jump) {
    case "largest":
      return peaks.reduce<number | null>((best, t) => best === null || distances[t] > distances[best] ? t : best, null);
    case "next":
      return peaks.find((t) => t > from) ?? null;
    case "previous":
      return peaks.findLast((t) => t < from) ?? null;
  }
}
