/**
 * The few statistics that features, models and evaluations share.
 * @module
 */

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Pearson's correlation; null with fewer than 2 pairs or without variation. */
export function correlation(x: readonly number[], y: readonly number[]): number | null {
  const n = x.length, mx = mean(x), my = mean(y);
  let sxx = 0, syy = 0, sxy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (x[i] - mx) ** 2;
    syy += (y[i] - my) ** 2;
    sxy += (x[i] - mx) * (y[i] - my);
  }
  return n >= 2 && sxx > 1e-12 && syy > 1e-12 ? sxy / Math.sqrt(sxx * syy) : null;
}

/** Variances up to this one are rounding: the column does not vary. */
export const NO_VARIANCE = 1e-12;

/**
 * Mean and variance (over N, not N - 1) of each column over the rows of all tables, in two passes.
 * @param tables each [rows, columns].
 * @returns two arrays [columns]; zeros without rows.
 */
export function columnMoments(
  tables: readonly ArrayLike<number>[],
  columns: number,
): { mean: Float64Array; variance: Float64Array } {
  const mean = new Float64Array(columns), variance = new Float64Array(columns);
  const rows = tables.reduce((sum, table) => sum + table.length, 0) / columns;
  for (const table of tables) for (let i = 0; i < table.length; i++) mean[i % columns] += table[i] / rows;
  for (const table of tables) {
    for (let i = 0; i < table.length; i++) variance[i % columns] += (table[i] - mean[i % columns]) ** 2 / rows;
  }
  return { mean, variance };
}

/** z = (x - mean) / deviation, column by column. */
export interface ColumnScale {
  mean: Float64Array;
  deviation: Float64Array;
}

/** The scale that makes columns standard; a column that does not vary has deviation 1. See {@link columnMoments}. */
export function columnScale(tables: readonly ArrayLike<number>[], columns: number): ColumnScale {
  const { mean, variance } = columnMoments(tables, columns);
  return { mean, deviation: variance.map((value) => value > NO_VARIANCE ? Math.sqrt(value) : 1) };
}

/**
 * Quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996); NaN of nothing.
 * @param share 0 (the least) … 1 (the greatest).
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b), at = share * (sorted.length - 1), below = Math.floor(at);
  return sorted.length === 0
    ? NaN
    : sorted[below] + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}
