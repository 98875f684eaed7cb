/**
 * Ridge regression: linear, and steady when there are more inputs than examples.
 * @module
 */
import { standardize } from "./standardize.ts";

/** y = Σ_d (x_d - centre_d)/scale_d · w_d + intercept, for each output. D = inputs, O = outputs. */
export interface RidgeModel {
  inputs: number;
  outputs: number;
  /** Mean of each input in training, [D]. */
  centre: Float64Array;
  /** Standard deviation of each input in training over its weight, [D]; 1 where it did not vary. */
  scale: Float64Array;
  /** [D, O] */
  weights: Float64Array;
  /** [O] */
  intercept: Float64Array;
}

export interface RidgeData {
  inputs: number;
  outputs: number;
  /** X, shape [N, D]. */
  x: Float64Array;
  /** Y, shape [N, O]. */
  y: Float64Array;
  /** How much each standardised input counts, [D], > 0: its own strength is the strength over the square. 1 by default. */
  columnWeights?: Float64Array;
}

/**
 * Solve M·x = b for a symmetric positive definite M by Cholesky's factorisation, in place, for several right-hand sides.
 * @param m [n, n], destroyed.
 * @param b [n, columns], becomes x.
 * @throws RangeError if M is not positive definite.
 */
export function solveSymmetricInto(m: Float64Array, b: Float64Array, n: number): void {
  const columns = b.length / n;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = m[i * n + j];
      for (let k = 0; k < j; k++) sum -= m[i * n + k] * m[j * n + k];
      if (i > j) m[i * n + j] = sum / m[j * n + j];
      else if (sum > 0) m[j * n + j] = Math.sqrt(sum);
      else {
        throw new RangeError(
          `Cannot solve: the matrix must be positive definite, current value of pivot ${j} is ${sum}`,
        );
      }
    }
  }
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < n; i++) {
      let sum = b[i * columns + c];
      for (let k = 0; k < i; k++) sum -= m[i * n + k] * b[k * columns + c];
      b[i * columns + c] = sum / m[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = b[i * columns + c];
      for (let k = i + 1; k < n; k++) sum -= m[k * n + i] * b[k * columns + c];
      b[i * columns + c] = sum / m[i * n + i];
    }
  }
}

/**
 * Fit by minimising Σ_n |y_n - ŷ_n|² + strength·Σ w² on standardised inputs (Hoerl & Kennard 1970). Solved in the smaller of
 * the two spaces: O(min(N, D)³ + N·D·min(N, D)).
 * @throws RangeError if there are no rows, or a strength of 0 leaves a weight open; TypeError if the lengths disagree.
 * @example
 * ```ts
 * import { fitRidge, predictRidge } from "./ridge.ts";
 * const line = { inputs: 1, outputs: 1, x: Float64Array.of(0, 1, 2), y: Float64Array.of(1, 3, 5) };
 * const [next] = predictRidge(fitRidge(line, 1e-9), [3]);
 * if (Math.abs(next - 7) > 1e-6) throw new Error("y = 2x + 1");
 * ```
 */
export function fitRidge(data: RidgeData, strength: number): RidgeModel {
  return fitRidges(data, [strength])[0];
}

/**
 * As {@link fitRidge} for several strengths, at little more than the cost of one: what grows with N is computed once.
 * @returns a model for each strength, in their order.
 */
export function fitRidges(data: RidgeData, strengths: readonly number[]): RidgeModel[] {
  const { inputs: D, outputs: O } = data, { rows: N, centre, scale, intercept, z, target } = standardize(data);
  const size = Math.min(N, D), gram = N < D ? rowProducts(z, N, D) : transposedProduct(z, z, N, D, D);
  const right = N < D ? target : transposedProduct(z, target, N, D, O);
  return strengths.map((strength) => {
    const m = gram.slice(), solved = right.slice();
    for (let i = 0; i < size; i++) m[i * size + i] += strength;
    solveSymmetricInto(m, solved, size);
    // w = (Zᵀ·Z + λI)⁻¹·Zᵀ·y, or where it is smaller w = Zᵀ·(Z·Zᵀ + λI)⁻¹·y
    const weights = N < D ? transposedProduct(z, solved, N, D, O) : solved;
    return { inputs: D, outputs: O, centre, scale, weights, intercept };
  });
}

/** Z·Zᵀ for Z [N, D]. */
function rowProducts(z: Float64Array, N: number, D: number): Float64Array {
  const gram = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let d = 0; d < D; d++) sum += z[i * D + d] * z[j * D + d];
      gram[i * N + j] = gram[j * N + i] = sum;
    }
  }
  return gram;
}

/** Aᵀ·B for A [N, D] and B [N, O]. */
function transposedProduct(a: Float64Array, b: Float64Array, N: number, D: number, O: number): Float64Array {
  const out = new Float64Array(D * O);
  for (let n = 0; n < N; n++) {
    for (let d = 0; d < D; d++) {
      const value = a[n * D + d];
      for (let o = 0; o < O; o++) out[d * O + o] += value * b[n * O + o];
    }
  }
  return out;
}

/** Predictions for rows x [N, D]: [N, O]. */
export function predictRidge(model: RidgeModel, x: ArrayLike<number>): Float64Array {
  const { inputs: D, outputs: O } = model, N = x.length / D;
  const out = new Float64Array(N * O);
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) out[n * O + o] = model.intercept[o];
    for (let d = 0; d < D; d++) {
      const z = (x[n * D + d] - model.centre[d]) / model.scale[d];
      for (let o = 0; o < O; o++) out[n * O + o] += z * model.weights[d * O + o];
    }
  }
  return out;
}
