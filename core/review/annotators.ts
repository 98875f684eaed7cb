/**
 * One annotator's own version of a timeline, so that annotators can be compared with each other.
 * @module
 */
import { type CorrectionEvent, isReversal } from "./correction.ts";

/** Who made corrections, in the order of their first ones. */
export function annotatorsOf(events: readonly CorrectionEvent[]): string[] {
  return [...new Set(events.filter((event) => !isReversal(event)).map(({ annotator }) => annotator))];
}

/** An annotator's corrections, and what was done to them by whomever. */
export function correctionsBy(events: readonly CorrectionEvent[], annotator: string): CorrectionEvent[] {
  const own = new Set(
    events.filter((event) => !isReversal(event) && event.annotator === annotator).map(({ id }) => id),
  );
  return events.filter((event) => own.has(isReversal(event) ? event.target : event.id));
}
