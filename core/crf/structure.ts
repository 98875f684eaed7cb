/**
 * The structure of a CRF: what its parameters are and where they lie.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Matrix } from "../matrix.ts";
import { gridRadialBasis } from "./radial_basis.ts";
import { createTransitions, type TransitionPotential, type TransitionSpec } from "./transitions.ts";

/** How inputs become emission scores: a weight for each input and state, or for each input and basis function. */
export type EmissionSpec = { kind: "dense" } | { kind: "radialBasis"; centresPerAxis: number; width: number };

/** Serialisable structure, for model files and recipes. */
export interface CrfSpec {
  states: number;
  /** D, numbers a step. 0: only the biases and transitions are learnt. */
  inputs: number;
  /** Whether every state has a score of its own. */
  bias: boolean;
  emission: EmissionSpec;
  transitions: TransitionSpec;
}

/**
 * A linear-chain CRF without its parameters. Scores in nats:
 * score_t(s) = bias_s + Σ_k B[k, s]·Σ_d x_td·W[d, k], and A(r, s) between successive steps.
 */
export interface Crf {
  /** S */
  readonly states: number;
  /** D */
  readonly inputs: number;
  readonly bias: boolean;
  /** B, shape [K, S], f64; null for the identity (K = S). */
  readonly basis: Matrix | null;
  readonly transitions: TransitionPotential;
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
 * @throws RangeError if a size is out of range, or a radial basis meets another number of states than the grid's 121.
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
  requireInteger("states", spec.states, 1);
  requireInteger("inputs", spec.inputs, 0);
  if (spec.emission.kind === "radialBasis" && spec.states !== CELL_COUNT) {
    throw new RangeError(
      `Cannot build a CRF: a radial basis needs the grid's ${CELL_COUNT} states, current value is ${spec.states}`,
    );
  }
  return {
    states: spec.states,
    inputs: spec.inputs,
    bias: spec.bias,
    basis: spec.emission.kind === "dense" ? null : gridRadialBasis(spec.emission.centresPerAxis, spec.emission.width),
    transitions: createTransitions(spec.transitions, spec.states),
  };
}

/** K: columns of the weights. */
export function emissionColumns(crf: Crf): number {
  return crf.basis?.rows ?? crf.states;
}

/** Where the parameters lie: weights [D, K], bias [S] (or [0] without), transitions (their own shape). */
export function parameterBlocks(crf: Crf): Record<ParameterBlock["name"], ParameterBlock> {
  let start = 0;
  const block = (name: ParameterBlock["name"], shape: readonly number[]): ParameterBlock => {
    const end = start + shape.reduce((product, size) => product * size, 1);
    const result = { name, shape, start, end };
    start = end;
    return result;
  };
  return {
    weights: block("weights", [crf.inputs, emissionColumns(crf)]),
    bias: block("bias", [crf.bias ? crf.states : 0]),
    transitions: block("transitions", crf.transitions.shape),
  };
}

/** P: length of the parameter vector. */
export function parameterCount(crf: Crf): number {
  return parameterBlocks(crf).transitions.end;
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

function requireInteger(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`Cannot build a CRF: ${name} must be an integer ≥ ${least}, current value is ${value}`);
  }
}
