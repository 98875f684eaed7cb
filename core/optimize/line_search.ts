/**
 * A step length that meets the strong Wolfe conditions
 *   φ(α) ≤ φ(0) + c1·α·φ'(0)   and   |φ'(α)| ≤ c2·|φ'(0)|,
 * by bracketing and zooming with cubic interpolation (Nocedal & Wright 2006, algorithms 3.5 and 3.6).
 *
 * We differ in two points: a value that is not finite counts as +Infinity and cuts the bracket to a tenth, and the first
 * condition allows for the objective's rounding error.
 * @module
 */

/** φ(α) = f(x + α·d) at one step α, and its slope φ'(α) = d·∇f. */
export interface LinePoint {
  step: number;
  value: number;
  slope: number;
}

export interface WolfeOptions {
  /** First step to try, > 0. */
  firstStep: number;
  /** c1 of the sufficient decrease, 0 < c1 < c2; usually 1e-4. */
  decrease: number;
  /** c2 of the curvature condition, c1 < c2 < 1: 0.9 for quasi-Newton directions, 0.1 for conjugate gradients. */
  curvature: number;
  /** Relative rounding error of φ. */
  valueNoise: number;
  maxEvaluations: number;
}

export interface WolfeResult {
  /** The accepted point, or the lowest with sufficient decrease when `satisfied` is false. */
  point: LinePoint;
  /** Whether both conditions hold. */
  satisfied: boolean;
}

/** Minimiser of the cubic through two values and slopes (Nocedal & Wright 3.59); NaN when there is none. */
export function cubicMinimum(a: LinePoint, b: LinePoint): number {
  const d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step);
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  return b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
}

/**
 * Find a step that meets the strong Wolfe conditions.
 * @param evaluate φ and φ' at a step > 0.
 * @param start φ and φ' at 0; the slope is negative.
 * @throws RangeError if the start's slope is not negative.
 * @example
 * ```ts
 * import { strongWolfe } from "./line_search.ts";
 * const parabola = (step: number) => ({ step, value: (step - 2) ** 2, slope: 2 * (step - 2) });
 * const options = { firstStep: 8, decrease: 1e-4, curvature: 0.1, valueNoise: 0, maxEvaluations: 20 };
 * const { point } = strongWolfe(parabola, parabola(0), options);
 * if (Math.abs(point.step - 2) > 1e-9) throw new Error("a cubic fits a parabola exactly");
 * ```
 */
export function strongWolfe(
  evaluate: (step: number) => LinePoint,
  start: LinePoint,
  options: WolfeOptions,
): WolfeResult {
  if (!(start.slope < 0)) {
    throw new RangeError(
      `Cannot search along a line: its slope at the start must be negative, current value is ${start.slope}`,
    );
  }
  const { decrease, curvature, maxEvaluations } = options;
  const noise = options.valueNoise * Math.abs(start.value);
  let evaluations = 0;
  const probe = (step: number): LinePoint => {
    evaluations++;
    const point = evaluate(step);
    return Number.isFinite(point.value) && Number.isFinite(point.slope)
      ? point
      : { step, value: Infinity, slope: Infinity };
  };
  const tooHigh = (point: LinePoint) => !(point.value <= start.value + decrease * point.step * start.slope + noise);
  const flat = (point: LinePoint) => Math.abs(point.slope) <= -curvature * start.slope;

  /** Invariant: `low` has sufficient decrease, and acceptable steps lie between `low` and `high`. */
  function zoom(low: LinePoint, high: LinePoint): WolfeResult {
    while (evaluations < maxEvaluations) {
      const point = probe(between(low, high));
      if (tooHigh(point) || point.value > low.value + noise) high = point;
      else {
        if (flat(point)) return { point, satisfied: true };
        if (point.slope * (high.step - low.step) >= 0) high = low;
        low = point;
      }
    }
    return { point: low, satisfied: false };
  }

  let previous = start, step = options.firstStep;
  while (evaluations < maxEvaluations) {
    const point = probe(step);
    if (tooHigh(point) || (previous !== start && point.value > previous.value + noise)) return zoom(previous, point);
    if (flat(point)) return { point, satisfied: true };
    if (point.slope >= 0) return zoom(point, previous);
    const guess = cubicMinimum(previous, point), shortest = 2 * point.step - previous.step, longest = 10 * point.step;
    step = Number.isFinite(guess) ? Math.min(longest, Math.max(shortest, guess)) : longest;
    previous = point;
  }
  return { point: previous, satisfied: false };
}

/** Trial inside a bracket: the cubic's minimum, or the middle when that lies within a tenth of an end or is no number. */
function between(low: LinePoint, high: LinePoint): number {
  if (high.value === Infinity) return low.step + 0.1 * (high.step - low.step);
  const guess = cubicMinimum(low, high);
  const fraction = (guess - low.step) / (high.step - low.step);
  return fraction > 0.1 && fraction < 0.9 ? guess : (low.step + high.step) / 2;
}
