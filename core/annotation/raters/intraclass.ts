/**
 * Intraclass correlation: the share of the ratings' variance that is the units'.
 * @module
 */
import type { RatingTable } from "./rating_table.ts";

export interface IntraclassCorrelation {
  /** ICC(2,1): of one rater; at most 1, below 0 where raters agree less than by chance. */
  single: number;
  /** ICC(2,k): of the mean of k raters. */
  mean: number;
  /** Harmonic mean of the raters of a unit. */
  k: number;
}

/**
 * ICC(2,1) = A / (A + B + E) and ICC(2,k) = A / (A + (B + E)/k), absolute agreement, both ways random (Shrout & Fleiss 1979),
 * with A, B, E the variances of units, raters and rest.
 *
 * Tables may have gaps: A, B, E are Henderson's method I (1953), which sets the four sums of squares
 * T_A = Σ_i y_i.²/n_i, T_B = Σ_j y_.j²/n_j, T_0 = Σ y², T_μ = y..²/N equal to what is expected of them. For a full table they
 * are those of the analysis of variance. Where every rater has one unit, raters cannot be told from the rest: B = 0, and
 * the figures are ICC(1,1) and ICC(1,k). Units with one rating say nothing and are left out.
 * @returns null without two units, a unit of two raters, or any variance.
 */
export function intraclassCorrelation(table: RatingTable): IntraclassCorrelation | null {
  const { raters } = table, rows = pairedRows(table), origin = rows[0]?.values[0] ?? 0;
  let N = 0, sum = 0, T0 = 0, TA = 0, k3 = 0, inverse = 0;
  const sums = new Float64Array(raters), counts = new Float64Array(raters);
  for (const { columns, values } of rows) {
    let total = 0;
    // Squares of what is far from 0 would swallow the differences.
    values.forEach((value, i) => {
      const y = value - origin;
      total += y;
      T0 += y * y;
      sums[columns[i]] += y;
      counts[columns[i]]++;
    });
    const n = values.length;
    N += n;
    sum += total;
    TA += total * total / n;
    k3 += n * n;
    inverse += 1 / n;
  }
  const a = rows.length, b = counts.filter((n) => n > 0).length;
  if (a < 2 || N === a) return null;
  let TB = 0, k4 = 0;
  counts.forEach((n, j) => {
    if (n === 0) return;
    TB += sums[j] * sums[j] / n;
    k4 += n * n;
  });
  k3 /= N;
  k4 /= N;
  const within = (T0 - TA) / (N - a), between = TA - sum * sum / N, k = a / inverse;
  if (N === b) {
    const A = (between - (a - 1) * within) / (N - k3);
    return shares(A, within, k);
  }
  const alike = (T0 - TB) / (N - b);
  const rest = ((N - k3) * alike + (a - k4) * within - between) / (N - k3 - k4 + 1);
  return shares(alike - rest, within, k);
}

/** @param other B + E */
function shares(A: number, other: number, k: number): IntraclassCorrelation | null {
  if (!(A + other > 1e-15)) return null;
  return { single: A / (A + other), mean: A / (A + other / k), k };
}

/** Ratings of each unit that has two, with the raters' numbers. */
export function pairedRows({ units, raters, values }: RatingTable): { columns: number[]; values: number[] }[] {
  const rows: { columns: number[]; values: number[] }[] = [];
  for (let unit = 0; unit < units; unit++) {
    const columns: number[] = [], own: number[] = [];
    for (let rater = 0; rater < raters; rater++) {
      const value = values[unit * raters + rater];
      if (Number.isNaN(value)) continue;
      columns.push(rater);
      own.push(value);
    }
    if (own.length > 1) rows.push({ columns, values: own });
  }
  return rows;
}
