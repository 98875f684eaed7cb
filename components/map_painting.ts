/**
 * The 11×11 map as pixels, and points of the plane as places on it. Up is energetic, right is positive.
 * @module
 */
import { CELL_COUNT, cellToArousalRow, cellToValenceColumn, GRID_SIZE, type Point } from "../core/emotion/grid.ts";
import { type Heatmap, likeliestCell } from "../core/emotion/heatmap.ts";
import type { TimelineStep } from "../core/emotion/timeline.ts";
import { differenceToPixel, probabilityPixels } from "./colour_map.ts";

/**
 * One pixel a cell, the most energetic row first (screens count from the top), [121].
 * @param pixels over the bytes of an 11×11 ImageData.
 * @param maximum probability of the last colour; with `from` the difference of the last colours.
 * @param from paint how far the map differs from this one, instead of its probabilities.
 */
export function paintMapInto(pixels: Uint32Array, heatmap: Heatmap, maximum: number, from?: Heatmap): void {
  const toPixel = probabilityPixels(maximum);
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const row = cellToArousalRow(cell), column = cellToValenceColumn(cell);
    pixels[(GRID_SIZE - 1 - row) * GRID_SIZE + column] = from
      ? differenceToPixel(heatmap[cell] - from[cell], maximum)
      : toPixel(heatmap[cell]);
  }
}

/** Place of a point on the map: shares of its width from the left and of its height from the top, 0 … 1. */
export function pointToPlace(point: Point): { left: number; top: number } {
  return { left: (point.valence + 1) / 2, top: (1 - point.arousal) / 2 };
}

/** The point at a place on the map; places beyond the edge give points on it. */
export function placeToPoint(left: number, top: number): Point {
  const within = (share: number) => Math.min(1, Math.max(0, share));
  return { valence: within(left) * 2 - 1, arousal: 1 - within(top) * 2 };
}

/**
 * End of the colour scale of a timeline: the probability that the likeliest cell stays below in 98 of 100 steps, so
 * that one very sure step does not darken all others. One scale for the whole piece: colours compare over time.
 */
export function mapScale(steps: readonly TimelineStep[]): number {
  return highQuantile(steps.map(({ heatmap }) => heatmap[likeliestCell(heatmap)]));
}

/** The average map of a piece, and the scale on which its steps differ from it. */
export function mapDifference(steps: readonly TimelineStep[]): Difference {
  const from = new Float64Array(CELL_COUNT);
  for (const { heatmap } of steps) heatmap.forEach((p, cell) => from[cell] += p / steps.length);
  const furthest = steps.map(({ heatmap }) => heatmap.reduce((m, p, cell) => Math.max(m, Math.abs(p - from[cell])), 0));
  return { from, maximum: differenceScale(furthest, mapScale(steps)) };
}

/** A piece's usual, from which its movement is told. */
export interface Difference {
  /** What is subtracted: the average map, [121], or the average row of a strip, [11]. */
  from: Float64Array;
  /** Difference of the last colours. */
  maximum: number;
}

/** Differences below this share of the scale of probabilities stay pale: a piece that rests must not look wild. */
const LEAST_DIFFERENCE = 0.1;

/** End of the scale of differences: found as that of probabilities is, but not below a share of it. */
export function differenceScale(furthest: number[], probabilityMaximum: number): number {
  return Math.max(LEAST_DIFFERENCE * probabilityMaximum, highQuantile(furthest));
}

/** As {@link mapScale} for the strips: of the likeliest row of a marginal. */
export function highQuantile(values: number[]): number {
  if (values.length === 0) return 1;
  return values.toSorted((a, b) => a - b)[Math.floor(0.98 * (values.length - 1))];
}
