/**
 * Emission scores of all steps at once, and the way back.
 * @module
 */
import type { Kernels, Reals } from "../kernels.ts";
import { blockOf, type Crf, emissionColumns, parameterBlocks } from "./structure.ts";

/** f32: products in single precision. f64: everything in double. Parameters, sums and log-likelihoods are always f64. */
export type Precision = "f32" | "f64";

/** Emission scores of fixed inputs as a function of the parameters. N = steps. */
export interface Emissions {
  /** Write score_t(s) = bias_s + Σ_k (X·W)_tk·B[k, s], shape [N, S], for the whole parameter vector. */
  scoresInto(parameters: Float64Array, scores: Reals): void;
  /** Add Σ_t,s scoreGradient[t, s]·∂score_t(s)/∂θ to the weights and biases of a vector laid out like the parameters. */
  gradientInto(scoreGradient: Reals, gradient: Float64Array): void;
}

/** Zeroed memory of the kernels, freed with the enclosing scope. */
export function allocate(kernels: Kernels, precision: Precision, length: number): Reals {
  return precision === "f32" ? kernels.float32(length) : kernels.float64(length);
}

/**
 * Bind inputs to a CRF's emission potential. Works in the inputs' precision; takes memory of the kernels, so it must be
 * called, and used, inside one {@link Kernels.scope}.
 * Cost of a call: 2·N·D·K + 2·N·K·S (the second term only with a basis).
 * @param inputs X, shape [N, D].
 * @param steps N.
 */
export function bindEmissions(crf: Crf, inputs: Reals, steps: number, kernels: Kernels): Emissions {
  const { states: S, inputs: D, basis } = crf, K = emissionColumns(crf), N = steps;
  const blocks = parameterBlocks(crf);
  const precision: Precision = inputs instanceof Float32Array ? "f32" : "f64";
  const take = (length: number) => allocate(kernels, precision, length);
  const weights = take(D * K), coefficients = basis ? take(N * K) : null, B = take(basis ? K * S : 0);
  if (basis) B.set(basis.data);
  const anyProduct = N > 0 && D > 0;

  return {
    scoresInto(parameters, scores) {
      const bias = blockOf(parameters, blocks.bias);
      if (crf.bias) { for (let t = 0; t < N; t++) scores.set(bias, t * S); }
      else scores.fill(0);
      if (!anyProduct) return;
      weights.set(blockOf(parameters, blocks.weights));
      kernels.gemm({ m: N, n: K, k: D, a: inputs, b: weights, c: coefficients ?? scores, accumulate: !coefficients });
      if (coefficients) kernels.gemm({ m: N, n: S, k: K, a: coefficients, b: B, c: scores, accumulate: true });
    },
    gradientInto(scoreGradient, gradient) {
      if (crf.bias) {
        const bias = blockOf(gradient, blocks.bias);
        for (let t = 0; t < N; t++) {
          for (let s = 0; s < S; s++) bias[s] += scoreGradient[t * S + s];
        }
      }
      if (!anyProduct) return;
      // dX·W = dScores·Bᵀ, dW = Xᵀ·dX·W
      if (coefficients) kernels.gemm({ m: N, n: K, k: S, a: scoreGradient, b: B, c: coefficients, transposeB: true });
      kernels.gemm({ m: D, n: K, k: N, a: inputs, b: coefficients ?? scoreGradient, c: weights, transposeA: true });
      const block = blockOf(gradient, blocks.weights);
      for (let i = 0; i < block.length; i++) block[i] += weights[i];
    },
  };
}
