/**
 * Transition potentials: how few or many parameters make the scores A between successive states.
 *
 * Some have one matrix for all steps ({@link TransitionPotential}), some a matrix of its own for each step, from what is
 * heard there ({@link StepTransitionPotential}, `step_transitions.ts`). A new potential is one more function; nothing else
 * knows what the parameters mean.
 * @module
 */
import { conditionedLowRankTransitions } from "./conditioned_transitions.ts";
import { gaussianForm, gridKernelTransitions, stencilForm, tableForm } from "./grid_kernels.ts";
import { lowRankTransitions } from "./low_rank_transitions.ts";
import { nominalTransitions } from "./nominal_transitions.ts";
import { noveltyTransitions } from "./novelty_transitions.ts";
import type { StepTransitionPotential } from "./step_transitions.ts";

/** Where a potential is differentiated. */
export interface TransitionPoint {
  /** θ, shape as the potential says. */
  parameters: Float64Array;
  /** A at θ, as `matrixInto` wrote it, shape [S, S]. */
  matrix: Float64Array;
}

/** A parametrised transition matrix. Rows are the state at step t-1, columns the state at step t, scores in nats. */
export interface TransitionPotential {
  readonly perStep: false;
  /** `none`: A is zero whatever the parameters, and steps are independent. */
  readonly kind: string;
  /** Shape of the parameters; their number P is its product. */
  readonly shape: readonly number[];
  /** Whether A is linear in θ, so that a path's score is too. */
  readonly linear: boolean;
  /** Write where training starts; the same each time. */
  startInto(parameters: Float64Array): void;
  /** Write A, shape [S, S], for parameters [P]. */
  matrixInto(parameters: Float64Array, matrix: Float64Array): void;
  /** Back-propagate: gradient[i] += Σ_rs matrixGradient[r, s] · ∂A[r, s] / ∂θ_i. */
  gradientInto(matrixGradient: Float64Array, at: TransitionPoint, gradient: Float64Array): void;
  /**
   * Diagonal of the Fisher information: curvature[i] += Var(Σ_rs n_rs·∂A[r, s] / ∂θ_i), where the counts n are taken to
   * be multinomial with the expectation `edges` (independent draws of edges from one distribution). An approximation:
   * a chain's successive edges are not independent, and their distribution differs from step to step.
   * @param edges expected number of transitions [S, S].
   */
  curvatureInto(edges: Float64Array, at: TransitionPoint, curvature: Float64Array): void;
}

/** A grid of states: state = row·columns + column. */
interface GridSpec {
  rows: number;
  columns: number;
}

/** Serialisable choice of a potential, for model files and recipes. */
export type TransitionSpec =
  | { kind: "none" }
  | { kind: "dense" }
  | ({ kind: "displacement" } & GridSpec)
  | ({ kind: "gaussian" } & GridSpec)
  /** size: states a side of the window that has weights of its own; odd. */
  | ({ kind: "stencil"; size: number } & GridSpec)
  | { kind: "lowRank"; rank: number }
  /** features: how many numbers the condition columns may hold. */
  | { kind: "nominal"; features: number }
  | { kind: "conditionedLowRank"; rank: number }
  | ({ kind: "novelty"; kernels: number } & GridSpec);

/**
 * The potential of a specification.
 * @param conditions C, numbers a step that a {@link StepTransitionPotential} hears.
 * @throws RangeError if a size is out of range, a grid does not fit the number of states, or conditions are missing or idle.
 */
export function createTransitions(
  spec: TransitionSpec,
  states: number,
  conditions = 0,
): TransitionPotential | StepTransitionPotential {
  if ("rows" in spec) requireGrid(spec, states);
  const potential = build(spec, states, conditions);
  require(
    potential.perStep === conditions > 0,
    `the conditions of ${spec.kind} transitions must be ${potential.perStep ? "≥ 1" : "0"}`,
    conditions,
  );
  return potential;
}

function build(
  spec: TransitionSpec,
  states: number,
  conditions: number,
): TransitionPotential | StepTransitionPotential {
  switch (spec.kind) {
    case "none":
      return noTransitions();
    case "dense":
      return denseTransitions(states);
    case "displacement":
      return gridKernelTransitions(tableForm(spec.rows, spec.columns), spec.rows, spec.columns);
    case "gaussian":
      return gridKernelTransitions(gaussianForm(spec.rows, spec.columns), spec.rows, spec.columns);
    case "stencil":
      require(spec.size > 0 && spec.size % 2 === 1, "size must be a positive odd integer", spec.size);
      return gridKernelTransitions(stencilForm(spec.rows, spec.columns, spec.size), spec.rows, spec.columns);
    case "lowRank":
      requireCount("rank", spec.rank);
      return lowRankTransitions(states, spec.rank);
    case "nominal":
      requireCount("features", spec.features);
      return nominalTransitions(states, conditions, spec.features);
    case "conditionedLowRank":
      requireCount("rank", spec.rank);
      return conditionedLowRankTransitions(states, conditions, spec.rank);
    case "novelty":
      requireCount("kernels", spec.kernels);
      return noveltyTransitions(spec.rows, spec.columns, conditions, spec.kernels);
  }
}

function requireGrid({ rows, columns }: GridSpec, states: number): void {
  require(
    Number.isInteger(rows) && rows > 0 && rows * columns === states,
    `rows × columns must be ${states} states`,
    `${rows} × ${columns}`,
  );
}

function requireCount(name: string, value: number): void {
  require(Number.isInteger(value) && value > 0, `${name} must be a positive integer`, value);
}

function require(holds: boolean, rule: string, value: unknown): void {
  if (!holds) throw new RangeError(`Cannot build transitions: ${rule}, current value is ${value}`);
}

/** A = 0: every step by itself. */
function noTransitions(): TransitionPotential {
  return {
    perStep: false,
    kind: "none",
    shape: [0],
    linear: true,
    startInto() {},
    matrixInto: (_, matrix) => void matrix.fill(0),
    gradientInto() {},
    curvatureInto() {},
  };
}

/** A itself is the parameter, shape [S, S]: fully connected, 14,641 parameters for 121 states. */
function denseTransitions(states: number): TransitionPotential {
  return {
    perStep: false,
    kind: "dense",
    shape: [states, states],
    linear: true,
    startInto: (parameters) => void parameters.fill(0),
    matrixInto: (parameters, matrix) => matrix.set(parameters),
    gradientInto(matrixGradient, _, gradient) {
      for (let i = 0; i < gradient.length; i++) gradient[i] += matrixGradient[i];
    },
    curvatureInto(edges, _, curvature) {
      const total = edges.reduce((sum, count) => sum + count, 0);
      if (total === 0) return;
      for (let i = 0; i < curvature.length; i++) curvature[i] += edges[i] * (1 - edges[i] / total);
    },
  };
}
