/**
 * The loop that the line-search optimisers share: direction, step, test, tell.
 * @module
 */
import { type LinePoint, strongWolfe } from "./line_search.ts";
import type { Checkpoint, Objective, OptimizeOptions, OptimizeResult, StopReason } from "./objective.ts";
import { Progress, requireFiniteStart } from "./progress.ts";
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
  /** A copy of what is remembered, and the way back. */
  save(): Float64Array[];
  restore(saved: readonly Float64Array[]): void;
}

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
  const { resume } = options;
  let x = (resume?.x ?? start).slice(), gradient = new Float64Array(x.length);
  let trial = new Float64Array(x.length), trialGradient = new Float64Array(x.length);
  const direction = new Float64Array(x.length), move = new Float64Array(x.length);
  let value = objective(x, gradient);
  requireFiniteStart(value, gradient);

  const progress = new Progress(options, value);
  const finish = (reason: StopReason) => ({
    x,
    value,
    reason,
    history: progress.history,
    evaluations: progress.evaluations,
  });
  const evaluate = (step: number): LinePoint => {
    progress.evaluations++;
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
  if (resume) {
    rule.restore(resume.memory);
    previous = resume.previous;
    fresh = previous === null;
  }
  const checkpoint = (): Checkpoint => ({
    x: x.slice(),
    memory: rule.save(),
    previous,
    history: progress.history.map((iteration) => ({ ...iteration })),
    firstValue: progress.firstValue,
    evaluations: progress.evaluations,
  });

  if (progress.startsAtOptimum(x, gradient, value)) return finish("gradient");
  while (progress.history.length < options.maxIterations) {
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

    const reason = progress.step({ x, gradient, value, step: point.step }, checkpoint);
    if (reason) return finish(reason);
  }
  return finish("iterations");
}
