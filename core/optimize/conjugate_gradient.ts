/**
 * Nonlinear conjugate gradients, Polak–Ribière+ (Nocedal & Wright 2006, §5.2).
 * @module
 */
import { descend, type DirectionRule } from "./descend.ts";
import type { Objective, OptimizeOptions, OptimizeResult } from "./objective.ts";
import { addScaledInto, dot } from "./vector.ts";

/** Successive gradients less orthogonal than this restart the method (Powell 1977). */
const POWELL_RESTART = 0.2;

/** A first step this much longer than the last is not believed. */
const MAX_STEP_RATIO = 100;

/**
 * Minimise a smooth function with three vectors of memory. Deterministic. Restarts along the steepest descent when
 * β would be negative, when successive gradients are far from orthogonal, and when the direction does not descend.
 * @param start [P], not modified. P = 0 returns at once.
 * @throws RangeError if the objective is not finite at the start.
 * @example
 * ```ts
 * import { conjugateGradient } from "./conjugate_gradient.ts";
 * const valley = ([a, b]: Float64Array, gradientInto: Float64Array) => {
 *   gradientInto.set([2 * a, 200 * (b - 1)]);
 *   return a * a + 100 * (b - 1) ** 2;
 * };
 * const { x } = conjugateGradient(valley, Float64Array.of(5, 5), { maxIterations: 50 });
 * if (Math.hypot(x[0], x[1] - 1) > 1e-5) throw new Error("the valley is lowest at (0, 1)");
 * ```
 */
export function conjugateGradient(objective: Objective, start: Float64Array, options: OptimizeOptions): OptimizeResult {
  return descend(objective, start, polakRibiereRule(start.length), options);
}

function polakRibiereRule(length: number): DirectionRule {
  const last = new Float64Array(length);
  let beta = 0;
  return {
    curvature: 0.1,
    // d_k = -g_k + β·d_{k-1}
    directionInto(gradient, direction) {
      if (beta === 0) last.fill(0);
      addScaledInto(gradient, -beta, last, direction);
      for (let i = 0; i < length; i++) direction[i] = -direction[i];
      last.set(direction);
    },
    // The change of the objective to first order is taken to be that of the last step (Nocedal & Wright 3.60 ff.).
    firstStep: (slope, previous) => previous && previous.step * Math.min(MAX_STEP_RATIO, previous.slope / slope),
    // β = max(0, g_{k+1}·(g_{k+1} - g_k) / g_k·g_k)
    update({ before, after }) {
      const product = dot(after, before), square = dot(after, after);
      beta = Math.abs(product) >= POWELL_RESTART * square ? 0 : Math.max(0, (square - product) / dot(before, before));
    },
    reset() {
      beta = 0;
    },
    save: () => [last.slice(), Float64Array.of(beta)],
    restore([direction, factor]) {
      last.set(direction);
      beta = factor[0];
    },
  };
}
