/**
 * What regressions do to their data before they fit.
 * @module
 */
import { columnMoments, NO_VARIANCE } from "../statistics.ts";
import type { RidgeData } from "./ridge.ts";

/** Inputs as (x - centre) / scale, outputs less their means. */
export interface Standardized {
  rows: number;
  /** [D] */
  centre: Float64Array;
  /** [D]: deviation over the column's weight; 1 where a column does not vary. */
  scale: Float64Array;
  /** Means of the outputs, [O]. */
  intercept: Float64Array;
  /** [N, D] */
  z: Float64Array;
  /** [N, O] */
  target: Float64Array;
}

/** @throws RangeError if there are no rows; TypeError if the lengths disagree. */
export function standardize({ x, y, inputs: D, outputs: O, columnWeights }: RidgeData): Standardized {
  const rows = y.length / O;
  if (!(rows >= 1)) throw new RangeError("Cannot fit a regression: there must be at least one row, current value is 0");
  if (x.length !== rows * D) {
    throw new TypeError(
      `Cannot fit a regression: x [N, ${D}] and y [N, ${O}] must have the same N, ` +
        `current lengths are ${x.length} and ${y.length}`,
    );
  }
  const { mean: centre, variance } = columnMoments([x], D);
  const scale = variance.map((value, d) => value > NO_VARIANCE ? Math.sqrt(value) / (columnWeights?.[d] ?? 1) : 1);
  const z = x.map((value, i) => (value - centre[i % D]) / scale[i % D]);
  const intercept = new Float64Array(O);
  for (let i = 0; i < y.length; i++) intercept[i % O] += y[i] / rows;
  return { rows, centre, scale, intercept, z, target: y.map((value, i) => value - intercept[i % O]) };
}
