/**
 * Limited-memory BFGS (Liu & Nocedal 1989; Nocedal & Wright 2006, algorithm 7.4).
 * @module
 */
import { descend, type DirectionRule } from "./descend.ts";
import { LbfgsMemory, requireDepth } from "./lbfgs_memory.ts";
import type { Objective, OptimizeOptions, OptimizeResult } from "./objective.ts";

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
  requireDepth(depth);
  return descend(objective, start, lbfgsRule(depth), options);
}

function lbfgsRule(depth: number): DirectionRule {
  const memory = new LbfgsMemory(depth);
  return {
    curvature: 0.9,
    directionInto: (gradient, direction) => memory.directionInto(gradient, direction),
    firstStep: () => memory.isEmpty ? null : 1,
    update: (move) => memory.update(move),
    reset: () => memory.reset(),
    save: () => memory.save(),
    restore: (saved) => memory.restore(saved),
  };
}
