/**
 * Highest-density regions of a map: the smallest sets of cells that hold a given share of the probability.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Heatmap } from "../emotion/heatmap.ts";

/**
 * When cells enter the region as its level grows (Hyndman 1996): in descending order of probability; cells that are exactly
 * alike enter together. A cell enters from `before` on and is wholly in at `before + mass`.
 */
export interface DensityLevels {
  /** [121] probability of all cells that are likelier. */
  before: Float64Array;
  /** [121] probability of all cells that are as likely, this one among them; > 0 where the cell's is. */
  mass: Float64Array;
}

/**
 * The levels of a map. Cost O(121 log 121).
 * @param map [121], ≥ 0, sum 1.
 */
export function densityLevels(map: Heatmap): DensityLevels {
  const order = Uint8Array.from({ length: CELL_COUNT }, (_, cell) => cell).sort((a, b) => map[b] - map[a]);
  const before = new Float64Array(CELL_COUNT), mass = new Float64Array(CELL_COUNT);
  let sum = 0;
  for (let i = 0; i < CELL_COUNT;) {
    let end = i, together = 0;
    while (end < CELL_COUNT && map[order[end]] === map[order[i]]) together += map[order[end++]];
    for (; i < end; i++) {
      before[order[i]] = sum;
      mass[order[i]] = together;
    }
    sum += together;
  }
  return { before, mass };
}

/**
 * Share of a cell that the region of a level holds, 0 … 1. The cell at the border is in by the fraction that makes the region's
 * probability exactly the level (randomised, as of a test of exact size): a perfect map's 80 % regions cover 80 % of the ratings,
 * not 80 % and what is left of a cell.
 * @param level 0 … 1.
 */
export function shareInRegion({ before, mass }: DensityLevels, cell: number, level: number): number {
  // At level 1 all is in, also cells that rounding would leave out.
  if (level >= 1) return 1;
  const entered = level - before[cell];
  return entered >= mass[cell] ? entered > 0 ? 1 : 0 : Math.max(0, entered / mass[cell]);
}

/** Cells in the region of a level, fractions counted: 0 … 121. */
export function regionCells(levels: DensityLevels, level: number): number {
  let cells = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) cells += shareInRegion(levels, cell, level);
  return cells;
}
