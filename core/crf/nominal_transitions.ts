/**
 * Transitions conditioned on which nominal features show, exactly.
 * @module
 */
import type { Reals } from "../kernels.ts";
import { type StepTransitionPotential, sumOf } from "./step_transitions.ts";

/**
 * A_t = Σ of the matrices of the features that a step shows: CRF++'s bigram features, the seed's L×L×N. A condition is a
 * feature's number, or -1 for none. Shape [F, S, S].
 */
export function nominalTransitions(states: number, conditions: number, features: number): StepTransitionPotential {
  const size = states * states, C = conditions;
  /** Visit the features of a step. */
  function forActive(z: Reals, t: number, visit: (feature: number) => void): void {
    for (let c = 0; c < C; c++) {
      const feature = z[t * C + c];
      if (!(Number.isInteger(feature) && feature >= -1 && feature < features)) {
        throw new RangeError(
          `Cannot use conditions: a feature's number must be an integer in -1 … ${features - 1}, ` +
            `current value of step ${t}, condition ${c} is ${feature}`,
        );
      }
      if (feature >= 0) visit(feature);
    }
  }
  return {
    perStep: true,
    kind: "nominal",
    shape: [features, states, states],
    linear: true,
    startInto: (parameters) => void parameters.fill(0),
    matricesInto(parameters, z, matrices) {
      const sum = new Float64Array(size);
      for (let t = 0; t * size < matrices.length; t++) {
        sum.fill(0);
        forActive(z, t, (feature) => {
          const matrix = parameters.subarray(feature * size, (feature + 1) * size);
          for (let i = 0; i < size; i++) sum[i] += matrix[i];
        });
        matrices.set(sum, t * size);
      }
    },
    gradientInto(matrixGradients, { conditions: z }, gradient) {
      for (let t = 0; t * size < matrixGradients.length; t++) {
        forActive(z, t, (feature) => {
          for (let i = 0; i < size; i++) gradient[feature * size + i] += matrixGradients[t * size + i];
        });
      }
    },
    curvatureInto(edges, { conditions: z }, curvature) {
      for (let t = 0; t * size < edges.length; t++) {
        const step = edges.subarray(t * size, (t + 1) * size), total = sumOf(step);
        if (total === 0) continue;
        forActive(z, t, (feature) => {
          for (let i = 0; i < size; i++) curvature[feature * size + i] += step[i] * (1 - step[i] / total);
        });
      }
    },
  };
}
