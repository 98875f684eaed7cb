/**
 * Partial least squares regression: few directions of the inputs that go along with the outputs, for inputs far wider than
 * there are examples.
 * @module
 */
import { standardize } from "./standardize.ts";
import type { RidgeData, RidgeModel } from "./ridge.ts";

/** Power iterations of a component at most, and the change of its direction that ends them. */
const MAX_ITERATIONS = 500, SETTLED = 1e-12;

/** A residual this small, relative to what there was, is explained. */
const EXPLAINED = 1e-12;

/**
 * Fit by NIPALS (Wold 1966; PLS2 as in Wold, Sjöström & Eriksson 2001): for each component the direction w, |w| = 1, in which
 * inputs and outputs vary most together, t = X·w, and both are freed of t. With W, P = Xᵀt / tᵀt and Q = Yᵀt / tᵀt of all
 * components, the weights are W·(Pᵀ·W)⁻¹·Qᵀ. As many components as X has rank give least squares.
 * Cost O(components · N · D · O · iterations); never more than N·D numbers.
 * @param components how many; fewer are taken when they explain everything.
 * @returns the same form as a ridge regression's.
 * @throws RangeError if there are no rows or no components; TypeError if the lengths disagree.
 * @example
 * ```ts
 * import { fitPls } from "./pls.ts";
 * import { predictRidge } from "./ridge.ts";
 * // Three examples of four inputs that all say the same.
 * const x = Float64Array.of(0, 0, 0, 0, 1, 2, 3, 4, 2, 4, 6, 8);
 * const model = fitPls({ inputs: 4, outputs: 1, x, y: Float64Array.of(1, 3, 5) }, 1);
 * const [next] = predictRidge(model, [3, 6, 9, 12]);
 * if (Math.abs(next - 7) > 1e-9) throw new Error("y = 2x + 1");
 * ```
 */
export function fitPls(data: RidgeData, components: number): RidgeModel {
  if (!(Number.isInteger(components) && components > 0)) {
    throw new RangeError(
      `Cannot fit a regression: components must be a positive integer, current value is ${components}`,
    );
  }
  const { inputs: D, outputs: O } = data, { rows: N, centre, scale, intercept, z, target } = standardize(data);
  const X = z, Y = target, all = squares(Y);
  const W: Float64Array[] = [], P: Float64Array[] = [], Q: Float64Array[] = [];
  while (W.length < Math.min(components, N, D) && squares(Y) > EXPLAINED * all) {
    const w = direction(X, Y, N, D, O);
    if (!w) break;
    const t = product(X, w, N, D), size = squares(t);
    if (!(size > 0)) break;
    const p = transposed(X, t, N, D).map((value) => value / size);
    const q = transposed(Y, t, N, O).map((value) => value / size);
    for (let n = 0; n < N; n++) {
      for (let d = 0; d < D; d++) X[n * D + d] -= t[n] * p[d];
      for (let o = 0; o < O; o++) Y[n * O + o] -= t[n] * q[o];
    }
    W.push(w);
    P.push(p);
    Q.push(q);
  }
  return { inputs: D, outputs: O, centre, scale, weights: combine(W, P, Q, D, O), intercept };
}

/** The unit vector along which Xᵀ·Y is largest; null where there is nothing left to explain. */
function direction(X: Float64Array, Y: Float64Array, N: number, D: number, O: number): Float64Array | null {
  const covariance = new Float64Array(D * O);
  for (let n = 0; n < N; n++) {
    for (let d = 0; d < D; d++) {
      for (let o = 0; o < O; o++) covariance[d * O + o] += X[n * D + d] * Y[n * O + o];
    }
  }
  // Start from the output that goes along most.
  const columns = Array.from({ length: O }, (_, o) => covariance.filter((_, i) => i % O === o));
  let w: Float64Array = columns.reduce((most, column) => squares(column) > squares(most) ? column : most);
  for (let i = 0; i < MAX_ITERATIONS; i++) {
    const length = Math.sqrt(squares(w));
    if (!(length > 0)) return null;
    const unit = w.map((value) => value / length), c = transposed(covariance, unit, D, O);
    w = product(covariance, c, D, O);
    const next = Math.sqrt(squares(w));
    if (!(next > 0)) return null;
    const change = unit.reduce((sum, value, d) => sum + (value - w[d] / next) ** 2, 0);
    if (change < SETTLED ** 2) return unit;
  }
  const length = Math.sqrt(squares(w));
  return w.map((value) => value / length);
}

/** W·(Pᵀ·W)⁻¹·Qᵀ, [D, O]. Pᵀ·W is upper triangular with ones on its diagonal. */
function combine(W: Float64Array[], P: Float64Array[], Q: Float64Array[], D: number, O: number): Float64Array {
  const rotated: Float64Array[] = [], weights = new Float64Array(D * O);
  W.forEach((w, k) => {
    // r_k = w_k - Σ_{j<k} (p_j·w_k)·r_j
    const r = w.slice();
    for (let j = 0; j < k; j++) {
      const share = P[j].reduce((sum, value, d) => sum + value * w[d], 0);
      for (let d = 0; d < D; d++) r[d] -= share * rotated[j][d];
    }
    rotated.push(r);
    for (let d = 0; d < D; d++) for (let o = 0; o < O; o++) weights[d * O + o] += r[d] * Q[k][o];
  });
  return weights;
}

function squares(x: Float64Array): number {
  return x.reduce((sum, value) => sum + value * value, 0);
}

/** A·b for A [N, D]. */
function product(a: Float64Array, b: Float64Array, N: number, D: number): Float64Array {
  return Float64Array.from({ length: N }, (_, n) => {
    let sum = 0;
    for (let d = 0; d < D; d++) sum += a[n * D + d] * b[d];
    return sum;
  });
}

/** Aᵀ·b for A [N, D]. */
function transposed(a: Float64Array, b: Float64Array, N: number, D: number): Float64Array {
  const out = new Float64Array(D);
  for (let n = 0; n < N; n++) for (let d = 0; d < D; d++) out[d] += a[n * D + d] * b[n];
  return out;
}
