/**
 * Correlated noise made white: e_n given e_n-1 ~ N(ρ·e_n-1, σ²·(1 − ρ²)), ρ = φ^(t_n − t_n-1).
 * @module
 */
import type { Observed } from "./observations.ts";
import type { Axis } from "./model.ts";

/** Every number of a series' rating less ρ times that of the one before, over √(1 − ρ²). N = ratings. */
export interface Whitened {
  /** [N]; 0 for the first. */
  rho: Float64Array;
  /** [N] 1/√(1 − ρ²). */
  scale: Float64Array;
  /** [N] the whitened constant 1. */
  one: Float64Array;
  /** [N] */
  minutes: Float64Array;
  /** [N] */
  ratings: Float64Array;
}

export function whiten(series: Observed, axis: Axis, correlation: number): Whitened {
  const { times, minutes } = series, values = series[axis];
  const rho = times.map((t, n) => n === 0 ? 0 : correlation ** (t - times[n - 1]));
  const scale = rho.map((r) => 1 / Math.sqrt(1 - r * r));
  const apply = (at: (n: number) => number) =>
    times.map((_, n) => n === 0 ? at(0) : scale[n] * (at(n) - rho[n] * at(n - 1)));
  return { rho, scale, one: apply(() => 1), minutes: apply((n) => minutes[n]), ratings: apply((n) => values[n]) };
}

/**
 * φ from residuals: the correlation of neighbours over their mean distance, to the power of a second.
 * @param pairs sums over neighbours: products, squares (mean of both), their distances in seconds, and how many.
 * @returns 0 … 0.9 a second; 0 of nothing. More would be a reading.
 */
export function correlationPerSecond(
  pairs: { products: number; squares: number; seconds: number; count: number },
): number {
  if (pairs.count === 0 || pairs.squares <= 0) return 0;
  const correlation = Math.max(0, pairs.products / pairs.squares);
  return Math.min(0.9, correlation ** (pairs.count / pairs.seconds));
}
