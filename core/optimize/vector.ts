/**
 * The few operations on vectors that the optimisers need, all f64.
 * @module
 */

/** Σ a_i·b_i. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Euclidean length. */
export function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

/** out ← a + scale·b; `out` may be `a` or `b`. */
export function addScaledInto(a: Float64Array, scale: number, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < a.length; i++) out[i] = a[i] + scale * b[i];
}
