/**
 * Orthant-wise limited-memory quasi-Newton (Andrew & Gao 2007): L-BFGS for an objective plus Σ l1_i·|x_i|.
 *
 * Each iteration stays in the orthant of x (where x_i = 0: in the one that the steepest descent enters), in which the sum is
 * smooth. The search direction is L-BFGS's for the pseudo-gradient, as far as it agrees in sign with the steepest descent;
 * points beyond the orthant are projected back, so that parameters become exactly 0.
 * @module
 */
import { LbfgsMemory, requireDepth } from "./lbfgs_memory.ts";
import type { LbfgsOptions } from "./lbfgs.ts";
import type { Checkpoint, Objective, OptimizeResult, StopReason } from "./objective.ts";
import { Progress, requireFiniteStart } from "./progress.ts";
import { addScaledInto, dot, norm } from "./vector.ts";

/** c1 of the sufficient decrease along the projected path. */
const DECREASE = 1e-4;
const MAX_LINE_EVALUATIONS = 40;

/**
 * Minimise objective(x) + Σ l1_i·|x_i|. Deterministic. `value` and the history are of the sum.
 * @param l1 [P], each ≥ 0; 0 leaves a parameter without.
 * @param start [P], not modified. P = 0 returns at once.
 * @throws TypeError if `l1` has not one element a parameter; RangeError if one is not finite and ≥ 0, if depth is not a
 *   positive integer, or if the objective is not finite at the start.
 * @example
 * ```ts
 * import { owlqn } from "./owlqn.ts";
 * const bowl = (x: Float64Array, gradientInto: Float64Array) => {
 *   gradientInto.set([x[0] - 3, x[1] - 0.5]);
 *   return ((x[0] - 3) ** 2 + (x[1] - 0.5) ** 2) / 2;
 * };
 * const { x } = owlqn(bowl, Float64Array.of(1, 1), new Float64Array(2), { maxIterations: 20 });
 * if (Math.abs(x[0] - 2) > 1e-6 || x[1] !== 0) throw new Error("each moves by 1 towards 0, and stops there");
 * ```
 */
export function owlqn(
  objective: Objective,
  l1: Float64Array,
  start: Float64Array,
  options: LbfgsOptions,
): OptimizeResult {
  const { depth = 10, resume, valueNoise = 1e-15 } = options, P = start.length;
  requireDepth(depth);
  requireStrengths(l1, P);
  const memory = new LbfgsMemory(depth);
  if (resume) memory.restore(resume.memory);
  let x = (resume?.x ?? start).slice(), gradient = new Float64Array(P);
  let trial = new Float64Array(P), trialGradient = new Float64Array(P);
  const slopes = new Float64Array(P), direction = new Float64Array(P), move = new Float64Array(P);
  let value = objective(x, gradient) + penalty(x, l1);
  requireFiniteStart(value, gradient);
  pseudoGradientInto(x, gradient, l1, slopes);

  const progress = new Progress(options, value);
  const finish = (reason: StopReason) => ({
    x,
    value,
    reason,
    history: progress.history,
    evaluations: progress.evaluations,
  });
  const checkpoint = (): Checkpoint => ({
    x: x.slice(),
    memory: memory.save(),
    previous: null,
    history: progress.history.map((iteration) => ({ ...iteration })),
    firstValue: progress.firstValue,
    evaluations: progress.evaluations,
  });
  if (progress.startsAtOptimum(x, slopes, value)) return finish("gradient");
  while (progress.history.length < options.maxIterations) {
    memory.directionInto(slopes, direction);
    for (let i = 0; i < P; i++) if (direction[i] * slopes[i] >= 0) direction[i] = 0;
    if (!(dot(direction, slopes) < 0)) {
      memory.reset();
      memory.directionInto(slopes, direction);
      if (!(dot(direction, slopes) < 0)) return finish("stalled");
    }
    // Backtrack along the projected path, by halves.
    let step = memory.isEmpty ? Math.min(1, 1 / norm(slopes)) : 1, accepted = false, trialValue = Infinity;
    for (let turn = 0; turn < MAX_LINE_EVALUATIONS && !accepted; turn++, step *= accepted ? 1 : 0.5) {
      projectedStepInto(x, step, direction, slopes, trial);
      progress.evaluations++;
      trialValue = objective(trial, trialGradient) + penalty(trial, l1);
      addScaledInto(trial, -1, x, move);
      const enough = value + DECREASE * dot(slopes, move) + valueNoise * Math.abs(value);
      accepted = trialValue <= enough && trialGradient.every(Number.isFinite);
    }
    if (!accepted) {
      if (memory.isEmpty) return finish("stalled");
      memory.reset();
      continue;
    }
    memory.update({ step: move, before: gradient, after: trialGradient });
    [x, trial, gradient, trialGradient] = [trial, x, trialGradient, gradient];
    value = trialValue;
    pseudoGradientInto(x, gradient, l1, slopes);
    const reason = progress.step({ x, gradient: slopes, value, step }, checkpoint);
    if (reason) return finish(reason);
  }
  return finish("iterations");
}

function requireStrengths(l1: Float64Array, count: number): void {
  if (l1.length !== count) {
    throw new TypeError(`Cannot minimise: l1 must have ${count} elements, current value is ${l1.length}`);
  }
  const index = l1.findIndex((strength) => !(strength >= 0 && strength < Infinity));
  if (index >= 0) {
    throw new RangeError(
      `Cannot minimise: l1 must be finite and ≥ 0, current value of element ${index} is ${l1[index]}`,
    );
  }
}

/** Σ l1_i·|x_i| */
function penalty(x: Float64Array, l1: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += l1[i] * Math.abs(x[i]);
  return sum;
}

/** The gradient of the sum; where x_i = 0, the one-sided derivative that descends, or 0 when neither does. */
function pseudoGradientInto(x: Float64Array, gradient: Float64Array, l1: Float64Array, slopes: Float64Array): void {
  for (let i = 0; i < x.length; i++) {
    const right = gradient[i] + l1[i], left = gradient[i] - l1[i];
    slopes[i] = x[i] > 0 ? right : x[i] < 0 ? left : right < 0 ? right : left > 0 ? left : 0;
  }
}

/** out ← x + step·direction, 0 where that leaves the orthant. */
function projectedStepInto(
  x: Float64Array,
  step: number,
  direction: Float64Array,
  slopes: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < x.length; i++) {
    const side = x[i] !== 0 ? x[i] : -slopes[i], next = x[i] + step * direction[i];
    out[i] = next * side > 0 ? next : 0;
  }
}
