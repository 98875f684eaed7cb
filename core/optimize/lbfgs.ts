/**
 * Limited-memory BFGS (Liu & Nocedal 1989; Nocedal & Wright 2006, algorithm 7.4).
 * @module
 */
import { descend, type DirectionRule } from "./descend.ts";
import type { Objective, OptimizeOptions, OptimizeResult } from "./objective.ts";
import { addScaledInto, dot } from "./vector.ts";

export interface LbfgsOptions extends OptimizeOptions {
  /** Number of past steps that model the curvature; 10 by default. Memory: 2·depth·P numbers. */
  depth?: number;
}

/**
 * Minimise a smooth function of many parameters. Deterministic.
 * Cost of an iteration: one or two evaluations and 4·depth·P operations.
 * @param start [P], not modified. P = 0 returns at once.
 * @throws RangeError if depth is not a positive integer, or the objective is not finite at the start.
 * @example
 * ```ts
 * import { lbfgs } from "./lbfgs.ts";
 * const bowl = (x: Float64Array, gradientInto: Float64Array) => {
 *   gradientInto[0] = 2 * (x[0] - 3);
 *   return (x[0] - 3) ** 2;
 * };
 * const { x } = lbfgs(bowl, new Float64Array(1), { maxIterations: 20 });
 * if (Math.abs(x[0] - 3) > 1e-6) throw new Error("the bowl is lowest at 3");
 * ```
 */
export function lbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions): OptimizeResult {
  const { depth = 10 } = options;
  if (!Number.isInteger(depth) || depth < 1) {
    throw new RangeError(`Cannot minimise: depth must be a positive integer, current value is ${depth}`);
  }
  return descend(objective, start, lbfgsRule(depth), options);
}

interface Pair {
  /** s = x_{k+1} - x_k */
  s: Float64Array;
  /** y = g_{k+1} - g_k */
  y: Float64Array;
  /** 1 / s·y */
  rho: number;
}

function lbfgsRule(depth: number): DirectionRule {
  let pairs: Pair[] = [];
  return {
    curvature: 0.9,
    // -H·g by the two-loop recursion; H_0 = (s·y / y·y)·I of the newest pair.
    directionInto(gradient, direction) {
      for (let i = 0; i < gradient.length; i++) direction[i] = -gradient[i];
      if (pairs.length === 0) return;
      const alpha = new Float64Array(pairs.length);
      for (let k = pairs.length - 1; k >= 0; k--) {
        alpha[k] = pairs[k].rho * dot(pairs[k].s, direction);
        addScaledInto(direction, -alpha[k], pairs[k].y, direction);
      }
      const { y, rho } = pairs[pairs.length - 1], scale = 1 / (rho * dot(y, y));
      for (let i = 0; i < direction.length; i++) direction[i] *= scale;
      for (let k = 0; k < pairs.length; k++) {
        const beta = pairs[k].rho * dot(pairs[k].y, direction);
        addScaledInto(direction, alpha[k] - beta, pairs[k].s, direction);
      }
    },
    firstStep: () => pairs.length > 0 ? 1 : null,
    update({ step, before, after }) {
      const recycled = pairs.length === depth ? pairs.shift()! : undefined;
      const s = recycled?.s ?? new Float64Array(step.length), y = recycled?.y ?? new Float64Array(step.length);
      s.set(step);
      addScaledInto(after, -1, before, y);
      const curvature = dot(s, y);
      // Without positive curvature the update would lose positive definiteness (Nocedal & Wright §6.1).
      if (curvature > Number.EPSILON * dot(y, y)) pairs.push({ s, y, rho: 1 / curvature });
    },
    reset() {
      pairs = [];
    },
  };
}
