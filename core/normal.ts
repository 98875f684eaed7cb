/**
 * The standard normal distribution.
 * @module
 */

/** Beyond it Φ is 0 or 1 to within f64's rounding of 1. */
const FAR = 8.5;

/**
 * Φ(z), the probability of at most z:
 *   Φ(z) = ½ + φ(z)·Σ_n z^(2n+1) / (1·3·5·…·(2n+1))
 * (Abramowitz & Stegun 1964, 26.2.11). All terms have one sign, so nothing cancels within the sum; the error is below 1e-14
 * absolute, not relative: far tails are 0.
 * @param z ±Infinity gives 0 or 1.
 * @example
 * ```ts
 * import { normalCdf } from "./normal.ts";
 * if (Math.abs(normalCdf(1.959963984540054) - 0.975) > 1e-14) throw new Error("97.5 % lie below 1.96");
 * ```
 */
export function normalCdf(z: number): number {
  if (z < -FAR) return 0;
  if (z > FAR) return 1;
  let term = z, sum = z;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) sum += term *= z * z / n;
  return Math.min(1, Math.max(0, 0.5 + sum * normalDensity(z)));
}

/** φ(z) = exp(-z²/2) / √(2π). */
export function normalDensity(z: number): number {
  return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
}
