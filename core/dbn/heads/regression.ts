/**
 * A head that predicts numbers: linear regression.
 * @module
 */
import type { Reals } from "../../kernels.ts";
import { fitPls } from "../../regression/pls.ts";
import { fitRidge } from "../../regression/ridge.ts";
import type { DbnHead } from "../dbn.ts";
import type { HeadTargets } from "./head.ts";

/** Σ_n ½·|y_n - t_n|² */
export function regressionLoss(outputs: Reals, targets: Reals, slopes: Reals): number {
  let sum = 0;
  for (let i = 0; i < outputs.length; i++) {
    const residual = outputs[i] - targets[i];
    sum += residual * residual;
    slopes[i] = residual;
  }
  return sum / 2;
}

/** The targets' means. */
export function regressionStart(means: Float64Array): Float64Array {
  return means;
}

/** Regression in closed form, for wide layers and few rows: see `core/regression/`. */
export type RegressionSolver = { method: "ridge"; strength: number } | { method: "pls"; components: number };

/**
 * The head that the solver finds for the top layer's activations.
 * @param top [N, hidden]
 * @throws RangeError if the solver refuses.
 */
export function solveRegression(
  solver: RegressionSolver,
  top: Float32Array,
  { outputs, values }: HeadTargets,
): DbnHead {
  const hidden = top.length / (values.length / outputs);
  const data = { inputs: hidden, outputs, x: Float64Array.from(top), y: Float64Array.from(values) };
  const model = solver.method === "ridge" ? fitRidge(data, solver.strength) : fitPls(data, solver.components);
  const weights = Float32Array.from(model.weights, (weight, i) => weight / model.scale[Math.floor(i / outputs)]);
  const bias = Float32Array.from(model.intercept, (intercept, o) => {
    for (let d = 0; d < hidden; d++) intercept -= model.centre[d] / model.scale[d] * model.weights[d * outputs + o];
    return intercept;
  });
  return { outputs, weights, bias };
}
