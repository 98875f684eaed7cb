/**
 * Products and inverses of small f64 matrices, row-major, where the kernels' single precision is not enough.
 * @module
 */
import { solveSymmetricInto } from "./ridge.ts";

/** A·B for A [n, k] and B [k, m]: [n, m]. Cost O(n·k·m). */
export function product(a: Float64Array, b: Float64Array, n: number, k: number, m: number): Float64Array {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < k; l++) {
      const value = a[i * k + l];
      for (let j = 0; j < m; j++) out[i * m + j] += value * b[l * m + j];
    }
  }
  return out;
}

/** Aᵀ of A [n, m]: [m, n]. */
export function transpose(a: Float64Array, n: number, m: number): Float64Array {
  return Float64Array.from({ length: n * m }, (_, i) => a[(i % n) * m + Math.floor(i / n)]);
}

/**
 * M⁻¹ of a symmetric positive definite M [n, n], symmetric to the last bit.
 * @throws RangeError if M is not positive definite.
 */
export function invertSymmetric(m: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  solveSymmetricInto(m.slice(), inverse, n);
  return Float64Array.from({ length: n * n }, (_, i) => {
    const mirrored = (i % n) * n + Math.floor(i / n);
    return (inverse[i] + inverse[mirrored]) / 2;
  });
}
