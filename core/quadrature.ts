/**
 * Numerical integration.
 * @module
 */

/** Where a function is looked at and how much that counts: ∫₀¹ f ≈ Σ weight·f(at). */
export interface QuadratureNode {
  at: number;
  weight: number;
}

/**
 * Gauss–Legendre quadrature over [0, 1]: exact for polynomials up to degree 2n - 1. The roots of P_n by Newton's method
 * from Chebyshev's points (Abramowitz & Stegun 1964, 25.4.30).
 * @returns n nodes, ascending; weights > 0, sum 1.
 * @throws RangeError if there is not at least one node.
 * @example
 * ```ts
 * import { gaussLegendre } from "./quadrature.ts";
 * const integral = gaussLegendre(3).reduce((sum, { at, weight }) => sum + weight * at ** 5, 0);
 * if (Math.abs(integral - 1 / 6) > 1e-14) throw new Error("∫ x⁵ = 1/6");
 * ```
 */
export function gaussLegendre(nodes: number): QuadratureNode[] {
  if (!Number.isInteger(nodes) || nodes < 1) {
    throw new RangeError(`Cannot integrate: nodes must be a positive integer, current value is ${nodes}`);
  }
  return Array.from({ length: nodes }, (_, i) => {
    let x = Math.cos(Math.PI * (i + 0.75) / (nodes + 0.5)), slope = 0;
    for (let round = 0; round < 100; round++) {
      let before = 1, value = x;
      for (let k = 2; k <= nodes; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = nodes * (before - x * value) / (1 - x * x);
      const move = value / slope;
      x -= move;
      if (Math.abs(move) < 1e-15) break;
    }
    return { at: (1 - x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });
}
