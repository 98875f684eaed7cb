/**
 * Transition potentials that are conditioned on what is heard: every step has a matrix of its own.
 *
 * Their inputs are the conditions z [n, C] of n steps, their matrices A_t(r, s) [n, S, S]: the one of a step leads into it
 * from the step before. Matrices, and gradients of an objective with respect to them, may be f32 or f64; all else is f64.
 * Each has a file of its own: `nominal_transitions.ts`, `conditioned_transitions.ts`, `novelty_transitions.ts`.
 * @module
 */
import type { Kernels, Reals } from "../kernels.ts";

/** Where a potential is differentiated. */
export interface StepPoint {
  /** θ */
  parameters: Float64Array;
  /** z, shape [n, C]. */
  conditions: Reals;
  /** A at θ and z, as `matricesInto` wrote it, shape [n, S, S]. */
  matrices: Reals;
}

/** As `TransitionPotential`, with a matrix for each step. */
export interface StepTransitionPotential {
  readonly perStep: true;
  readonly kind: string;
  /** Shape of the parameters; their number P is its product. */
  readonly shape: readonly number[];
  /** Whether every A_t is linear in θ, so that a path's score is too. */
  readonly linear: boolean;
  /** Write where training starts; the same each time. */
  startInto(parameters: Float64Array): void;
  /** @throws RangeError if a condition is one that the potential can not use. */
  matricesInto(parameters: Float64Array, conditions: Reals, matrices: Reals, kernels: Kernels): void;
  /** Back-propagate: gradient[i] += Σ_trs matrixGradients[t, r, s] · ∂A_t[r, s] / ∂θ_i. */
  gradientInto(matrixGradients: Reals, at: StepPoint, gradient: Float64Array, kernels: Kernels): void;
  /**
   * Diagonal of the Fisher information: curvature[i] += Σ_t Var(∂A_t[r, s] / ∂θ_i) under the step's expected transitions,
   * the steps taken to be independent.
   * @param edges expected number of transitions into each step [n, S, S].
   */
  curvatureInto(edges: Reals, at: StepPoint, curvature: Float64Array): void;
}

/** Σ of all elements, f64. */
export function sumOf(values: Reals): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
