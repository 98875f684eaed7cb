/**
 * Mean and deviation as a heatmap: the normal distribution of the ratings, cell by cell.
 * @module
 */
import { CELL_COUNT, GRID_SIZE, type Point } from "../emotion/grid.ts";
import { normalCdf, normalDensity } from "../normal.ts";
import { gaussLegendre } from "../quadrature.ts";
import { targetAt, type TargetSeries } from "./target_series.ts";

/** A normal distribution on the plane. */
export interface PlaneNormal {
  mean: Point;
  /** Standard deviation on each axis, ≥ 0, units of the plane; 0 is a point. */
  deviation: Point;
  /** Of arousal and valence, in [-1, 1]. */
  correlation: number;
}

/** Stands for a deviation of 0: far below a cell's width of 0.18, so that what lies on an edge is halved. */
const POINT = 1e-9;
/** Nodes that integrate a stretch of at most one deviation: exact to 1e-12 where the correlation is at most .95. */
const NODES = gaussLegendre(12);
/** Deviations beyond which there is nothing. */
const REACH = 8.5;
/** Correlations are held below it: a line has no density. */
const LINE = 0.999;

/** Where the bins of an axis begin and end; the outer ones reach to infinity. [12] */
const EDGES = Float64Array.from(
  { length: GRID_SIZE + 1 },
  (_, i) => i === 0 ? -Infinity : i === GRID_SIZE ? Infinity : i / GRID_SIZE * 2 - 1,
);

/**
 * The mass of a normal distribution N(μ, Σ) in each cell of the grid:
 *   q(c) = ∫_cell N(x; μ, Σ) dx,   where the cells of the border reach to infinity.
 * What lies beyond the plane thus counts at its border: a rater who would go further can only press against it. (Cut off and
 * renormalised instead, a mean of .7 with deviation .33 would be drawn in by .11, three times as far as by this.) Both ways
 * means near the border come out nearer to the middle, and deviations smaller, than given: a distribution on [-1, 1] that has
 * them is no normal one. Without correlation the mass is a product of two; with it, the inner integral is exact and the
 * outer one Gauss–Legendre.
 * @returns [121], each ≥ 0 (far tails are 0), sum 1.
 * @throws RangeError if a mean is not in [-1, 1], a deviation is negative or not finite, or the correlation is not in [-1, 1].
 * @example
 * ```ts
 * import { gaussianMap } from "./gaussian_targets.ts";
 * const here = { valence: 0, arousal: 0 };
 * const map = gaussianMap({ mean: here, deviation: { valence: 0.3, arousal: 0.3 }, correlation: 0 });
 * if (map[60] !== Math.max(...map)) throw new Error("the middle cell is the likeliest");
 * ```
 */
export function gaussianMap({ mean, deviation, correlation }: PlaneNormal): Float64Array {
  for (const axis of ["arousal", "valence"] as const) {
    require(Math.abs(mean[axis]) <= 1, `the mean ${axis} must be in [-1, 1]`, mean[axis]);
    const spread = deviation[axis];
    require(spread >= 0 && spread < Infinity, `the deviation of ${axis} must be finite and ≥ 0`, spread);
  }
  require(Math.abs(correlation) <= 1, "the correlation must be in [-1, 1]", correlation);
  const spread = { arousal: Math.max(POINT, deviation.arousal), valence: Math.max(POINT, deviation.valence) };
  const map = new Float64Array(CELL_COUNT);
  for (let row = 0; row < GRID_SIZE; row++) {
    const from = (EDGES[row] - mean.arousal) / spread.arousal, to = (EDGES[row + 1] - mean.arousal) / spread.arousal;
    const cells = map.subarray(row * GRID_SIZE, (row + 1) * GRID_SIZE);
    if (correlation === 0) addRow(cells, normalCdf(to) - normalCdf(from), mean.valence, spread.valence);
    else integrateRow(cells, [from, to], { mean: mean.valence, deviation: spread.valence, correlation });
  }
  const total = map.reduce((sum, mass) => sum + mass, 0);
  return map.map((mass) => mass / total);
}

/** Add `weight` times the mass of N(mean, deviation²) in each bin. */
function addRow(cells: Float64Array, weight: number, mean: number, deviation: number): void {
  let below = 0;
  for (let column = 0; column < GRID_SIZE; column++) {
    const up = normalCdf((EDGES[column + 1] - mean) / deviation);
    cells[column] += weight * (up - below);
    below = up;
  }
}

/** ∫ φ(z)·N(valence | z) dz over standardised arousal z in [from, to], in stretches of at most one deviation. */
function integrateRow(
  cells: Float64Array,
  [from, to]: [number, number],
  valence: { mean: number; deviation: number; correlation: number },
): void {
  const low = Math.max(from, -REACH), high = Math.min(to, REACH);
  if (!(high > low)) return;
  const slope = Math.max(-LINE, Math.min(LINE, valence.correlation)), rest = Math.sqrt(1 - slope * slope);
  const parts = Math.ceil(high - low), width = (high - low) / parts;
  for (let part = 0; part < parts; part++) {
    for (const { at, weight } of NODES) {
      const z = low + (part + at) * width;
      addRow(
        cells,
        weight * width * normalDensity(z),
        valence.mean + slope * valence.deviation * z,
        rest * valence.deviation,
      );
    }
  }
}

/** The distribution of a row. */
export function targetNormal(targets: TargetSeries, row: number): PlaneNormal {
  return {
    mean: { arousal: targets.arousal[row], valence: targets.valence[row] },
    deviation: { arousal: targets.arousalDeviation[row], valence: targets.valenceDeviation[row] },
    correlation: targets.correlation[row],
  };
}

/** Soft maps a step. T = steps. */
export interface StepMaps {
  /** [T, 121]: rows of sum 1; zeros where no target holds. */
  maps: Float64Array;
  /** Row in force at the middle of each step, [T]; -1 where there is none. */
  rows: Int32Array;
}

/** The map of the target in force at the middle of each step, as labels are (`labels.ts`). No steps, nothing. */
export function stepMaps(targets: TargetSeries, steps: number, stepSeconds: number): StepMaps {
  const maps = new Float64Array(steps * CELL_COUNT);
  const rows = Int32Array.from({ length: steps }, (_, step) => targetAt(targets, (step + 0.5) * stepSeconds));
  rows.forEach((row, step) => {
    if (row >= 0) maps.set(gaussianMap(targetNormal(targets, row)), step * CELL_COUNT);
  });
  return { maps, rows };
}

function require(holds: boolean, rule: string, value: number): void {
  if (!holds) throw new RangeError(`Cannot make a Gaussian map: ${rule}, current value is ${value}`);
}
