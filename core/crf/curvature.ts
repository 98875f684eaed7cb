/**
 * How sharply the data pin down each parameter.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { expectationsInto } from "./expectations.ts";
import type { CrfProblem } from "./objective.ts";
import { bindEmissions } from "./emissions.ts";
import { blockOf, type Crf, parameterBlocks, requireParameters } from "./structure.ts";
import type { Clip } from "./clips.ts";

/**
 * Diagonal of the Fisher information of the conditional likelihood, penalty excluded, in nats a unit of θ_i squared:
 *   weights  Σ weight·x_td²·Var_s(B[k, s]),   bias  Σ weight·p_ts·(1 − p_ts),   the variance taken under the marginals p;
 *   transitions as their potential says, from the expected counts.
 * Exact for the Hessian's diagonal when there are no transitions. With them, the covariance of states at different steps
 * is left out: where states persist, the truth is larger (up to the number of steps that they persist).
 * Not a bound for single parameters. A penalty ½ Σ h_i (θ_i - optimum_i)² of this curvature h stands, to second order, for
 * the data themselves. f64; cost of one evaluation of the objective.
 * @param parameters usually the optimum [P].
 * @returns [P], each ≥ 0; all zero without clips.
 */
export function curvatureDiagonal(problem: CrfProblem, parameters: Float64Array, kernels: Kernels): Float64Array {
  const { crf, clips } = problem, { states: S } = crf, blocks = parameterBlocks(crf);
  requireParameters(crf, "the parameters", parameters);
  const curvature = new Float64Array(parameters.length), edges = new Float64Array(S * S);
  const matrix = new Float64Array(S * S);
  const at = { parameters: blockOf(parameters, blocks.transitions), matrix };
  crf.transitions.matrixInto(at.parameters, matrix);
  for (const clip of clips) {
    kernels.scope(() => addClipInto(crf, clip, parameters, matrix, { curvature, edges }, kernels));
  }
  crf.transitions.curvatureInto(edges, at, blockOf(curvature, blocks.transitions));
  // Differences of nearly equal numbers may fall below zero by rounding.
  return curvature.map((h) => Math.max(0, h));
}

function addClipInto(
  crf: Crf,
  clip: Clip,
  parameters: Float64Array,
  matrix: Float64Array,
  out: { curvature: Float64Array; edges: Float64Array },
  kernels: Kernels,
): void {
  const { states: S, inputs: D, basis } = crf, { steps: T, weight } = clip, blocks = parameterBlocks(crf);
  const inputs = kernels.float64(T * D), transitions = kernels.float64(S * S), scores = kernels.float64(T * S);
  const marginals = kernels.float64(T * S), edges = kernels.float64(S * S);
  inputs.set(clip.inputs);
  transitions.set(matrix);
  bindEmissions(crf, inputs, T, kernels).scoresInto(parameters, scores);
  const batch = { states: S, offsets: Int32Array.of(0, T), scores, transitions, weights: Float64Array.of(weight) };
  expectationsInto(crf, batch, { marginals, edges, logPartitions: new Float64Array(1) }, kernels);
  for (let i = 0; i < edges.length; i++) out.edges[i] += edges[i];

  // The squared inputs times the variances are the emission gradient of a CRF whose inputs are squared.
  for (let i = 0; i < inputs.length; i++) inputs[i] *= inputs[i];
  const K = basis?.rows ?? S, variances = kernels.float64(T * K);
  for (let t = 0; t < T; t++) {
    const p = marginals.subarray(t * S, (t + 1) * S);
    for (let k = 0; k < K; k++) {
      variances[t * K + k] = weight *
        (basis ? variance(p, basis.data.subarray(k * S, (k + 1) * S)) : p[k] * (1 - p[k]));
    }
    if (!crf.bias) continue;
    for (let s = 0; s < S; s++) out.curvature[blocks.bias.start + s] += weight * p[s] * (1 - p[s]);
  }
  const weightsOnly: Crf = { ...crf, bias: false, basis: null, states: K };
  bindEmissions(weightsOnly, inputs, T, kernels).gradientInto(variances, out.curvature);
}

/** Variance of values under a distribution. */
function variance(p: Float64Array, values: ArrayLike<number>): number {
  let mean = 0, square = 0;
  for (let s = 0; s < p.length; s++) {
    mean += p[s] * values[s];
    square += p[s] * values[s] * values[s];
  }
  return square - mean * mean;
}
