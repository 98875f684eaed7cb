/**
 * How many ratings the regions of a map hold.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import { type DensityLevels, densityLevels, shareInRegion } from "./highest_density.ts";
import { cellCounts, type RatedBin } from "./rated_bins.ts";

/** A bin with its map as levels and its ratings as counts, [121]. */
export interface CoverageBin {
  levels: DensityLevels;
  counts: Float64Array;
}

export function coverageBins(bins: readonly RatedBin[]): CoverageBin[] {
  return bins.map(({ map, points }) => ({ levels: densityLevels(map), counts: cellCounts(points) }));
}

/** Share of all ratings that lie within their bins' regions of a level, 0 … 1; NaN without ratings. */
export function coveredShare(bins: readonly CoverageBin[], level: number): number {
  let covered = 0, ratings = 0;
  for (const { levels, counts } of bins) {
    for (let cell = 0; cell < CELL_COUNT; cell++) {
      if (counts[cell] === 0) continue;
      covered += counts[cell] * shareInRegion(levels, cell, level);
      ratings += counts[cell];
    }
  }
  return covered / ratings;
}

/**
 * The smallest level whose regions hold a share of the ratings, within 1e-9: coverage grows with the level, so the interval is
 * halved.
 */
export function neededLevel(bins: readonly CoverageBin[], share: number): number {
  let low = 0, high = 1;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (coveredShare(bins, middle) >= share) high = middle;
    else low = middle;
  }
  return high;
}
