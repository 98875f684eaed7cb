/**
 * Transitions of low rank: every state has a few coordinates where it leaves and a few where it arrives.
 * @module
 */
import { seededRandom } from "../random.ts";
import type { TransitionPotential } from "./transitions.ts";

/** Size of the first random factors of a product: at zero both gradients vanish, and training would never leave it. */
export const FACTOR_START = 0.1;

/** A(r, s) = Σ_k U[r, k]·V[s, k]. Shape [2, S, R]: U, then V. 2·S·R parameters. */
export function lowRankTransitions(states: number, rank: number): TransitionPotential {
  const S = states, size = S * rank;
  return {
    perStep: false,
    kind: "lowRank",
    shape: [2, S, rank],
    linear: false,
    startInto(parameters) {
      const random = seededRandom(0);
      for (let i = 0; i < parameters.length; i++) parameters[i] = FACTOR_START * random.normal();
    },
    matrixInto(parameters, matrix) {
      for (let r = 0; r < S; r++) {
        for (let s = 0; s < S; s++) {
          let score = 0;
          for (let k = 0; k < rank; k++) score += parameters[r * rank + k] * parameters[size + s * rank + k];
          matrix[r * S + s] = score;
        }
      }
    },
    gradientInto(matrixGradient, { parameters }, gradient) {
      for (let r = 0; r < S; r++) {
        for (let s = 0; s < S; s++) {
          const slope = matrixGradient[r * S + s], u = r * rank, v = size + s * rank;
          for (let k = 0; k < rank; k++) {
            gradient[u + k] += slope * parameters[v + k];
            gradient[v + k] += slope * parameters[u + k];
          }
        }
      }
    },
    // ∂A(r, s) / ∂U[r', k] = [r = r']·V[s, k], and the other way round.
    curvatureInto(edges, { parameters }, curvature) {
      const total = edges.reduce((sum, count) => sum + count, 0), mean = new Float64Array(curvature.length);
      if (total === 0) return;
      for (let r = 0; r < S; r++) {
        for (let s = 0; s < S; s++) {
          const count = edges[r * S + s], u = r * rank, v = size + s * rank;
          for (let k = 0; k < rank; k++) {
            curvature[u + k] += count * parameters[v + k] ** 2;
            curvature[v + k] += count * parameters[u + k] ** 2;
            mean[u + k] += count * parameters[v + k];
            mean[v + k] += count * parameters[u + k];
          }
        }
      }
      for (let i = 0; i < curvature.length; i++) curvature[i] -= mean[i] * mean[i] / total;
    },
  };
}
