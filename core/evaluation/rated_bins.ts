/**
 * Stretches of time in which the same ratings hold, with what was predicted for them.
 * @module
 */
import { mapOverTime } from "../annotation/labels.ts";
import type { RatingSeries } from "../annotation/series.ts";
import { CELL_COUNT, type Point, pointToCell } from "../emotion/grid.ts";

/** A rating, or what stands for several. */
export interface RatedPoint extends Point {
  /** How many ratings it stands for; 1 by default. */
  weight?: number;
}

/** How many ratings some points are. */
export function ratingCount(points: readonly RatedPoint[]): number {
  return points.reduce((sum, { weight = 1 }) => sum + weight, 0);
}

/** A stretch of time with every rating that holds in it. */
export interface RatedBin {
  startSeconds: number;
  endSeconds: number;
  /** The ratings, at least one. */
  points: RatedPoint[];
  /** [121], > 0, sum 1: the mean of the steps' maps, weighted by overlap (DESIGN.md, "The grid"). */
  map: Float64Array;
}

/**
 * The bins of a piece, in order of time. Ratings with the same times fall into the same bin; the last one ends with the piece.
 * @param maps [T, 121], each > 0 and of sum 1; without steps there are no bins.
 */
export function ratedBins(maps: Float64Array, series: readonly RatingSeries[], stepSeconds: number): RatedBin[] {
  const durationSeconds = maps.length / CELL_COUNT * stepSeconds, found = new Map<string, RatedBin>();
  if (maps.length === 0) return [];
  for (const { times, arousal, valence } of series) {
    times.forEach((startSeconds, i) => {
      const endSeconds = i + 1 < times.length ? times[i + 1] : Math.max(durationSeconds, startSeconds + 1e-3);
      const key = `${startSeconds} ${endSeconds}`;
      let bin = found.get(key);
      if (!bin) {
        const map = mapOverTime(maps, startSeconds, endSeconds, stepSeconds)!;
        found.set(key, bin = { startSeconds, endSeconds, points: [], map });
      }
      bin.points.push({ valence: valence[i], arousal: arousal[i] });
    });
  }
  return [...found.values()].sort((a, b) => a.startSeconds - b.startSeconds || a.endSeconds - b.endSeconds);
}

/** How many of the ratings lie in each cell, [121]. */
export function cellCounts(points: readonly RatedPoint[]): Float64Array {
  const counts = new Float64Array(CELL_COUNT);
  for (const point of points) counts[pointToCell(point)] += point.weight ?? 1;
  return counts;
}
