/**
 * Transitions conditioned on numbers that are heard, by a few patterns of rank one.
 * @module
 */
import type { Kernels, Reals } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { FACTOR_START } from "./low_rank_transitions.ts";
import { type StepTransitionPotential, sumOf } from "./step_transitions.ts";

/**
 * A_t(r, s) = A(r, s) + Σ_k (z_t·C)_k·U[r, k]·V[s, k]: a dense matrix, and R patterns of rank one that what is heard turns
 * up or down. Parameters, one after another: A [S, S], C [conditions, R], U [S, R], V [S, R].
 * Cost of a call: 2·n·R·S² operations, in the kernels.
 */
export function conditionedLowRankTransitions(
  states: number,
  conditions: number,
  rank: number,
): StepTransitionPotential {
  const S = states, size = S * S, C = conditions, R = rank;
  const at = { mix: size, left: size + C * R, right: size + C * R + S * R, end: size + C * R + 2 * S * R };

  /** The patterns U[:, k] ⊗ V[:, k], after the dense matrix: [1 + R, S, S]. */
  function patterns(parameters: Float64Array, out: Reals): Reals {
    out.set(parameters.subarray(0, size));
    for (let k = 0; k < R; k++) {
      for (let r = 0; r < S; r++) {
        const left = parameters[at.left + r * R + k], row = (1 + k) * size + r * S;
        for (let s = 0; s < S; s++) out[row + s] = left * parameters[at.right + s * R + k];
      }
    }
    return out;
  }
  /** How far each pattern is turned up at each step, after the dense matrix's 1: [n, 1 + R]. */
  function amounts(parameters: Float64Array, z: Reals, out: Reals): Reals {
    for (let t = 0; t < out.length / (1 + R); t++) {
      out[t * (1 + R)] = 1;
      for (let k = 0; k < R; k++) {
        let amount = 0;
        for (let c = 0; c < C; c++) amount += z[t * C + c] * parameters[at.mix + c * R + k];
        out[t * (1 + R) + 1 + k] = amount;
      }
    }
    return out;
  }
  const take = (kernels: Kernels, like: Reals, length: number): Reals =>
    like instanceof Float32Array ? kernels.float32(length) : kernels.float64(length);

  return {
    perStep: true,
    kind: "conditionedLowRank",
    shape: [at.end],
    linear: false,
    startInto(parameters) {
      const random = seededRandom(0);
      for (let i = 0; i < at.end; i++) parameters[i] = i < size ? 0 : FACTOR_START * random.normal();
    },
    matricesInto(parameters, z, matrices, kernels) {
      const n = matrices.length / size;
      kernels.scope(() => {
        const a = amounts(parameters, z, take(kernels, matrices, n * (1 + R)));
        const b = patterns(parameters, take(kernels, matrices, (1 + R) * size));
        kernels.gemm({ m: n, n: size, k: 1 + R, a, b, c: matrices });
      });
    },
    gradientInto(matrixGradients, { parameters, conditions: z }, gradient, kernels) {
      const n = matrixGradients.length / size;
      kernels.scope(() => {
        const given = (length: number) => take(kernels, matrixGradients, length);
        const turned = amounts(parameters, z, given(n * (1 + R))), shown = patterns(parameters, given((1 + R) * size));
        const dPatterns = given((1 + R) * size), dAmounts = given(n * (1 + R));
        kernels.gemm({
          m: 1 + R,
          n: size,
          k: n,
          a: turned,
          b: matrixGradients,
          c: dPatterns,
          transposeA: true,
        });
        kernels.gemm({
          m: n,
          n: 1 + R,
          k: size,
          a: matrixGradients,
          b: shown,
          c: dAmounts,
          transposeB: true,
        });
        for (let i = 0; i < size; i++) gradient[i] += dPatterns[i];
        for (let t = 0; t < n; t++) {
          for (let c = 0; c < C; c++) {
            const heard = z[t * C + c];
            for (let k = 0; k < R; k++) gradient[at.mix + c * R + k] += heard * dAmounts[t * (1 + R) + 1 + k];
          }
        }
        for (let k = 0; k < R; k++) {
          for (let r = 0; r < S; r++) {
            const row = (1 + k) * size + r * S, left = parameters[at.left + r * R + k];
            let slope = 0;
            for (let s = 0; s < S; s++) {
              slope += dPatterns[row + s] * parameters[at.right + s * R + k];
              gradient[at.right + s * R + k] += dPatterns[row + s] * left;
            }
            gradient[at.left + r * R + k] += slope;
          }
        }
      });
    },
    curvatureInto(edges, { parameters, conditions: z }, curvature) {
      const turned = amounts(parameters, z, new Float64Array(edges.length / size * (1 + R)));
      for (let t = 0; t * size < edges.length; t++) {
        const step = edges.subarray(t * size, (t + 1) * size), total = sumOf(step);
        if (total === 0) continue;
        for (let i = 0; i < size; i++) curvature[i] += step[i] * (1 - step[i] / total);
        for (let k = 0; k < R; k++) {
          const amount = turned[t * (1 + R) + 1 + k], left = new Float64Array(S), right = new Float64Array(S);
          const leftSquare = new Float64Array(S), rightSquare = new Float64Array(S);
          let mean = 0, square = 0;
          for (let r = 0; r < S; r++) {
            const u = parameters[at.left + r * R + k];
            for (let s = 0; s < S; s++) {
              const count = step[r * S + s], v = parameters[at.right + s * R + k];
              left[r] += count * v;
              leftSquare[r] += count * v * v;
              right[s] += count * u;
              rightSquare[s] += count * u * u;
              mean += count * u * v;
              square += count * u * u * v * v;
            }
          }
          const variance = (squares: number, sum: number) => squares - sum * sum / total;
          for (let s = 0; s < S; s++) {
            curvature[at.left + s * R + k] += amount * amount * variance(leftSquare[s], left[s]);
            curvature[at.right + s * R + k] += amount * amount * variance(rightSquare[s], right[s]);
          }
          for (let c = 0; c < C; c++) curvature[at.mix + c * R + k] += z[t * C + c] ** 2 * variance(square, mean);
        }
      }
    },
  };
}
