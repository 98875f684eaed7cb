/**
 * Training on the exact objective: by L-BFGS, or by OWL-QN where absolute values of the parameters are penalised.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { lbfgs } from "../optimize/lbfgs.ts";
import type { Checkpoint, Iteration, Present, StopReason } from "../optimize/objective.ts";
import { owlqn } from "../optimize/owlqn.ts";
import type { Precision } from "./emissions.ts";
import { crfObjective, type CrfProblem, type SoftSpec } from "./objective.ts";
import type { QuadraticPenalty } from "./penalty.ts";
import { requireParameters, startParameters } from "./structure.ts";

export interface TrainOptions {
  /** What keeps the parameters small or near a parent's; null for the bare likelihood. */
  penalty: QuadraticPenalty | null;
  /**
   * Strength of the absolute value of each parameter [P], ≥ 0 (L1, in nats a unit): many become exactly 0. CRF++'s cost
   * factor C is a strength of 1/C. None by default.
   */
  l1?: Float64Array;
  /** A loss of the marginals to the raters' maps, beside the likelihood; none by default. */
  soft?: SoftSpec;
  maxIterations: number;
  /** Where to start, e.g. a parent's parameters; `startParameters` by default. */
  start?: Float64Array;
  /** Go on from a checkpoint of a training of the same problem with the same options. */
  resume?: Checkpoint;
  /** Converged when the gradient, or the decrease over 3 iterations, is this small, relative; 1e-6 by default. */
  tolerance?: number;
  /** Also stop when the objective has changed by less than this, relative, three times in a row (CRF++'s `eta`). */
  changeTolerance?: number;
  /** `f32` by default: several times faster, and no less likely to converge. */
  precision?: Precision;
  /** Past steps that L-BFGS remembers; 10 by default. */
  depth?: number;
  /** Called after each iteration; returning false stops training with what was reached. */
  onIteration?: (iteration: Iteration, present: Present) => boolean | void;
  signal?: { readonly aborted: boolean };
}

export interface TrainResult {
  parameters: Float64Array;
  /** The objective at the parameters, penalty included, in nats summed over all sequences. */
  objective: number;
  history: Iteration[];
  reason: StopReason;
  evaluations: number;
}

/** Relative rounding error of the log-likelihood: of f32 forward–backward sums, and of f64. */
const VALUE_NOISE = { f32: 1e-7, f64: 1e-15 };

/**
 * Fit a CRF to clips. Deterministic for given kernels and thread count.
 * @throws RangeError if there is no labelled step, or a clip or option is out of range; TypeError if lengths disagree.
 */
export function trainCrf(problem: CrfProblem, options: TrainOptions, kernels: Kernels): TrainResult {
  const { start = startParameters(problem.crf), tolerance = 1e-6, precision = "f32", l1 } = options;
  requireParameters(problem.crf, "the start", start);
  if (!problem.clips.some(({ steps }) => steps > 0)) {
    throw new RangeError("Cannot train a CRF: the clips must have at least one labelled step, current value is 0");
  }
  return kernels.scope(() => {
    const objective = crfObjective(problem, { penalty: options.penalty, precision, soft: options.soft }, kernels);
    const settings = {
      maxIterations: options.maxIterations,
      gradientTolerance: tolerance,
      objectiveTolerance: tolerance,
      changeTolerance: options.changeTolerance,
      valueNoise: VALUE_NOISE[precision],
      depth: options.depth,
      resume: options.resume,
      onIteration: options.onIteration,
      signal: options.signal,
    };
    const { x, value, history, reason, evaluations } = l1
      ? owlqn(objective, l1, start, settings)
      : lbfgs(objective, start, settings);
    return { parameters: x, objective: value, history, reason, evaluations };
  });
}
