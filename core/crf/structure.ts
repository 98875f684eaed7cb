/**
 * The structure of a CRF: what its parameters are and where they lie.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Matrix } from "../matrix.ts";
import { gridCosineBasis, gridRadialBasis } from "./grid_basis.ts";
import type { StepTransitionPotential } from "./step_transitions.ts";
import { createTransitions, type TransitionPotential, type TransitionSpec } from "./transitions.ts";

/** How inputs become emission scores. */
export type EmissionSpec =
  /** A weight for each input and state. */
  | { kind: "dense" }
  /** A weight for each input and each function of a basis over the grid. */
  | { kind: "radialBasis"; centresPerAxis: number; width: number }
  | { kind: "cosineBasis"; order: number }
  /** The inputs are scores of the states (D = S), e.g. of a network's heatmap head; one scale is learnt. */
  | { kind: "scores" }
  /** Each input column holds the number of a feature, or -1 for none; a weight for each feature and state (CRF++'s unigrams). */
  | { kind: "nominal"; features: number };

/** Serialisable structure, for model files and recipes. */
export interface CrfSpec {
  states: number;
  /** D, numbers a step. 0: only the biases and transitions are learnt. */
  inputs: number;
  /** C, numbers a step that transitions hear; only for those with a matrix for each step. 0 by default. */
  conditions?: number;
  /** Whether every state has a score of its own. */
  bias: boolean;
  emission: EmissionSpec;
  transitions: TransitionSpec;
}

/** What emission scores are made of; {@link bindEmissions} computes them. */
export type Emission =
  /** score_t(s) = Σ_k B[k, s]·(x_t·W)_k. B, shape [K, S], f64; null for the identity (K = S). */
  | { kind: "linear"; basis: Matrix | null }
  /** score_t(s) = w·x_ts */
  | { kind: "scores" }
  /** score_t(s) = Σ_d W[x_td, s] over the columns with x_td ≥ 0. */
  | { kind: "nominal"; features: number };

/**
 * A linear-chain CRF without its parameters. Scores in nats: bias_s plus the emission's score at each step, and A(r, s), or
 * A_t(r, s), between successive steps.
 */
export interface Crf {
  /** S */
  readonly states: number;
  /** D */
  readonly inputs: number;
  /** C */
  readonly conditions: number;
  readonly bias: boolean;
  readonly emission: Emission;
  readonly transitions: TransitionPotential | StepTransitionPotential;
}

/** A CRF with its parameters, as {@link parameterBlocks} lays them out. */
export interface CrfModel {
  crf: Crf;
  parameters: Float64Array;
}

/** One tensor within the flat parameter vector. */
export interface ParameterBlock {
  name: "weights" | "bias" | "transitions";
  shape: readonly number[];
  /** [start, end) in the parameter vector. */
  start: number;
  end: number;
}

/**
 * Build the structure of a specification.
 * @throws RangeError if a size is out of range, or a basis meets another number of states than the grid's 121.
 * @example
 * ```ts
 * import { createCrf, parameterCount } from "./structure.ts";
 * const crf = createCrf({
 *   states: 121,
 *   inputs: 4,
 *   bias: true,
 *   emission: { kind: "radialBasis", centresPerAxis: 6, width: 0.35 },
 *   transitions: { kind: "displacement", rows: 11, columns: 11 },
 * });
 * if (parameterCount(crf) !== 4 * 36 + 121 + 21 * 21) throw new Error("weights, biases, displacements");
 * ```
 */
export function createCrf(spec: CrfSpec): Crf {
  const { states, inputs, conditions = 0, bias } = spec;
  requireInteger("states", states, 1);
  requireInteger("inputs", inputs, 0);
  requireInteger("conditions", conditions, 0);
  const emission = createEmission(spec), transitions = createTransitions(spec.transitions, states, conditions);
  return { states, inputs, conditions, bias, emission, transitions };
}

function createEmission({ emission, states, inputs }: CrfSpec): Emission {
  switch (emission.kind) {
    case "dense":
      return { kind: "linear", basis: null };
    case "radialBasis":
      requireStates("a radial basis needs the grid's", CELL_COUNT, states);
      return { kind: "linear", basis: gridRadialBasis(emission.centresPerAxis, emission.width) };
    case "cosineBasis":
      requireStates("a cosine basis needs the grid's", CELL_COUNT, states);
      return { kind: "linear", basis: gridCosineBasis(emission.order) };
    case "scores":
      requireStates("scores as inputs need", inputs, states);
      return { kind: "scores" };
    case "nominal":
      requireInteger("features", emission.features, 1);
      return { kind: "nominal", features: emission.features };
  }
}

/** Shape of the emission's weights: [D, K] for linear ones. */
function weightsShape({ states, inputs, emission }: Crf): readonly number[] {
  switch (emission.kind) {
    case "linear":
      return [inputs, emission.basis?.rows ?? states];
    case "scores":
      return [1];
    case "nominal":
      return [emission.features, states];
  }
}

/** Where the parameters lie: weights (their emission's shape), bias [S] (or [0] without), transitions (their own shape). */
export function parameterBlocks(crf: Crf): Record<ParameterBlock["name"], ParameterBlock> {
  let start = 0;
  const block = (name: ParameterBlock["name"], shape: readonly number[]): ParameterBlock => {
    const end = start + shape.reduce((product, size) => product * size, 1);
    const result = { name, shape, start, end };
    start = end;
    return result;
  };
  return {
    weights: block("weights", weightsShape(crf)),
    bias: block("bias", [crf.bias ? crf.states : 0]),
    transitions: block("transitions", crf.transitions.shape),
  };
}

/** P: length of the parameter vector. */
export function parameterCount(crf: Crf): number {
  return parameterBlocks(crf).transitions.end;
}

/**
 * Where training starts when nothing better is known: at zero, but for scores as inputs (scale 1) and for transitions that
 * would stand still there. The same each time.
 */
export function startParameters(crf: Crf): Float64Array {
  const parameters = new Float64Array(parameterCount(crf)), { weights, transitions } = parameterBlocks(crf);
  if (crf.emission.kind === "scores") parameters[weights.start] = 1;
  crf.transitions.startInto(blockOf(parameters, transitions));
  return parameters;
}

/** View of one block of a parameter vector (or of anything laid out like it). */
export function blockOf(values: Float64Array, block: ParameterBlock): Float64Array {
  return values.subarray(block.start, block.end);
}

/** @throws TypeError if a vector has not one element a parameter. */
export function requireParameters(crf: Crf, name: string, values: Float64Array): void {
  const count = parameterCount(crf);
  if (values.length !== count) {
    throw new TypeError(
      `Cannot use ${name} for this CRF: it must have ${count} elements, current value is ${values.length}`,
    );
  }
}

function requireStates(what: string, wanted: number, states: number): void {
  if (states !== wanted) {
    throw new RangeError(`Cannot build a CRF: ${what} ${wanted} states, current value is ${states}`);
  }
}

function requireInteger(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`Cannot build a CRF: ${name} must be an integer ≥ ${least}, current value is ${value}`);
  }
}
