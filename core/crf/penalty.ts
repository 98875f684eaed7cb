/**
 * Quadratic penalties: what the parameters are drawn towards, and how strongly.
 * @module
 */
import { type Crf, parameterBlocks, parameterCount, requireParameters } from "./structure.ts";

/** ½ Σ_i h_i·(θ_i - c_i)². */
export interface QuadraticPenalty {
  /** h [P], ≥ 0, in nats a unit of the parameter squared. */
  curvature: Float64Array;
  /** c [P] */
  centre: Float64Array;
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

/** The penalty at θ; its gradient h_i·(θ_i - c_i) is added to `gradient`. */
export function addPenaltyInto(penalty: QuadraticPenalty, parameters: Float64Array, gradient: Float64Array): number {
  let value = 0;
  for (let i = 0; i < parameters.length; i++) {
    const away = parameters[i] - penalty.centre[i], pull = penalty.curvature[i] * away;
    gradient[i] += pull;
    value += 0.5 * pull * away;
  }
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
