/**
 * Smooth bases over the arousal–valence grid: few functions instead of one a cell.
 * @module
 */
import { CELL_COUNT, cellToPoint, GRID_SIZE } from "../emotion/grid.ts";
import type { Matrix } from "../matrix.ts";

/**
 * Gaussian bumps on m×m centres spread evenly over [-1, 1]² (borders included; m = 1: the middle):
 * B[b, s] = exp(-|centre_b - cell_s|² / (2·width²)), b = arousal·m + valence, both ascending.
 * @param centresPerAxis m, a positive integer.
 * @param width standard deviation of a bump, in units of the plane, > 0.
 * @returns B, shape [m², 121], each in (0, 1].
 * @throws RangeError if centresPerAxis or width is out of range.
 */
export function gridRadialBasis(centresPerAxis: number, width: number): Matrix {
  if (!Number.isInteger(centresPerAxis) || centresPerAxis < 1) {
    throw new RangeError(
      `Cannot build a radial basis: centresPerAxis must be a positive integer, current value is ${centresPerAxis}`,
    );
  }
  if (!(width > 0 && width < Infinity)) {
    throw new RangeError(
      `Cannot build a radial basis: width must be finite and > 0, current value is ${width}`,
    );
  }
  const rows = centresPerAxis * centresPerAxis, data = new Float64Array(rows * CELL_COUNT);
  const centre = (index: number) => centresPerAxis === 1 ? 0 : 2 * index / (centresPerAxis - 1) - 1;
  for (let b = 0; b < rows; b++) {
    const arousal = centre(Math.floor(b / centresPerAxis)), valence = centre(b % centresPerAxis);
    for (let cell = 0; cell < CELL_COUNT; cell++) {
      const point = cellToPoint(cell);
      const squared = (point.arousal - arousal) ** 2 + (point.valence - valence) ** 2;
      data[b * CELL_COUNT + cell] = Math.exp(-squared / (2 * width * width));
    }
  }
  return { rows, columns: CELL_COUNT, data };
}

/**
 * The lowest terms of a two-dimensional discrete cosine transform (DCT-II), orthonormal:
 * B[b, s] = c_i·c_j·cos(π·i·(row + ½) / 11)·cos(π·j·(column + ½) / 11), b = i·order + j (i along arousal, j along valence).
 * @param order terms an axis, 1 … 11; at 11 the basis is complete.
 * @returns B, shape [order², 121].
 * @throws RangeError if the order is out of range.
 */
export function gridCosineBasis(order: number): Matrix {
  if (!Number.isInteger(order) || order < 1 || order > GRID_SIZE) {
    throw new RangeError(
      `Cannot build a cosine basis: order must be an integer in 1 … ${GRID_SIZE}, current value is ${order}`,
    );
  }
  const rows = order * order, data = new Float64Array(rows * CELL_COUNT);
  const wave = (term: number, at: number) =>
    Math.sqrt((term === 0 ? 1 : 2) / GRID_SIZE) * Math.cos(Math.PI * term * (at + 0.5) / GRID_SIZE);
  for (let b = 0; b < rows; b++) {
    for (let cell = 0; cell < CELL_COUNT; cell++) {
      const row = Math.floor(cell / GRID_SIZE), column = cell % GRID_SIZE;
      data[b * CELL_COUNT + cell] = wave(Math.floor(b / order), row) * wave(b % order, column);
    }
  }
  return { rows, columns: CELL_COUNT, data };
}
