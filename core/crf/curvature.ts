/**
 * How sharply the data pin down each parameter.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { bindEmissions } from "./emissions.ts";
import { expectationsInto, transitionLength, transitionsInto } from "./expectations.ts";
import type { CrfProblem } from "./objective.ts";
import { blockOf, parameterBlocks, requireParameters } from "./structure.ts";

/**
 * Diagonal of the Fisher information of the conditional likelihood, penalty excluded, in nats a unit of θ_i squared:
 *   weights  Σ weight·x_td²·Var_s(B[k, s]),   bias  Σ weight·p_ts·(1 − p_ts),   the variance taken under the marginals p;
 *   transitions as their potential says, from the expected counts. (Scores as inputs and nominal ones likewise.)
 * Exact for the Hessian's diagonal when there are no transitions. With them, the covariance of states at different steps
 * is left out: where states persist, the truth is larger (up to the number of steps that they persist).
 * Not a bound for single parameters. A penalty ½ Σ h_i (θ_i - optimum_i)² of this curvature h stands, to second order, for
 * the data themselves. f64; cost of one evaluation of the objective.
 * @param parameters usually the optimum [P].
 * @returns [P], each ≥ 0; all zero without clips.
 */
export function curvatureDiagonal(problem: CrfProblem, parameters: Float64Array, kernels: Kernels): Float64Array {
  const { crf, clips } = problem, { states: S, transitions } = crf, block = parameterBlocks(crf).transitions;
  requireParameters(crf, "the parameters", parameters);
  const curvature = new Float64Array(parameters.length), own = blockOf(curvature, block);
  const matrix = new Float64Array(S * S), edgesOfAll = new Float64Array(S * S);
  if (!transitions.perStep) transitions.matrixInto(blockOf(parameters, block), matrix);
  for (const { steps: T, weight, inputs, conditions } of clips) {
    kernels.scope(() => {
      const given = kernels.float64(T * crf.inputs), scores = kernels.float64(T * S);
      const marginals = kernels.float64(T * S), logPartitions = new Float64Array(1);
      const matrices = kernels.float64(transitionLength(crf, T)), edges = kernels.float64(matrices.length);
      given.set(inputs);
      const emissions = bindEmissions(crf, given, T, kernels);
      emissions.scoresInto(parameters, scores);
      transitionsInto(crf, parameters, conditions, matrices, kernels);
      const chain = { states: S, offsets: Int32Array.of(0, T), scores, transitions: matrices };
      expectationsInto(
        crf,
        { ...chain, weights: Float64Array.of(weight) },
        { marginals, edges, logPartitions },
        kernels,
      );
      emissions.curvatureInto(marginals, weight, curvature);
      if (transitions.perStep) {
        transitions.curvatureInto(edges, { parameters: blockOf(parameters, block), conditions, matrices }, own);
      } else for (let i = 0; i < edges.length; i++) edgesOfAll[i] += edges[i];
    });
  }
  if (!transitions.perStep) {
    transitions.curvatureInto(edgesOfAll, { parameters: blockOf(parameters, block), matrix }, own);
  }
  // Differences of nearly equal numbers may fall below zero by rounding.
  return curvature.map((h) => Math.max(0, h));
}
