/**
 * Emission scores of all steps at once, and the way back.
 * @module
 */
import type { Kernels, Reals } from "../kernels.ts";
import type { Matrix } from "../matrix.ts";
import { blockOf, type Crf, parameterBlocks } from "./structure.ts";

/** f32: products in single precision. f64: everything in double. Parameters, sums and log-likelihoods are always f64. */
export type Precision = "f32" | "f64";

/** Emission scores of fixed inputs as a function of the parameters. N = steps. */
export interface Emissions {
  /** Write score_t(s), shape [N, S], the bias included, for the whole parameter vector. */
  scoresInto(parameters: Float64Array, scores: Reals): void;
  /** Add Σ_t,s scoreGradient[t, s]·∂score_t(s)/∂θ to the weights and biases of a vector laid out like the parameters. */
  gradientInto(scoreGradient: Reals, gradient: Float64Array): void;
  /**
   * Add weight·Σ_t Var_s(∂score_t(s)/∂θ_i) under p, shape [N, S], to the weights and biases of such a vector: the steps
   * taken to be independent.
   */
  curvatureInto(p: Reals, weight: number, curvature: Float64Array): void;
}

/** Zeroed memory of the kernels, freed with the enclosing scope. */
export function allocate(kernels: Kernels, precision: Precision, length: number): Reals {
  return precision === "f32" ? kernels.float32(length) : kernels.float64(length);
}

/**
 * Bind inputs to a CRF's emission potential. Works in the inputs' precision; takes memory of the kernels, so it must be
 * called, and used, inside one {@link Kernels.scope}.
 * Cost of a call: 2·N·D·K + 2·N·K·S (the second term only with a basis); 2·N·D·S for nominal inputs.
 * @param inputs X, shape [N, D].
 * @param steps N.
 * @throws RangeError if a nominal input is not the number of a feature.
 */
export function bindEmissions(crf: Crf, inputs: Reals, steps: number, kernels: Kernels): Emissions {
  const N = steps, S = crf.states, { bias: block } = parameterBlocks(crf);
  const weights = bindWeights(crf, inputs, N, kernels);
  return {
    scoresInto(parameters, scores) {
      weights.scoresInto(parameters, scores);
      if (crf.bias) addRowInto(scores, blockOf(parameters, block), kernels);
    },
    gradientInto(scoreGradient, gradient) {
      if (crf.bias) addColumnSumsInto(scoreGradient, blockOf(gradient, block), kernels);
      weights.gradientInto(scoreGradient, gradient);
    },
    curvatureInto(p, weight, curvature) {
      if (crf.bias) {
        for (let i = 0; i < N * S; i++) curvature[block.start + i % S] += weight * p[i] * (1 - p[i]);
      }
      weights.curvatureInto(p, weight, curvature);
    },
  };
}

/** rows[t] ← rows[t] + row; rows [N, S], row [S]. */
function addRowInto(rows: Reals, row: Float64Array, kernels: Kernels): void {
  if (rows instanceof Float32Array) return kernels.addRowInto(rows, Float32Array.from(row));
  for (let start = 0; start < rows.length; start += row.length) {
    for (let s = 0; s < row.length; s++) rows[start + s] += row[s];
  }
}

/** sums[s] += Σ_t rows[t, s]; rows [N, S], sums [S]. */
function addColumnSumsInto(rows: Reals, sums: Float64Array, kernels: Kernels): void {
  if (rows instanceof Float32Array) return kernels.sumFramesInto(rows, sums, { roots: false });
  for (let start = 0; start < rows.length; start += sums.length) {
    for (let s = 0; s < sums.length; s++) sums[s] += rows[start + s];
  }
}

/** {@link Emissions} without the bias. */
function bindWeights(crf: Crf, inputs: Reals, steps: number, kernels: Kernels): Emissions {
  switch (crf.emission.kind) {
    case "linear":
      return linearEmissions(crf, crf.emission.basis, inputs, steps, kernels);
    case "scores":
      return scaledScores(crf, inputs, steps);
    case "nominal":
      return nominalEmissions(crf, crf.emission.features, inputs, steps);
  }
}

function linearEmissions(crf: Crf, basis: Matrix | null, inputs: Reals, N: number, kernels: Kernels): Emissions {
  const { states: S, inputs: D } = crf, K = basis?.rows ?? S, { weights: block } = parameterBlocks(crf);
  const precision: Precision = inputs instanceof Float32Array ? "f32" : "f64";
  const take = (length: number) => allocate(kernels, precision, length);
  const weights = take(D * K), coefficients = basis ? take(N * K) : null, B = take(basis ? K * S : 0);
  if (basis) B.set(basis.data);
  return {
    scoresInto(parameters, scores) {
      weights.set(blockOf(parameters, block));
      kernels.gemm({ m: N, n: K, k: D, a: inputs, b: weights, c: coefficients ?? scores });
      if (coefficients) kernels.gemm({ m: N, n: S, k: K, a: coefficients, b: B, c: scores });
    },
    gradientInto(scoreGradient, gradient) {
      // dX·W = dScores·Bᵀ, dW = Xᵀ·dX·W
      if (coefficients) kernels.gemm({ m: N, n: K, k: S, a: scoreGradient, b: B, c: coefficients, transposeB: true });
      kernels.gemm({ m: D, n: K, k: N, a: inputs, b: coefficients ?? scoreGradient, c: weights, transposeA: true });
      const own = blockOf(gradient, block);
      for (let i = 0; i < own.length; i++) own[i] += weights[i];
    },
    // Σ_t x_td²·Var_s(B[k, s])
    curvatureInto(p, weight, curvature) {
      const own = blockOf(curvature, block);
      for (let t = 0; t < N; t++) {
        const row = p.subarray(t * S, (t + 1) * S);
        for (let k = 0; k < K; k++) {
          const spread = weight *
            (basis ? variance(row, basis.data.subarray(k * S, (k + 1) * S)) : row[k] * (1 - row[k]));
          for (let d = 0; d < D; d++) own[d * K + k] += inputs[t * D + d] ** 2 * spread;
        }
      }
    },
  };
}

function scaledScores(crf: Crf, inputs: Reals, N: number): Emissions {
  const S = crf.states, { start } = parameterBlocks(crf).weights;
  return {
    scoresInto(parameters, scores) {
      for (let i = 0; i < N * S; i++) scores[i] = parameters[start] * inputs[i];
    },
    gradientInto(scoreGradient, gradient) {
      for (let i = 0; i < N * S; i++) gradient[start] += scoreGradient[i] * inputs[i];
    },
    curvatureInto(p, weight, curvature) {
      for (let i = 0; i < N * S; i += S) {
        curvature[start] += weight * variance(p.subarray(i, i + S), inputs.subarray(i, i + S));
      }
    },
  };
}

function nominalEmissions(crf: Crf, features: number, inputs: Reals, N: number): Emissions {
  const { states: S, inputs: D } = crf, { weights: block } = parameterBlocks(crf);
  for (let i = 0; i < N * D; i++) {
    if (Number.isInteger(inputs[i]) && inputs[i] >= -1 && inputs[i] < features) continue;
    throw new RangeError(
      `Cannot use inputs: a feature's number must be an integer in -1 … ${features - 1}, ` +
        `current value of step ${Math.floor(i / D)}, input ${i % D} is ${inputs[i]}`,
    );
  }
  /** Visit each step's features, in the order of the steps. */
  function forActive(visit: (step: number, feature: number) => void): void {
    for (let i = 0; i < N * D; i++) if (inputs[i] >= 0) visit(Math.floor(i / D), inputs[i]);
  }
  return {
    scoresInto(parameters, scores) {
      const weights = blockOf(parameters, block), sum = new Float64Array(N * S);
      forActive((t, feature) => {
        for (let s = 0; s < S; s++) sum[t * S + s] += weights[feature * S + s];
      });
      scores.set(sum);
    },
    gradientInto(scoreGradient, gradient) {
      const own = blockOf(gradient, block);
      forActive((t, feature) => {
        for (let s = 0; s < S; s++) own[feature * S + s] += scoreGradient[t * S + s];
      });
    },
    // A feature that shows in two columns of a step counts twice at once.
    curvatureInto(p, weight, curvature) {
      const own = blockOf(curvature, block);
      for (let t = 0; t < N; t++) {
        const times = new Map<number, number>();
        for (let i = t * D; i < (t + 1) * D; i++) {
          if (inputs[i] >= 0) times.set(inputs[i], (times.get(inputs[i]) ?? 0) + 1);
        }
        for (const [feature, n] of times) {
          for (let s = 0; s < S; s++) own[feature * S + s] += weight * n * n * p[t * S + s] * (1 - p[t * S + s]);
        }
      }
    },
  };
}

/** Variance of values under a distribution. */
function variance(p: Reals, values: ArrayLike<number>): number {
  let mean = 0, square = 0;
  for (let s = 0; s < p.length; s++) {
    mean += p[s] * values[s];
    square += p[s] * values[s] * values[s];
  }
  return square - mean * mean;
}
