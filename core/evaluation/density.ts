/**
 * The density of ratings on the grid, of a bandwidth that never changes, so that systems and data sets can be compared.
 * @module
 */
import { binToCoordinate, CELL_COUNT, cellToPoint, GRID_SIZE, type Point } from "../emotion/grid.ts";
import { type RatedPoint, ratingCount } from "./rated_bins.ts";
import type { Heatmap } from "../emotion/heatmap.ts";

/**
 * Standard deviation of the kernel on each axis, units of the plane: 1.1 cells. About Scott's rule (1992, eq. 6.42, d = 2)
 * for thirty ratings that spread by .39, as VGMIDI's do: .39 · 30^(-1/6) = .22.
 */
export const BANDWIDTH = 0.2;

/** A Gaussian around a coordinate at the centres of the eleven bins, sum 1: at the border nothing leaks off the plane. */
function axisKernel(coordinate: number): Float64Array {
  const weights = Float64Array.from(
    { length: GRID_SIZE },
    (_, bin) => Math.exp(-0.5 * ((binToCoordinate(bin) - coordinate) / BANDWIDTH) ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Kernel density of ratings on the grid: mean over ratings of a Gaussian of deviation {@link BANDWIDTH} around the exact point,
 * evaluated at the cells' centres and scaled to sum 1 over the grid for each rating (so the border takes nothing away).
 * @returns [121], > 0, sum 1; NaN without points.
 * @example
 * ```ts
 * import { ratingDensity } from "./density.ts";
 * const corner = ratingDensity([{ valence: 1, arousal: 1 }]);
 * if (Math.abs(corner.reduce((a, b) => a + b) - 1) > 1e-12) throw new Error("nothing leaks off the plane");
 * if (corner.indexOf(Math.max(...corner)) !== 120) throw new Error("the peak is in the corner");
 * ```
 */
export function ratingDensity(points: readonly RatedPoint[]): Float64Array {
  const density = new Float64Array(CELL_COUNT), count = ratingCount(points);
  for (const point of points) addKernelInto(density, point, (point.weight ?? 1) / count);
  return points.length > 0 ? density : density.fill(NaN);
}

/**
 * A map as {@link ratingDensity} would show ratings drawn from it at the cells' centres: the same kernel laid over it.
 * @param map [121], ≥ 0.
 * @returns [121], of the same sum.
 */
export function smoothMap(map: Heatmap): Float64Array {
  const density = new Float64Array(CELL_COUNT);
  for (let from = 0; from < CELL_COUNT; from++) {
    const kernel = CELL_KERNELS[from], mass = map[from];
    for (let cell = 0; cell < CELL_COUNT; cell++) density[cell] += mass * kernel[cell];
  }
  return density;
}

function addKernelInto(density: Float64Array, { valence, arousal }: Point, mass: number): void {
  const columns = axisKernel(valence), rows = axisKernel(arousal);
  for (let row = 0; row < GRID_SIZE; row++) {
    for (let column = 0; column < GRID_SIZE; column++) {
      density[row * GRID_SIZE + column] += mass * rows[row] * columns[column];
    }
  }
}

const CELL_KERNELS = Array.from({ length: CELL_COUNT }, (_, cell) => {
  const kernel = new Float64Array(CELL_COUNT);
  addKernelInto(kernel, cellToPoint(cell), 1);
  return kernel;
});
