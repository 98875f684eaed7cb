/**
 * A heatmap: a probability for each of the 121 cells of the arousal–valence grid.
 * @module
 */
import {
  CELL_COUNT,
  cellToArousalRow,
  cellToValenceColumn,
  CENTRE_AROUSALS,
  CENTRE_VALENCES,
  GRID_SIZE,
  type Point,
} from "./grid.ts";

/** Probabilities of the 121 cells, sum 1, each > 0; index as in `grid.ts`. */
export type Heatmap = ArrayLike<number>;

const ROWS = Uint8Array.from({ length: CELL_COUNT }, (_, cell) => cellToArousalRow(cell));
const COLUMNS = Uint8Array.from({ length: CELL_COUNT }, (_, cell) => cellToValenceColumn(cell));

/** Sum over valence: probability of each arousal row, [11]. */
export function arousalMarginal(heatmap: Heatmap): Float64Array {
  const out = new Float64Array(GRID_SIZE);
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    out[ROWS[cell]] += heatmap[cell];
  }
  return out;
}

/** Sum over arousal: probability of each valence column, [11]. */
export function valenceMarginal(heatmap: Heatmap): Float64Array {
  const out = new Float64Array(GRID_SIZE);
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    out[COLUMNS[cell]] += heatmap[cell];
  }
  return out;
}

/** Mean over the cells' centres, each coordinate in ±10/11. */
export function heatmapMean(heatmap: Heatmap): Point {
  let valence = 0, arousal = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    valence += heatmap[cell] * CENTRE_VALENCES[cell];
    arousal += heatmap[cell] * CENTRE_AROUSALS[cell];
  }
  return { valence, arousal };
}

/** The cell of the greatest probability, the first of equals. */
export function likeliestCell(heatmap: Heatmap): number {
  let best = 0;
  for (let cell = 1; cell < CELL_COUNT; cell++) if (heatmap[cell] > heatmap[best]) best = cell;
  return best;
}

/** Standard deviation on each axis over the cells' centres. */
export function heatmapDeviation(heatmap: Heatmap): Point {
  const mean = heatmapMean(heatmap);
  let valence = 0, arousal = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    valence += heatmap[cell] * (CENTRE_VALENCES[cell] - mean.valence) ** 2;
    arousal += heatmap[cell] * (CENTRE_AROUSALS[cell] - mean.arousal) ** 2;
  }
  return { valence: Math.sqrt(valence), arousal: Math.sqrt(arousal) };
}

/** Shannon entropy in nats: 0 (one cell) … log 121 = 4.796 (uniform). */
export function entropyNats(heatmap: Heatmap): number {
  let sum = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    if (heatmap[cell] > 0) sum -= heatmap[cell] * Math.log(heatmap[cell]);
  }
  return sum;
}

/**
 * Lift every probability to at least `floor` and scale to sum 1.
 * @param values [121], ≥ 0, of any sum > 0.
 * @param floor share of the sum.
 * @returns [121], each > 0, sum 1.
 * @throws RangeError if a value is negative or not finite, or the sum is zero or not finite.
 */
export function normalizeHeatmap(values: Heatmap, floor = 1e-12): Float64Array {
  let sum = 0;
  const out = new Float64Array(CELL_COUNT);
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const value = values[cell];
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(
        `Cannot normalise a heatmap: every cell must be finite and ≥ 0, current value of cell ${cell} is ${value}`,
      );
    }
    sum += value;
  }
  if (!(sum > 0 && sum < Infinity)) {
    throw new RangeError(`Cannot normalise a heatmap: the sum must be finite and > 0, current value is ${sum}`);
  }
  let total = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    total += out[cell] = Math.max(floor, values[cell] / sum);
  }
  for (let cell = 0; cell < CELL_COUNT; cell++) out[cell] /= total;
  return out;
}
