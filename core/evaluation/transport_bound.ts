/**
 * How far two heatmaps lie apart at least, at a thousandth of the cost of {@link earthMoversDistance}.
 * @module
 */
import { CELL_COUNT, cellToArousalRow, cellToValenceColumn, GRID_SIZE } from "../emotion/grid.ts";
import type { Heatmap } from "../emotion/heatmap.ts";

/** Side of a cell, units of the plane. */
const SIDE = 2 / GRID_SIZE;
/** Bins that cells fall into as seen along an axis or a diagonal, [121] each, and how far apart the bins are. */
const SHADOWS = [
  { bins: binsBy((row, _) => row), apart: SIDE },
  { bins: binsBy((_, column) => column), apart: SIDE },
  { bins: binsBy((row, column) => row + column), apart: SIDE * Math.SQRT1_2 },
  { bins: binsBy((row, column) => row - column + GRID_SIZE - 1), apart: SIDE * Math.SQRT1_2 },
];
const MOST_BINS = 2 * GRID_SIZE - 1;

function binsBy(bin: (row: number, column: number) => number): Uint8Array {
  return Uint8Array.from({ length: CELL_COUNT }, (_, cell) => bin(cellToArousalRow(cell), cellToValenceColumn(cell)));
}

/**
 * A lower bound of the earth mover's distance:
 *   max(side·½·Σ|p - q|, W₁ of the projections on both axes and both diagonals),
 * as all mass that moves moves by a cell at least, and no way is shorter than its shadow. It is the distance itself where all
 * mass moves one way along one of the four lines, and 0 only between equal maps. Cost: 4·121 additions.
 * @param from [121], ≥ 0.
 * @param to [121], ≥ 0, of the same sum.
 * @returns units of the plane.
 */
export function leastTransport(from: Heatmap, to: Heatmap): number {
  const excess = new Float64Array(MOST_BINS);
  let moved = 0, least = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) moved += Math.abs(from[cell] - to[cell]);
  for (const { bins, apart } of SHADOWS) {
    excess.fill(0);
    for (let cell = 0; cell < CELL_COUNT; cell++) excess[bins[cell]] += from[cell] - to[cell];
    let carried = 0, distance = 0;
    for (let bin = 0; bin < MOST_BINS; bin++) distance += Math.abs(carried += excess[bin]);
    least = Math.max(least, apart * distance);
  }
  return Math.max(least, SIDE * moved / 2);
}
