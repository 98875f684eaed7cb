/**
 * What every optimiser takes and gives.
 * @module
 */

/**
 * A function to minimise: its value at `x`, with the gradient written to `gradientInto` (same length, overwritten).
 * A value or gradient that is not finite marks a point outside the domain; the line search then shortens its step.
 */
export type Objective = (x: Float64Array, gradientInto: Float64Array) => number;

/** One accepted step. */
export interface Iteration {
  /** 1, 2, … */
  iteration: number;
  /** The objective after the step. */
  value: number;
  /** max_i |g_i|·max(|x_i|, 1) / max(|value|, typicalValue): what `gradientTolerance` is compared with. */
  relativeGradient: number;
  /** How far along the search direction. */
  step: number;
  /** Evaluations of the objective so far. */
  evaluations: number;
}

/** All that an optimiser needs to go on after an iteration exactly as if it had not been stopped. Plain data. */
export interface Checkpoint {
  x: Float64Array;
  /** What the method remembers, in its own order. */
  memory: Float64Array[];
  /** The last step and the slope before it, for methods that look back at them. */
  previous: { step: number; slope: number } | null;
  history: Iteration[];
  /** The objective at the start. */
  firstValue: number;
  evaluations: number;
}

/** Where an optimiser is. */
export interface Present {
  /** The accepted point: not to be changed, and valid only during the call. */
  x: Float64Array;
  /** Copy the state, for {@link OptimizeOptions.resume}. */
  checkpoint(): Checkpoint;
}

/** When to stop, and whom to tell. */
export interface OptimizeOptions {
  maxIterations: number;
  /** Stop when {@link Iteration.relativeGradient} is at most this; 1e-6 by default. */
  gradientTolerance?: number;
  /** Stop when the last 3 iterations together lowered the objective by at most this, relative; 1e-9 by default. */
  objectiveTolerance?: number;
  /** Also stop when the objective has changed by less than this, relative, three times in a row (CRF++'s `eta`). */
  changeTolerance?: number;
  /** Size below which the objective counts as this large in relative tests; 1 by default. */
  typicalValue?: number;
  /** Relative rounding error of the objective: a rise this small counts as none; 1e-15 by default, 1e-7 for f32 sums. */
  valueNoise?: number;
  /** Called after each iteration; returning false stops with reason `cancelled`. */
  onIteration?: (iteration: Iteration, present: Present) => boolean | void;
  /** Go on from here, instead of the start, on the same problem with the same options. */
  resume?: Checkpoint;
  /** Looked at after each iteration, e.g. an `AbortSignal`. */
  signal?: { readonly aborted: boolean };
}

/**
 * Why it ended: `gradient` and `objective` are convergence, `stalled` means that no lower point was found along the
 * steepest descent (usually the optimum to rounding), `iterations` and `cancelled` that it was cut short.
 */
export type StopReason = "gradient" | "objective" | "stalled" | "iterations" | "cancelled";

/** Where it ended. */
export interface OptimizeResult {
  /** The last accepted point, a new array. */
  x: Float64Array;
  value: number;
  reason: StopReason;
  /** One entry an iteration. */
  history: Iteration[];
  evaluations: number;
}
