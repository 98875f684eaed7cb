/**
 * The loop that the line-search optimisers share: direction, step, test, tell.
 * @module
 */
import { type LinePoint, strongWolfe } from "./line_search.ts";
import type { Iteration, Objective, OptimizeOptions, OptimizeResult, StopReason } from "./objective.ts";
import { addScaledInto, dot, norm } from "./vector.ts";

/** How an optimiser chooses its directions. */
export interface DirectionRule {
  /** c2 of the strong Wolfe conditions. */
  curvature: number;
  /** Write the search direction for the present gradient; -gradient when nothing is remembered. */
  directionInto(gradient: Float64Array, direction: Float64Array): void;
  /** First step to try along it. `previous`: the step taken last and the slope there, null on the first or after a reset. */
  firstStep(slope: number, previous: { step: number; slope: number } | null): number | null;
  /** Learn from an accepted step. */
  update(move: { step: Float64Array; before: Float64Array; after: Float64Array }): void;
  /** Forget everything: the next direction is the steepest descent. */
  reset(): void;
}

const OBJECTIVE_WINDOW = 3;
const MAX_LINE_EVALUATIONS = 30;

/**
 * Minimise by line searches along the directions of a rule. Deterministic; cost of an iteration: one line search
 * (usually one or two evaluations) and the rule's own. One long function, since its vectors are swapped and not copied.
 * @param start [P], not modified.
 * @throws RangeError if the objective or its gradient is not finite at the start.
 */
export function descend(
  objective: Objective,
  start: Float64Array,
  rule: DirectionRule,
  options: OptimizeOptions,
): OptimizeResult {
  const limits = {
    gradientTolerance: options.gradientTolerance ?? 1e-6,
    objectiveTolerance: options.objectiveTolerance ?? 1e-9,
    typicalValue: options.typicalValue ?? 1,
  };
  let x = start.slice(), gradient = new Float64Array(x.length);
  let trial = new Float64Array(x.length), trialGradient = new Float64Array(x.length);
  const direction = new Float64Array(x.length), move = new Float64Array(x.length);
  let value = objective(x, gradient), evaluations = 1;
  requireFinite(value, gradient);

  const history: Iteration[] = [], firstValue = value;
  const finish = (reason: StopReason) => ({ x, value, reason, history, evaluations });
  const evaluate = (step: number): LinePoint => {
    evaluations++;
    addScaledInto(x, step, direction, trial);
    const trialValue = objective(trial, trialGradient);
    return { step, value: trialValue, slope: dot(trialGradient, direction) };
  };
  let previous: { step: number; slope: number } | null = null, fresh = true;
  const forget = () => {
    rule.reset();
    previous = null;
    fresh = true;
  };
  forget();

  if (relativeGradient(x, gradient, value, limits.typicalValue) <= limits.gradientTolerance) return finish("gradient");
  while (history.length < options.maxIterations) {
    rule.directionInto(gradient, direction);
    let slope = dot(gradient, direction);
    if (!(slope < 0)) {
      forget();
      rule.directionInto(gradient, direction);
      slope = dot(gradient, direction);
      // Squares of the gradient underflow: there is nowhere to go.
      if (slope === 0) return finish("stalled");
    }
    const { point, satisfied } = strongWolfe(evaluate, { step: 0, value, slope }, {
      firstStep: rule.firstStep(slope, previous) ?? Math.min(1, 1 / norm(gradient)),
      decrease: 1e-4,
      curvature: rule.curvature,
      valueNoise: options.valueNoise ?? 1e-15,
      maxEvaluations: MAX_LINE_EVALUATIONS,
    });
    if (!satisfied && !(point.value < value)) {
      if (fresh) return finish("stalled");
      forget();
      continue;
    }
    // The accepted point need not be the one evaluated last when the search gave up.
    if (!satisfied) evaluate(point.step);
    for (let i = 0; i < move.length; i++) move[i] = trial[i] - x[i];
    rule.update({ step: move, before: gradient, after: trialGradient });
    previous = { step: point.step, slope };
    fresh = false;
    [x, trial, gradient, trialGradient] = [trial, x, trialGradient, gradient];
    value = point.value;

    const iteration = {
      iteration: history.length + 1,
      value,
      relativeGradient: relativeGradient(x, gradient, value, limits.typicalValue),
      step: point.step,
      evaluations,
    };
    history.push(iteration);
    if (options.onIteration?.(iteration) === false || options.signal?.aborted) return finish("cancelled");
    const converged = convergence(history, firstValue, limits);
    if (converged) return finish(converged);
  }
  return finish("iterations");
}

/** Which of the two tolerances the last iteration meets, if any. */
function convergence(
  history: Iteration[],
  firstValue: number,
  limits: { gradientTolerance: number; objectiveTolerance: number; typicalValue: number },
): StopReason | null {
  const { value, relativeGradient } = history[history.length - 1];
  if (relativeGradient <= limits.gradientTolerance) return "gradient";
  if (history.length < OBJECTIVE_WINDOW) return null;
  const before = history.length > OBJECTIVE_WINDOW ? history[history.length - 1 - OBJECTIVE_WINDOW].value : firstValue;
  const small = limits.objectiveTolerance * Math.max(Math.abs(value), limits.typicalValue);
  return before - value <= small ? "objective" : null;
}

/** Dennis & Schnabel (1983), §7.2: the largest relative change of the objective for a relative change of one parameter. */
function relativeGradient(x: Float64Array, gradient: Float64Array, value: number, typicalValue: number): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    largest = Math.max(largest, Math.abs(gradient[i]) * Math.max(Math.abs(x[i]), 1));
  }
  return largest / Math.max(Math.abs(value), typicalValue);
}

function requireFinite(value: number, gradient: Float64Array): void {
  if (!Number.isFinite(value)) {
    throw new RangeError(`Cannot minimise: the objective must be finite at the start, current value is ${value}`);
  }
  const index = gradient.findIndex((element) => !Number.isFinite(element));
  if (index >= 0) {
    throw new RangeError(
      "Cannot minimise: the gradient must be finite at the start, " +
        `current value of element ${index} is ${gradient[index]}`,
    );
  }
}
