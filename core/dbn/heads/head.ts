/**
 * What stands on top of a network: a linear map of the highest layer's activations, and what its outputs mean.
 * @module
 */
import { CELL_COUNT } from "../../emotion/grid.ts";
import type { Reals } from "../../kernels.ts";
import type { DbnHead } from "../dbn.ts";
import { GAUSSIAN_OUTPUTS, gaussianLoss, gaussianStart } from "./gaussian.ts";
import { heatmapLoss, heatmapStart } from "./heatmap.ts";
import { regressionLoss, type RegressionSolver, regressionStart } from "./regression.ts";

/**
 * - `regression`: arousal and valence, squared error. `solve`: after fine-tuning the head alone is fitted in closed form.
 * - `gaussian`: a normal distribution over the plane, negative log-likelihood of the ratings.
 * - `heatmap`: scores of the 121 cells, Kullback–Leibler divergence from the raters' map, and `moversWeight` times the (sliced)
 *   earth mover's distance to it.
 */
export type HeadSpec =
  | { kind: "regression"; solve?: RegressionSolver }
  | { kind: "gaussian" }
  | { kind: "heatmap"; moversWeight: number };

export const HEAD_KINDS = ["regression", "gaussian", "heatmap"] as const satisfies readonly HeadSpec["kind"][];

/** What the network is to predict. N = rows. */
export interface HeadTargets {
  outputs: number;
  /** Shape [N, outputs]: what the columns are is the head's matter. */
  values: Float32Array;
}

/**
 * Sum over rows of a head's loss.
 * @param outputs of the head, [N, O].
 * @param targets [N, O]
 * @param slopes [N, O], overwritten with the derivatives by the outputs.
 */
export type HeadLoss = (outputs: Reals, targets: Reals, slopes: Reals) => number;

/** Outputs of a model's head, and columns of its targets. */
export function headOutputs({ kind }: HeadSpec): number {
  return kind === "regression" ? 2 : kind === "gaussian" ? GAUSSIAN_OUTPUTS : CELL_COUNT;
}

export function headLoss(head: HeadSpec): HeadLoss {
  switch (head.kind) {
    case "regression":
      return regressionLoss;
    case "gaussian":
      return gaussianLoss;
    case "heatmap":
      return heatmapLoss(head.moversWeight);
  }
}

/** A head that hears nothing and says of every row what is best for all of them. */
export function startingHead({ kind }: HeadSpec, hidden: number, { outputs, values }: HeadTargets): DbnHead {
  const means = new Float64Array(outputs), rows = values.length / outputs;
  for (let i = 0; i < values.length; i++) means[i % outputs] += values[i] / rows;
  const start = kind === "regression" ? regressionStart : kind === "gaussian" ? gaussianStart : heatmapStart;
  return { outputs, weights: new Float32Array(hidden * outputs), bias: Float32Array.from(start(means, values)) };
}
