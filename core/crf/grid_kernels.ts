/**
 * Transitions that depend only on the displacement between two cells of a grid, normalised over the cells that can be
 * reached, so that the border draws nobody:
 *   k(r, s) = exp w(s - r) / Σ_s' exp w(s' - r),   A = log((1 - ε)·k + ε / S).
 * A {@link KernelForm} says how parameters make the score w of each displacement, and whether there is a floor ε.
 * @module
 */
import type { TransitionPoint, TransitionPotential } from "./transitions.ts";

/** How parameters make a score for each displacement. Displacements: [2·rows - 1, 2·columns - 1], the middle is "stay". */
export interface KernelForm {
  readonly kind: string;
  readonly shape: readonly number[];
  /** Whether the last parameter is the logit of ε; without, ε = 0. */
  readonly floor: boolean;
  startInto(parameters: Float64Array): void;
  /** Write w. */
  tableInto(parameters: Float64Array, table: Float64Array): void;
  /** Write ∂w[d] / ∂θ_i, shape [P, displacements]; zero for the floor's. */
  jacobianInto(parameters: Float64Array, jacobian: Float64Array): void;
}

/** w itself is the parameter: 441 for 11×11. A constant added to all changes nothing. */
export function tableForm(rows: number, columns: number): KernelForm {
  const shape = [2 * rows - 1, 2 * columns - 1], size = shape[0] * shape[1];
  return {
    kind: "displacement",
    shape,
    floor: false,
    startInto: (parameters) => void parameters.fill(0),
    tableInto: (parameters, table) => table.set(parameters),
    jacobianInto(_, jacobian) {
      jacobian.fill(0);
      for (let d = 0; d < size; d++) jacobian[d * size + d] = 1;
    },
  };
}

/** A score for each displacement within a window of size×size about the cell, and one for all beyond: size² + 1. */
export function stencilForm(rows: number, columns: number, size: number): KernelForm {
  const reach = (size - 1) / 2, displacements = displacementsOf(rows, columns);
  const owner = displacements.map(([down, right]) =>
    Math.abs(down) <= reach && Math.abs(right) <= reach ? (down + reach) * size + right + reach : size * size
  );
  return {
    kind: "stencil",
    shape: [size * size + 1],
    floor: false,
    startInto: (parameters) => void parameters.fill(0),
    tableInto: (parameters, table) => owner.forEach((i, d) => table[d] = parameters[i]),
    jacobianInto(_, jacobian) {
      jacobian.fill(0);
      owner.forEach((i, d) => jacobian[i * owner.length + d] = 1);
    },
  };
}

/** First floor: about 2 % of the probability goes anywhere. */
const FLOOR_START = -4;

/**
 * w(d) = -½·dᵀ·P·d + stay·[d = 0], d in cells, P = L·Lᵀ positive definite, and a floor.
 * Shape [5]: log L11, L21, log L22 (1 = arousal, 2 = valence), stay, logit ε.
 */
export function gaussianForm(rows: number, columns: number): KernelForm {
  const displacements = displacementsOf(rows, columns), count = displacements.length;
  return {
    kind: "gaussian",
    shape: [5],
    floor: true,
    startInto: (parameters) => parameters.set([0, 0, 0, 0, FLOOR_START]),
    tableInto([p1, l21, p2, stay], table) {
      const l11 = Math.exp(p1), l22 = Math.exp(p2);
      displacements.forEach(([down, right], d) => {
        const first = l11 * down + l21 * right, second = l22 * right;
        table[d] = -(first * first + second * second) / 2 + (down === 0 && right === 0 ? stay : 0);
      });
    },
    jacobianInto([p1, l21, p2], jacobian) {
      const l11 = Math.exp(p1), l22 = Math.exp(p2);
      jacobian.fill(0);
      displacements.forEach(([down, right], d) => {
        const first = l11 * down + l21 * right;
        jacobian[d] = -first * l11 * down;
        jacobian[count + d] = -first * right;
        jacobian[2 * count + d] = -((l22 * right) ** 2);
        jacobian[3 * count + d] = down === 0 && right === 0 ? 1 : 0;
      });
    },
  };
}

/** Transitions by displacement. */
export interface GridKernel extends TransitionPotential {
  /** Write ∂A / ∂θ_i, shape [S, S]. Cost O(S²). */
  columnInto(i: number, at: TransitionPoint, column: Float64Array): void;
}

/** All displacements (down, right), in the order of the table. */
function displacementsOf(rows: number, columns: number): [down: number, right: number][] {
  return Array.from({ length: (2 * rows - 1) * (2 * columns - 1) }, (_, d) => {
    const width = 2 * columns - 1;
    return [Math.floor(d / width) - rows + 1, d % width - columns + 1];
  });
}

/** log(1 / (1 + exp(-x))) */
function logSigmoid(x: number): number {
  return x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x));
}

/** log(exp a + exp b) */
function logAdd(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return low === -Infinity ? high : high + Math.log1p(Math.exp(low - high));
}

/**
 * The transitions of a form on a grid of rows × columns, S = rows·columns states. A call costs O(S² + P·displacements),
 * `curvatureInto` O(P·S²).
 */
export function gridKernelTransitions(form: KernelForm, rows: number, columns: number): GridKernel {
  const S = rows * columns, width = 2 * columns - 1, table = new Float64Array((2 * rows - 1) * width);
  const P = form.shape.reduce((product, size) => product * size, 1), floorAt = P - 1;
  const displacement = new Int32Array(S * S), jacobian = new Float64Array(P * table.length);
  for (let r = 0; r < S; r++) {
    for (let s = 0; s < S; s++) {
      const down = Math.floor(s / columns) - Math.floor(r / columns), right = s % columns - r % columns;
      displacement[r * S + s] = (down + rows - 1) * width + right + columns - 1;
    }
  }
  const logKernel = new Float64Array(S * S);
  /** log k into `logKernel`. */
  function normalise(parameters: Float64Array): void {
    form.tableInto(parameters, table);
    for (let r = 0; r < S; r++) {
      const row = logKernel.subarray(r * S, (r + 1) * S);
      let highest = -Infinity, sum = 0;
      for (let s = 0; s < S; s++) {
        row[s] = table[displacement[r * S + s]];
        if (row[s] > highest) highest = row[s];
      }
      for (let s = 0; s < S; s++) sum += Math.exp(row[s] - highest);
      const logSum = highest + Math.log(sum);
      for (let s = 0; s < S; s++) row[s] -= logSum;
    }
  }
  /** log(1 - ε) and log(ε / S) */
  function shares(parameters: Float64Array): { kernel: number; floor: number } {
    if (!form.floor) return { kernel: 0, floor: -Infinity };
    return { kernel: logSigmoid(-parameters[floorAt]), floor: logSigmoid(parameters[floorAt]) - Math.log(S) };
  }
  return {
    perStep: false,
    kind: form.kind,
    shape: form.shape,
    linear: false,
    startInto: (parameters) => form.startInto(parameters),
    matrixInto(parameters, matrix) {
      normalise(parameters);
      const { kernel, floor } = shares(parameters);
      for (let i = 0; i < S * S; i++) matrix[i] = logAdd(kernel + logKernel[i], floor);
    },
    // With f = (1 - ε)·k / ((1 - ε)·k + ε/S), the kernel's share of A:
    // ∂A(r, s) / ∂w(d) = f·([s - r = d] - k(r, r + d)),   ∂A / ∂logit ε = (1 - f)·(1 - ε) - f·ε = 1 - ε - f
    gradientInto(matrixGradient, { parameters, matrix }, gradient) {
      normalise(parameters);
      form.jacobianInto(parameters, jacobian);
      const { kernel } = shares(parameters), tableGradient = new Float64Array(table.length);
      for (let r = 0; r < S; r++) {
        let leaving = 0;
        for (let i = r * S; i < (r + 1) * S; i++) {
          const share = form.floor ? Math.exp(kernel + logKernel[i] - matrix[i]) : 1;
          const slope = matrixGradient[i] * share;
          leaving += slope;
          tableGradient[displacement[i]] += slope;
          if (form.floor) gradient[floorAt] += matrixGradient[i] * (Math.exp(kernel) - share);
        }
        for (let i = r * S; i < (r + 1) * S; i++) tableGradient[displacement[i]] -= leaving * Math.exp(logKernel[i]);
      }
      for (let i = 0; i < P; i++) {
        let slope = 0;
        for (let d = 0; d < table.length; d++) slope += jacobian[i * table.length + d] * tableGradient[d];
        gradient[i] += slope;
      }
    },
    columnInto(i, { parameters, matrix }, column) {
      normalise(parameters);
      form.jacobianInto(parameters, jacobian);
      const { kernel } = shares(parameters), slopes = jacobian.subarray(i * table.length, (i + 1) * table.length);
      for (let r = 0; r < S; r++) {
        let expected = 0;
        for (let j = r * S; j < (r + 1) * S; j++) expected += Math.exp(logKernel[j]) * slopes[displacement[j]];
        for (let j = r * S; j < (r + 1) * S; j++) {
          const share = form.floor ? Math.exp(kernel + logKernel[j] - matrix[j]) : 1;
          column[j] = form.floor && i === floorAt
            ? Math.exp(kernel) - share
            : share * (slopes[displacement[j]] - expected);
        }
      }
    },
    curvatureInto(edges, at, curvature) {
      const total = edges.reduce((sum, count) => sum + count, 0), column = new Float64Array(S * S);
      if (total === 0) return;
      for (let i = 0; i < P; i++) {
        this.columnInto(i, at, column);
        let mean = 0, square = 0;
        for (let j = 0; j < column.length; j++) {
          mean += edges[j] * column[j];
          square += edges[j] * column[j] * column[j];
        }
        curvature[i] += square - mean * mean / total;
      }
    },
  };
}
