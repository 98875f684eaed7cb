/**
 * Which steps a correction is about.
 * @module
 */
import type { Span } from "./correction.ts";

/** Steps in the order of their times, all of one length. */
export interface Steps {
  steps: readonly { startSeconds: number }[];
  stepSeconds: number;
}

/**
 * The steps whose middle lies in a span, its end excluded: `first` … `end - 1`; none where `first` is `end`.
 * Found by halving, so that a short correction of a long piece costs little.
 */
export function coveredSteps({ timeSeconds, durationSeconds }: Span, axis: Steps): { first: number; end: number } {
  const first = firstFrom(timeSeconds, axis);
  return { first, end: Math.max(first, firstFrom(timeSeconds + durationSeconds, axis)) };
}

/** As {@link coveredSteps}, of steps that begin at 0 s and follow each other. @param axis.stepCount may be Infinity. */
export function coveredEvenSteps(
  { timeSeconds, durationSeconds }: Span,
  { stepSeconds, stepCount }: { stepSeconds: number; stepCount: number },
): { first: number; end: number } {
  const firstFrom = (seconds: number) => Math.min(stepCount, Math.max(0, Math.ceil(seconds / stepSeconds - 0.5)));
  const first = firstFrom(timeSeconds);
  return { first, end: Math.max(first, firstFrom(timeSeconds + durationSeconds)) };
}

/** The first step whose middle is not before `seconds`; the number of steps if there is none. */
function firstFrom(seconds: number, { steps, stepSeconds }: Steps): number {
  let low = 0, high = steps.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if (steps[half].startSeconds + stepSeconds / 2 < seconds) low = half + 1;
    else high = half;
  }
  return low;
}
