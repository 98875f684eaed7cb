/**
 * Krippendorff's alpha.
 * @module
 */
import { mean } from "../../statistics.ts";
import { pairedRows } from "./intraclass.ts";
import type { RatingTable } from "./rating_table.ts";

/**
 * α = 1 − D_o/D_e with the interval metric δ² = (x − y)² (Krippendorff 2011, "Computing Krippendorff's alpha-reliability", §E):
 * D_o is the mean square difference of two ratings of one unit, weighted by 1/(m_u − 1), D_e that of any two. Units with one
 * rating are left out. O(ratings)
 * @returns at most 1; 0 where ratings of a unit differ like any others; null without a pair or without variance.
 */
export function krippendorffAlpha(table: RatingTable): number | null {
  const rows = pairedRows(table).map(({ values }) => values), all = rows.flat();
  if (all.length === 0) return null;
  const middle = mean(all), total = squaredDifferences(all, middle) / (all.length - 1);
  if (!(total > 1e-15)) return null;
  return 1 - rows.reduce((sum, row) => sum + squaredDifferences(row, middle) / (row.length - 1), 0) / total;
}

/** Σ_i≠j (x_i − x_j)², about a middle so that nothing is swallowed. */
function squaredDifferences(values: readonly number[], middle: number): number {
  let sum = 0, squares = 0;
  for (const value of values) {
    sum += value - middle;
    squares += (value - middle) ** 2;
  }
  return 2 * (values.length * squares - sum * sum);
}
