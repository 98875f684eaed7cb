/**
 * Modes: where a map has its peaks, and whether those of the ratings are found.
 * @module
 */
import { CELL_COUNT, cellDistances, cellToArousalRow, cellToValenceColumn, GRID_SIZE } from "../emotion/grid.ts";
import type { Heatmap } from "../emotion/heatmap.ts";

/** A peak counts from this share of the highest one on: lower ones are a rater or two. */
export const LOWEST_PEAK = 0.5;
/** A mode is found when one lies within this distance, units of the plane: 1.5 bandwidths of the density, 1.65 cells. */
export const MODE_RADIUS = 0.3;

const DISTANCES = cellDistances();

/**
 * Cells that no neighbour (of 8) exceeds and that reach {@link LOWEST_PEAK} of the highest cell. Of neighbours that are exactly
 * alike the first counts, so that a plateau is not a mode for each of its cells; of a flat map there is one.
 * @param density [121], ≥ 0: smooth (`density.ts`), or every spike is a mode.
 * @returns indices, ascending.
 */
export function modesOf(density: Heatmap): number[] {
  let highest = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) highest = Math.max(highest, density[cell]);
  const modes: number[] = [];
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    if (density[cell] >= LOWEST_PEAK * highest && isPeak(density, cell)) modes.push(cell);
  }
  return modes;
}

function isPeak(density: Heatmap, cell: number): boolean {
  const row = cellToArousalRow(cell), column = cellToValenceColumn(cell);
  for (let r = Math.max(0, row - 1); r <= Math.min(GRID_SIZE - 1, row + 1); r++) {
    for (let c = Math.max(0, column - 1); c <= Math.min(GRID_SIZE - 1, column + 1); c++) {
      const other = r * GRID_SIZE + c;
      if (density[other] > density[cell] || (density[other] === density[cell] && other < cell)) return false;
    }
  }
  return true;
}

/**
 * Share of the modes that one of the others lies within {@link MODE_RADIUS} of, 0 … 1; NaN without modes. With the ratings'
 * modes first this is recall, with the map's first precision.
 */
export function shareFound(modes: readonly number[], among: readonly number[]): number {
  const found = modes.filter((mode) => among.some((other) => DISTANCES[mode * CELL_COUNT + other] <= MODE_RADIUS));
  return found.length / modes.length;
}
