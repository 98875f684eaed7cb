/**
 * Smooth departures from a line: a bump about each training row.
 * @module
 */
import { withoutDirections } from "./nuisance.ts";
import { predictRidge, type RidgeModel } from "./ridge.ts";

/** Σ_i height_io · exp(-½·Σ_d sharpness_do·(z_d - row_id)²) for each output o, of standardised inputs z. */
export interface Bumps {
  /** Standardised inputs of the training rows, [N, D]. */
  rows: Float64Array;
  /** [D, O], ≥ 0: one over the square of a bump's width along an input. */
  sharpness: Float64Array;
  /** [N, O] */
  heights: Float64Array;
  /** Orthonormal directions of z that do not count, [K, D]; the rows and the line are without them already. */
  nuisances: Float64Array;
}

/** A line, and with a Gaussian process bumps on it. */
export type Regression = RidgeModel & { bumps?: Bumps };

/** What each bump of an output adds at z. */
function eachBump(
  { inputs: D, outputs: O, bumps }: RidgeModel & { bumps: Bumps },
  { z, output: o }: { z: Float64Array; output: number },
  take: (value: number, row: number) => void,
): void {
  const { rows, sharpness, heights } = bumps, N = heights.length / O;
  for (let i = 0; i < N; i++) {
    let distance = 0;
    for (let d = 0; d < D; d++) distance += sharpness[d * O + o] * (z[d] - rows[i * D + d]) ** 2;
    take(heights[i * O + o] * Math.exp(-0.5 * distance), i);
  }
}

function standardRow(model: RidgeModel & { bumps: Bumps }, x: ArrayLike<number>, row: number): Float64Array {
  const { inputs: D, centre, scale, bumps: { nuisances } } = model;
  const z = Float64Array.from({ length: D }, (_, d) => (x[row * D + d] - centre[d]) / scale[d]);
  return withoutDirections(z, nuisances, D);
}

/** Predictions for rows x [N, D]: [N, O]. Cost O(N · O · D) for the line, times the number of bumps with them. */
export function predictRegression(model: Regression, x: ArrayLike<number>): Float64Array {
  const out = predictRidge(model, x), { outputs: O, bumps } = model;
  if (!bumps) return out;
  for (let n = 0; n < out.length / O; n++) {
    const z = standardRow({ ...model, bumps }, x, n);
    for (let o = 0; o < O; o++) {
      eachBump({ ...model, bumps }, { z, output: o }, (value) => {
        out[n * O + o] += value;
      });
    }
  }
  return out;
}

/** ∂f/∂x at a row, [D], from ∂f/∂outputs, [O]. */
export type RegressionBack = (slopes: readonly number[]) => Float64Array;

/** The reverse of {@link predictRegression} at one row x [D]. */
export function regressionBack(model: Regression, x: ArrayLike<number>): RegressionBack {
  const { inputs: D, outputs: O, scale, weights, bumps } = model, jacobian = Float64Array.from(weights);
  if (bumps) {
    const z = standardRow({ ...model, bumps }, x, 0), { rows, sharpness, nuisances } = bumps;
    for (let o = 0; o < O; o++) {
      const slope = new Float64Array(D);
      eachBump({ ...model, bumps }, { z, output: o }, (value, i) => {
        for (let d = 0; d < D; d++) slope[d] -= value * sharpness[d * O + o] * (z[d] - rows[i * D + d]);
      });
      withoutDirections(slope, nuisances, D).forEach((value, d) => jacobian[d * O + o] += value);
    }
  }
  return (slopes) =>
    Float64Array.from({ length: D }, (_, d) => {
      let sum = 0;
      for (let o = 0; o < O; o++) sum += slopes[o] * jacobian[d * O + o];
      return sum / scale[d];
    });
}
