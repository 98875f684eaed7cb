/**
 * How one version of a timeline differs from another, for the colours of differences: orange is likelier in the first.
 * @module
 */
import { CELL_COUNT, GRID_SIZE } from "../../core/emotion/grid.ts";
import type { HeatmapTimeline } from "../../core/emotion/timeline.ts";
import { stepPairs } from "../../core/review/comparison.ts";
import { type Difference, differenceScale, mapScale } from "../map_painting.ts";
import { averageInto } from "../step_average.ts";
import { type Axis, type Strip, stripOf } from "../strip_painting.ts";

/** A strip of differences, painted as one of probabilities that differs from nothing. */
export interface DifferenceStrip {
  strip: Strip;
  difference: Difference;
}

/** Marginals of `a` less those of `b`, for as long as both last. */
export function differenceStrip(a: HeatmapTimeline, b: HeatmapTimeline, axis: Axis): DifferenceStrip {
  const one = stripOf(a, axis), two = stripOf(b, axis), steps = Math.min(one.sums.steps, two.sums.steps);
  const sums = { steps, rows: GRID_SIZE, sums: new Float64Array((steps + 1) * GRID_SIZE) };
  for (let i = 0; i < sums.sums.length; i++) sums.sums[i] = one.sums.sums[i] - two.sums.sums[i];
  const rows = new Float64Array(GRID_SIZE);
  const furthest = Array.from({ length: steps }, (_, t) => {
    averageInto(rows, sums, t, t + 1);
    return rows.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  });
  const maximum = differenceScale(furthest, Math.max(one.maximum, two.maximum));
  return { strip: { ...one, sums }, difference: { from: new Float64Array(GRID_SIZE), maximum } };
}

/** Difference of the last colours of all maps: one scale for the whole piece. */
export function mapDifferenceScale(a: HeatmapTimeline, b: HeatmapTimeline): number {
  const furthest = stepPairs(a, b).map(([one, two]) => {
    let most = 0;
    for (let cell = 0; cell < CELL_COUNT; cell++) {
      most = Math.max(most, Math.abs(one.heatmap[cell] - two.heatmap[cell]));
    }
    return most;
  });
  return differenceScale(furthest, Math.max(mapScale(a.steps), mapScale(b.steps)));
}
