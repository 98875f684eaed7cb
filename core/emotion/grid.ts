/**
 * The arousal–valence plane and its 11×11 grid. Axis order is decided here and nowhere else:
 * a cell's index is `arousalRow * 11 + valenceColumn`, both ascending from -1 to 1.
 * @module
 */

/** A point of the arousal–valence plane, each coordinate in [-1, 1]. */
export interface Point {
  valence: number;
  arousal: number;
}

/** Rows and columns of the grid. */
export const GRID_SIZE = 11;
/** Number of cells, and of CRF states. */
export const CELL_COUNT = GRID_SIZE * GRID_SIZE;
/** The grid as files describe it. */
export const GRID = {
  size: GRID_SIZE,
  range: [-1, 1],
  order: "index = arousalRow * size + valenceColumn, both ascending",
} as const;

/**
 * Bin 0 … 10 of one coordinate: `min(10, floor((x + 1) / 2 * 11))`.
 * @throws RangeError if the coordinate is not in [-1, 1].
 */
export function coordinateToBin(coordinate: number): number {
  if (!(coordinate >= -1 && coordinate <= 1)) {
    throw new RangeError(
      `Cannot place a coordinate on the grid: it must be in [-1, 1], current value is ${coordinate}` +
        (coordinate > 1 && coordinate <= 10 ? " (is this on a 1–9 scale?)" : ""),
    );
  }
  return Math.min(GRID_SIZE - 1, Math.floor((coordinate + 1) / 2 * GRID_SIZE));
}

/** Centre of bin 0 … 10, in (-1, 1). */
export function binToCoordinate(bin: number): number {
  return (bin + 0.5) / GRID_SIZE * 2 - 1;
}

/**
 * Index 0 … 120 of the cell that holds a point.
 * @throws RangeError if a coordinate is not in [-1, 1].
 * @example
 * ```ts
 * import { cellToPoint, pointToCell } from "./grid.ts";
 * const cell = pointToCell({ valence: 1, arousal: -1 });
 * if (cell !== 10) throw new Error("calm and positive is the last cell of the first row");
 * if (cellToPoint(cell).valence !== 10.5 / 11 * 2 - 1) throw new Error("its centre lies half a cell inside");
 * ```
 */
export function pointToCell(point: Point): number {
  return coordinateToBin(point.arousal) * GRID_SIZE +
    coordinateToBin(point.valence);
}

/** Row 0 … 10 of a cell on the arousal axis. */
export function cellToArousalRow(cell: number): number {
  return Math.floor(cell / GRID_SIZE);
}

/** Column 0 … 10 of a cell on the valence axis. */
export function cellToValenceColumn(cell: number): number {
  return cell % GRID_SIZE;
}

/** Centre of a cell. */
export function cellToPoint(cell: number): Point {
  return {
    valence: binToCoordinate(cellToValenceColumn(cell)),
    arousal: binToCoordinate(cellToArousalRow(cell)),
  };
}

const CENTRES = Array.from({ length: CELL_COUNT }, (_, cell) => cellToPoint(cell));
/** Valence and arousal of every cell's centre, [121] each: what sums over cells read, many times a map. */
export const CENTRE_VALENCES = Float64Array.from(CENTRES, ({ valence }) => valence);
export const CENTRE_AROUSALS = Float64Array.from(CENTRES, ({ arousal }) => arousal);

/** Distances between the centres of all cells in units of the plane, shape [121, 121]. */
export function cellDistances(): Float64Array {
  return Float64Array.from({ length: CELL_COUNT * CELL_COUNT }, (_, i) => {
    const a = cellToPoint(Math.floor(i / CELL_COUNT)), b = cellToPoint(i % CELL_COUNT);
    return Math.hypot(a.valence - b.valence, a.arousal - b.arousal);
  });
}
