/**
 * What optimisers record of their iterations, and when they stop.
 * @module
 */
import type { Checkpoint, Iteration, OptimizeOptions, StopReason } from "./objective.ts";

const OBJECTIVE_WINDOW = 3;
/** CRF++'s rule asks for this many small changes in a row. */
const CHANGES_IN_A_ROW = 3;

/** The iterations so far. */
export class Progress {
  readonly history: Iteration[];
  readonly firstValue: number;
  evaluations: number;
  readonly #options: OptimizeOptions;

  constructor(options: OptimizeOptions, firstValue: number) {
    const { resume } = options;
    this.#options = options;
    this.history = resume ? resume.history.map((iteration) => ({ ...iteration })) : [];
    this.firstValue = resume?.firstValue ?? firstValue;
    this.evaluations = resume?.evaluations ?? 1;
  }

  /** Whether the start is an optimum already. */
  startsAtOptimum(x: Float64Array, gradient: Float64Array, value: number): boolean {
    return this.history.length === 0 && this.#relativeGradient(x, gradient, value) <= this.#gradientTolerance;
  }

  /** Record an accepted step, tell of it, and say why to stop, if so. */
  step(
    at: { x: Float64Array; gradient: Float64Array; value: number; step: number },
    checkpoint: () => Checkpoint,
  ): StopReason | null {
    const { x, gradient, value, step } = at, { onIteration, signal } = this.#options;
    const iteration = {
      iteration: this.history.length + 1,
      value,
      relativeGradient: this.#relativeGradient(x, gradient, value),
      step,
      evaluations: this.evaluations,
    };
    this.history.push(iteration);
    if (onIteration?.(iteration, { x, checkpoint }) === false || signal?.aborted) return "cancelled";
    return this.#converged();
  }

  get #gradientTolerance(): number {
    return this.#options.gradientTolerance ?? 1e-6;
  }

  #valueBefore(iterations: number): number {
    const { history } = this;
    return history.length > iterations ? history[history.length - 1 - iterations].value : this.firstValue;
  }

  #converged(): StopReason | null {
    const { history } = this, { objectiveTolerance = 1e-9, changeTolerance, typicalValue = 1 } = this.#options;
    const { value, relativeGradient } = history[history.length - 1];
    if (relativeGradient <= this.#gradientTolerance) return "gradient";
    if (history.length < OBJECTIVE_WINDOW) return null;
    const small = objectiveTolerance * Math.max(Math.abs(value), typicalValue);
    if (this.#valueBefore(OBJECTIVE_WINDOW) - value <= small) return "objective";
    if (changeTolerance === undefined) return null;
    for (let back = 0; back < CHANGES_IN_A_ROW; back++) {
      const before = this.#valueBefore(back + 1), after = history[history.length - 1 - back].value;
      if (!(Math.abs(before - after) < changeTolerance * Math.abs(before))) return null;
    }
    return "objective";
  }

  /** Dennis & Schnabel (1983), §7.2: the largest relative change of the objective for a relative change of one parameter. */
  #relativeGradient(x: Float64Array, gradient: Float64Array, value: number): number {
    let largest = 0;
    for (let i = 0; i < x.length; i++) {
      largest = Math.max(largest, Math.abs(gradient[i]) * Math.max(Math.abs(x[i]), 1));
    }
    return largest / Math.max(Math.abs(value), this.#options.typicalValue ?? 1);
  }
}

/** @throws RangeError if the objective or its gradient is not finite where an optimiser starts. */
export function requireFiniteStart(value: number, gradient: Float64Array): void {
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
