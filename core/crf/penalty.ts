/**
 * Quadratic penalties: what the parameters are drawn towards, and how strongly.
 * @module
 */
import { type Crf, parameterBlocks, parameterCount, requireParameters } from "./structure.ts";

/** ½ Σ_i h_i·(θ_i - c_i)², and what neighbouring cells have to agree on. */
export interface QuadraticPenalty {
  /** h [P], ≥ 0, in nats a unit of the parameter squared. */
  curvature: Float64Array;
  /** c [P] */
  centre: Float64Array;
  /** None by default. */
  smoothness?: readonly Smoothness[];
}

/**
 * Graph Laplacian of a grid: ½·λ·Σ ((θ_s - c_s) - (θ_s' - c_s'))² over the pairs s, s' of cells that share an edge, for every
 * row of S numbers in a part of the parameters.
 */
export interface Smoothness {
  /** λ ≥ 0, in nats a unit of the parameter squared. */
  strength: number;
  /** The grid; S = rows·columns. */
  rows: number;
  columns: number;
  /** [start, end) in the parameters, a multiple of S long. */
  start: number;
  end: number;
}

/**
 * Draw the weights of an emission, and its biases, together between neighbouring cells of a grid: smooth where the data say
 * nothing, without a basis. Weights only of emissions with a weight for each cell (`dense`, `nominal`); biases of all.
 * @param strengths λ of each block.
 * @throws RangeError if a strength is out of range, the grid does not fit the states, or the emission has no weight a cell.
 */
export function gridSmoothness(
  crf: Crf,
  strengths: { weights: number; bias: number },
  { rows, columns }: { rows: number; columns: number },
): Smoothness[] {
  const { weights, bias } = parameterBlocks(crf), { states: S, emission } = crf;
  if (!(Number.isInteger(rows) && rows > 0 && rows * columns === S)) {
    throw new RangeError(
      `Cannot smooth: rows × columns must be ${S} states, current value is ${rows} × ${columns}`,
    );
  }
  // A basis of as many functions as there are states has no weight a cell either.
  const ofCells = emission.kind === "nominal" || (emission.kind === "linear" && !emission.basis);
  if (strengths.weights > 0 && !ofCells) {
    throw new RangeError(
      `Cannot smooth: the emission must have a weight for each of ${S} states, current shape is [${weights.shape}]` +
        `${emission.kind === "linear" ? " of a basis" : ""}`,
    );
  }
  return [weights, bias].flatMap(({ name, start, end }) => {
    const strength = strengths[name as "weights" | "bias"];
    if (!(strength >= 0 && strength < Infinity)) {
      throw new RangeError(`Cannot smooth ${name}: the strength must be finite and ≥ 0, current value is ${strength}`);
    }
    return strength > 0 && end > start ? [{ strength, rows, columns, start, end }] : [];
  });
}

/** The term at the departures d = θ - c of a part; its gradient λ·L·d is added to `gradient`. */
function addSmoothnessInto(
  { strength, rows, columns, start, end }: Smoothness,
  { centre }: QuadraticPenalty,
  parameters: Float64Array,
  gradient: Float64Array,
): number {
  let value = 0;
  const pair = (a: number, b: number) => {
    const step = parameters[a] - centre[a] - (parameters[b] - centre[b]), pull = strength * step;
    gradient[a] += pull;
    gradient[b] -= pull;
    value += pull * step / 2;
  };
  for (let first = start; first < end; first += rows * columns) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const cell = first + row * columns + column;
        if (column + 1 < columns) pair(cell, cell + 1);
        if (row + 1 < rows) pair(cell, cell + columns);
      }
    }
  }
  return value;
}

/**
 * Ridge (L2): every parameter is drawn to 0. CRF++'s cost factor C is a strength of 1/C on everything.
 * @param strengths h of each block.
 */
export function ridgePenalty(
  crf: Crf,
  strengths: { weights: number; bias: number; transitions: number },
): QuadraticPenalty {
  const curvature = new Float64Array(parameterCount(crf));
  for (const { name, start, end } of Object.values(parameterBlocks(crf))) {
    if (!(strengths[name] >= 0 && strengths[name] < Infinity)) {
      throw new RangeError(
        `Cannot penalise ${name}: the strength must be finite and ≥ 0, current value is ${strengths[name]}`,
      );
    }
    curvature.fill(strengths[name], start, end);
  }
  return { curvature, centre: new Float64Array(curvature.length) };
}

/** The penalty at θ; its gradient is added to `gradient`. */
export function addPenaltyInto(penalty: QuadraticPenalty, parameters: Float64Array, gradient: Float64Array): number {
  let value = 0;
  for (let i = 0; i < parameters.length; i++) {
    const away = parameters[i] - penalty.centre[i], pull = penalty.curvature[i] * away;
    gradient[i] += pull;
    value += 0.5 * pull * away;
  }
  for (const term of penalty.smoothness ?? []) value += addSmoothnessInto(term, penalty, parameters, gradient);
  return value;
}

/** @throws TypeError or RangeError if a penalty does not fit the CRF or is not finite and ≥ 0. */
export function requirePenalty(crf: Crf, penalty: QuadraticPenalty): void {
  requireParameters(crf, "the penalty's curvature", penalty.curvature);
  requireParameters(crf, "the penalty's centre", penalty.centre);
  const index = penalty.curvature.findIndex((h) => !(h >= 0 && h < Infinity));
  if (index >= 0) {
    throw new RangeError(
      "Cannot penalise: the curvature must be finite and ≥ 0, " +
        `current value of element ${index} is ${penalty.curvature[index]}`,
    );
  }
}
