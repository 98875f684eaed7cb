/**
 * How far one distribution is from another, cell by cell.
 * @module
 */
import type { Heatmap } from "../emotion/heatmap.ts";

/**
 * Kullback–Leibler divergence Σ p·log(p / q) in nats (Kullback & Leibler 1951): what coding draws from p by q costs more
 * than by p itself. 0 when they are the same; Infinity where p is and q is not.
 * @param p what is: ≥ 0, sum 1.
 * @param q what is said of it: ≥ 0, sum 1, of the same length.
 */
export function klDivergenceNats(p: Heatmap, q: Heatmap): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i] > 0) sum += p[i] * Math.log(p[i] / q[i]);
  return sum;
}

/**
 * Jensen–Shannon divergence ½KL(p‖m) + ½KL(q‖m), m = (p + q) / 2, in nats (Lin 1991): mean of the divergences of both from
 * their middle. Symmetric, finite where one of them is zero, 0 (the same) … log 2 (nothing in common).
 */
export function jsDivergenceNats(p: Heatmap, q: Heatmap): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const middle = (p[i] + q[i]) / 2;
    if (p[i] > 0) sum += p[i] * Math.log(p[i] / middle);
    if (q[i] > 0) sum += q[i] * Math.log(q[i] / middle);
  }
  return Math.max(0, sum / 2);
}
