/**
 * The modes of a map: its hills, each with the land from which the steepest way up leads to its peak.
 * @module
 */
import {
  CELL_COUNT,
  cellToArousalRow,
  cellToValenceColumn,
  CENTRE_AROUSALS,
  CENTRE_VALENCES,
  type Point,
} from "../emotion/grid.ts";
import type { Heatmap } from "../emotion/heatmap.ts";

export interface Mode {
  /** Its likeliest cell. */
  peak: number;
  /** The cells of its basin, ascending; `cells.length` is its area. */
  cells: number[];
  /** Sum of their probabilities. */
  mass: number;
  /** Mean of the map within the basin. */
  mean: Point;
}

/** Every cell with its up to 8 neighbours. */
const NEIGHBOURS = Array.from({ length: CELL_COUNT }, (_, cell) => neighboursOf(cell));

function neighboursOf(cell: number): number[] {
  const row = cellToArousalRow(cell), column = cellToValenceColumn(cell);
  return Array.from({ length: CELL_COUNT }, (_, other) => other).filter((other) =>
    other !== cell && Math.abs(cellToArousalRow(other) - row) <= 1 && Math.abs(cellToValenceColumn(other) - column) <= 1
  );
}

/**
 * The modes of a map as basins of attraction: from each cell the way goes to the likeliest of its 8 neighbours until none is
 * likelier. Of equals the one of the lower index counts as likelier, so a plateau of neighbours belongs to one mode, a
 * uniform map is one mode, and every cell is in exactly one.
 * Cost: 8 comparisons a cell.
 * @param heatmap [121], of any sum > 0.
 * @returns 1 … 36 modes, the heaviest first; of equal ones the one of the lower peak.
 */
export function modesOf(heatmap: Heatmap): Mode[] {
  const peaks = peakOfCells(heatmap), byPeak = new Map<number, number[]>();
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const cells = byPeak.get(peaks[cell]);
    if (cells) cells.push(cell);
    else byPeak.set(peaks[cell], [cell]);
  }
  return [...byPeak].map(([peak, cells]) => modeOf(heatmap, peak, cells))
    .sort((a, b) => b.mass - a.mass || a.peak - b.peak);
}

/** Where the steepest way up from each cell ends, [121]. */
function peakOfCells(heatmap: Heatmap): Int32Array {
  const up = new Int32Array(CELL_COUNT);
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    let best = cell;
    for (const other of NEIGHBOURS[cell]) {
      if (heatmap[other] > heatmap[best] || (heatmap[other] === heatmap[best] && other < best)) best = other;
    }
    up[cell] = best;
  }
  // Doubling the way each time: no way is longer than 121 steps.
  for (let reach = 1; reach < CELL_COUNT; reach *= 2) {
    for (let cell = 0; cell < CELL_COUNT; cell++) up[cell] = up[up[cell]];
  }
  return up;
}

function modeOf(heatmap: Heatmap, peak: number, cells: number[]): Mode {
  let mass = 0, valence = 0, arousal = 0;
  for (const cell of cells) {
    mass += heatmap[cell];
    valence += heatmap[cell] * CENTRE_VALENCES[cell];
    arousal += heatmap[cell] * CENTRE_AROUSALS[cell];
  }
  const mean = mass > 0
    ? { valence: valence / mass, arousal: arousal / mass }
    : { valence: CENTRE_VALENCES[peak], arousal: CENTRE_AROUSALS[peak] };
  return { peak, cells, mass, mean };
}

/** Lighter modes are ripples that nobody sees: nobody can mean them. */
const LEAST_MASS = 0.01;

/** The mode whose mean lies nearest to a place, of those that hold at least a hundredth of the mass; the heaviest of equals. */
export function nearestMode(heatmap: Heatmap, { valence, arousal }: Point): Mode {
  const modes = modesOf(heatmap), away = ({ mean }: Mode) => Math.hypot(mean.valence - valence, mean.arousal - arousal);
  let nearest = modes[0];
  for (const mode of modes) if (mode.mass >= LEAST_MASS && away(mode) < away(nearest)) nearest = mode;
  return nearest;
}
