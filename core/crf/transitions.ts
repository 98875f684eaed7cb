/**
 * Transition potentials: how few or many parameters make the matrix A [S, S] of scores between successive states.
 * A new potential is one more function here or beside; nothing else knows what the parameters mean.
 * @module
 */

/** Where a potential is differentiated. */
export interface TransitionPoint {
  /** θ, shape as the potential says. */
  parameters: Float64Array;
  /** A at θ, as `matrixInto` wrote it, shape [S, S]. */
  matrix: Float64Array;
}

/** A parametrised transition matrix. Rows are the state at step t-1, columns the state at step t, scores in nats. */
export interface TransitionPotential {
  /** `none`: A is zero whatever the parameters, and steps are independent. */
  readonly kind: string;
  /** Shape of the parameters; their number P is its product. */
  readonly shape: readonly number[];
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

/** Serialisable choice of a potential, for model files and recipes. */
export type TransitionSpec =
  | { kind: "none" }
  | { kind: "dense" }
  | { kind: "displacement"; rows: number; columns: number };

/**
 * The potential of a specification.
 * @throws RangeError if a displacement table does not fit the number of states.
 */
export function createTransitions(spec: TransitionSpec, states: number): TransitionPotential {
  switch (spec.kind) {
    case "none":
      return noTransitions();
    case "dense":
      return denseTransitions(states);
    case "displacement":
      if (!(Number.isInteger(spec.rows) && spec.rows > 0 && spec.rows * spec.columns === states)) {
        throw new RangeError(
          `Cannot build transitions: rows × columns must be ${states} states, ` +
            `current value is ${spec.rows} × ${spec.columns}`,
        );
      }
      return displacementTransitions(spec.rows, spec.columns);
  }
}

/** A = 0: every step by itself. */
function noTransitions(): TransitionPotential {
  return {
    kind: "none",
    shape: [0],
    matrixInto: (_, matrix) => void matrix.fill(0),
    gradientInto() {},
    curvatureInto() {},
  };
}

/** A itself is the parameter, shape [S, S]: fully connected, 14,641 parameters for 121 states. */
function denseTransitions(states: number): TransitionPotential {
  return {
    kind: "dense",
    shape: [states, states],
    matrixInto: (parameters, matrix) => matrix.set(parameters),
    gradientInto(matrixGradient, _, gradient) {
      for (let i = 0; i < gradient.length; i++) gradient[i] += matrixGradient[i];
    },
    curvatureInto(edges, _, curvature) {
      const total = sum(edges);
      if (total === 0) return;
      for (let i = 0; i < curvature.length; i++) curvature[i] += edges[i] * (1 - edges[i] / total);
    },
  };
}

/**
 * One parameter a displacement on a grid of rows × columns (state = row·columns + column), normalised over the states
 * that can be reached, so that the border draws nobody:
 * A(r, s) = w(s - r) - log Σ_s' exp w(s' - r).
 * Shape [2·rows - 1, 2·columns - 1]: 441 parameters for 11×11. A constant added to all w changes nothing.
 */
function displacementTransitions(rows: number, columns: number): TransitionPotential {
  const states = rows * columns, width = 2 * columns - 1;
  const displacement = new Int32Array(states * states);
  for (let r = 0; r < states; r++) {
    for (let s = 0; s < states; s++) {
      const down = Math.floor(s / columns) - Math.floor(r / columns), right = s % columns - r % columns;
      displacement[r * states + s] = (down + rows - 1) * width + right + columns - 1;
    }
  }
  return {
    kind: "displacement",
    shape: [2 * rows - 1, width],
    matrixInto(parameters, matrix) {
      for (let r = 0; r < states; r++) {
        const row = matrix.subarray(r * states, (r + 1) * states);
        for (let s = 0; s < states; s++) row[s] = parameters[displacement[r * states + s]];
        const highest = row.reduce((a, b) => Math.max(a, b));
        const logSum = highest + Math.log(row.reduce((total, score) => total + Math.exp(score - highest), 0));
        for (let s = 0; s < states; s++) row[s] -= logSum;
      }
    },
    // ∂A(r, s) / ∂w(d) = [s - r = d] - exp A(r, r + d)
    gradientInto(matrixGradient, { matrix }, gradient) {
      for (let r = 0; r < states; r++) {
        const leaving = sum(matrixGradient.subarray(r * states, (r + 1) * states));
        for (let i = r * states; i < (r + 1) * states; i++) {
          gradient[displacement[i]] += matrixGradient[i] - leaving * Math.exp(matrix[i]);
        }
      }
    },
    curvatureInto(edges, { matrix }, curvature) {
      const total = sum(edges), mean = new Float64Array(curvature.length);
      if (total === 0) return;
      for (let r = 0; r < states; r++) {
        const leaving = sum(edges.subarray(r * states, (r + 1) * states));
        for (let i = r * states; i < (r + 1) * states; i++) {
          const reached = Math.exp(matrix[i]);
          curvature[displacement[i]] += edges[i] * (1 - 2 * reached) + leaving * reached * reached;
          mean[displacement[i]] += edges[i] - leaving * reached;
        }
      }
      for (let i = 0; i < curvature.length; i++) curvature[i] -= mean[i] * mean[i] / total;
    },
  };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
