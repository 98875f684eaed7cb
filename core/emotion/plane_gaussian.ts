/**
 * Normal distributions over the arousal–valence plane, and the heatmaps that they make.
 * @module
 */
import { gaussLegendre } from "../quadrature.ts";
import { binToCoordinate, CELL_COUNT, cellToArousalRow, cellToValenceColumn, GRID_SIZE, type Point } from "./grid.ts";
import { normalizeHeatmap } from "./heatmap.ts";

/** A normal distribution over the plane. */
export interface PlaneGaussian {
  mean: Point;
  /** Variances and covariance, in units of the plane squared. */
  arousal: number;
  covariance: number;
  valence: number;
}

/** Deviations below this are raised to it: the nodes of a cell, whose side is .18, would miss a narrower peak. */
export const LEAST_DEVIATION = 0.05;
/** Correlations are held within ± this. */
export const MOST_CORRELATION = 0.95;

/** Where a density is looked at on one axis, and how much that counts: so many Gauss–Legendre nodes for each of the 11 bins. */
function abscissae(nodesPerBin: number) {
  const nodes = gaussLegendre(nodesPerBin), bins = Array.from({ length: GRID_SIZE }, (_, bin) => bin);
  return {
    nodesPerBin,
    at: Float64Array.from(
      bins.flatMap((bin) => nodes.map(({ at }) => binToCoordinate(bin) + (2 * at - 1) / GRID_SIZE)),
    ),
    weight: Float64Array.from(bins.flatMap(() => nodes.map(({ weight }) => weight))),
  };
}

/** From this deviation on, about a cell's side, two nodes integrate to a relative error below 1e-3. */
const WIDE = 0.2;
const FINE = abscissae(6), COARSE = abscissae(2);

/**
 * Heatmap of a normal distribution: its density integrated over every cell, scaled to sum 1 over the plane, beyond which
 * nobody can rate. A mean outside of the plane gives a map that leans on the edge nearest to it. 6 × 6 Gauss–Legendre nodes a
 * cell, 2 × 2 where the distribution is wider than a cell in every direction. Cost: 4,356 or 484 exponentials.
 * @returns [121], each > 0, sum 1.
 * @throws RangeError if a number is not finite.
 * @example
 * ```ts
 * import { heatmapMean } from "./heatmap.ts";
 * import { gaussianHeatmap } from "./plane_gaussian.ts";
 * const map = gaussianHeatmap({ mean: { arousal: 0.2, valence: -0.1 }, arousal: 0.04, covariance: 0.01, valence: 0.04 });
 * if (Math.abs(heatmapMean(map).arousal - 0.2) > 1e-3) throw new Error("the mean is kept well inside of the plane");
 * ```
 */
export function gaussianHeatmap(gaussian: PlaneGaussian): Float64Array {
  const { mean, arousal, covariance, valence } = gaussian;
  if (![mean.arousal, mean.valence, arousal, covariance, valence].every(Number.isFinite)) {
    throw new RangeError(
      `Cannot draw a normal distribution: its mean and covariance must be finite, current value is ${
        JSON.stringify(gaussian)
      }`,
    );
  }
  const sx = Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, arousal)));
  const sy = Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, valence)));
  const r = Math.max(-MOST_CORRELATION, Math.min(MOST_CORRELATION, covariance / (sx * sy))), free = 2 * (1 - r * r);
  const { nodesPerBin, at, weight } = Math.min(sx, sy) * Math.sqrt(1 - r * r) < WIDE ? FINE : COARSE;
  const u = at.map((x) => (x - mean.arousal) / sx), v = at.map((y) => (y - mean.valence) / sy);
  const exponent = (i: number, j: number) => (u[i] * u[i] - 2 * r * u[i] * v[j] + v[j] * v[j]) / free;
  // From the likeliest node, or all of a mean far outside would be 0.
  let least = Infinity;
  for (let i = 0; i < u.length; i++) for (let j = 0; j < v.length; j++) least = Math.min(least, exponent(i, j));
  const masses = new Float64Array(CELL_COUNT), n = nodesPerBin;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const row = cellToArousalRow(cell) * n, column = cellToValenceColumn(cell) * n;
    for (let i = row; i < row + n; i++) {
      for (let j = column; j < column + n; j++) {
        masses[cell] += weight[i] * weight[j] * Math.exp(least - exponent(i, j));
      }
    }
  }
  return normalizeHeatmap(masses);
}
