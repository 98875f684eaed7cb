/**
 * A marginal of a timeline as a strip of pixels: time to the right, one axis of the plane upwards. Every pixel column
 * is the average of the maps under it, so a strip is exact at any zoom and costs the same for 40 seconds or 2 hours.
 * @module
 */
import { GRID_SIZE } from "../core/emotion/grid.ts";
import { arousalMarginal, valenceMarginal } from "../core/emotion/heatmap.ts";
import type { HeatmapTimeline, TimelineStep } from "../core/emotion/timeline.ts";
import { differenceToPixel, probabilityPixels } from "./colour_map.ts";
import { type Difference, differenceScale, highQuantile } from "./map_painting.ts";
import { averageInto, type StepSums, sumSteps } from "./step_average.ts";
import type { TimeView } from "./time_axis.ts";

export type Axis = "arousal" | "valence";

/** A strip ready to be painted at any zoom. */
export interface Strip {
  sums: StepSums;
  stepSeconds: number;
  durationSeconds: number;
  /** Probability of the last colour: the likeliest row stays below it in 98 of 100 steps. */
  maximum: number;
}

/** Marginals by step, so that editing some steps of a long timeline sums only those again. */
const marginals = {
  arousal: new WeakMap<TimelineStep, Float64Array>(),
  valence: new WeakMap<TimelineStep, Float64Array>(),
};

function marginalOf(step: TimelineStep, axis: Axis): Float64Array {
  let rows = marginals[axis].get(step);
  if (!rows) {
    rows = axis === "arousal" ? arousalMarginal(step.heatmap) : valenceMarginal(step.heatmap);
    marginals[axis].set(step, rows);
  }
  return rows;
}

export function stripOf(timeline: HeatmapTimeline, axis: Axis): Strip {
  const peaks: number[] = [];
  const sums = sumSteps(timeline.steps.length, GRID_SIZE, (t, out) => {
    const rows = marginalOf(timeline.steps[t], axis);
    out.set(rows);
    peaks.push(rows.reduce((most, p) => Math.max(most, p), 0));
  });
  const { stepSeconds, source: { durationSeconds } } = timeline;
  return { sums, stepSeconds, durationSeconds, maximum: highQuantile(peaks) };
}

/** The average of a strip over the whole piece, and the scale on which its steps differ from it. */
export function stripDifference({ sums, stepSeconds, durationSeconds, maximum }: Strip): Difference {
  const from = new Float64Array(GRID_SIZE), rows = new Float64Array(GRID_SIZE);
  averageInto(from, sums, 0, durationSeconds / stepSeconds);
  const furthest = Array.from({ length: sums.steps }, (_, t) => {
    averageInto(rows, sums, t, t + 1);
    return rows.reduce((most, p, row) => Math.max(most, Math.abs(p - from[row])), 0);
  });
  return { from, maximum: differenceScale(furthest, maximum) };
}

/**
 * @param pixels over the bytes of a `width`×11 ImageData; what lies beyond the piece becomes transparent.
 * @param maximum probability of the last colour; the strip's own unless two are compared.
 * @param difference paint how far the strip differs from this, instead of its probabilities.
 */
export function paintStripInto(
  pixels: Uint32Array,
  strip: Strip,
  { view, width, maximum = strip.maximum, difference }: {
    view: TimeView;
    width: number;
    maximum?: number;
    difference?: Difference | null;
  },
): void {
  const toPixel = difference
    ? (p: number, row: number) => differenceToPixel(p - difference.from[row], difference.maximum)
    : probabilityPixels(maximum);
  const rows = new Float64Array(GRID_SIZE);
  const secondsPerPixel = (view.endSeconds - view.startSeconds) / width;
  for (let x = 0; x < width; x++) {
    const from = view.startSeconds + x * secondsPerPixel;
    const to = Math.min(from + secondsPerPixel, strip.durationSeconds);
    const known = averageInto(rows, strip.sums, from / strip.stepSeconds, to / strip.stepSeconds);
    for (let row = 0; row < GRID_SIZE; row++) {
      pixels[(GRID_SIZE - 1 - row) * width + x] = known ? toPixel(rows[row], row) : 0;
    }
  }
}
