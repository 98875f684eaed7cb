/**
 * A range of whole steps, as the annotator selects it. The last step of a piece may be cut short by its end; its range
 * is whole all the same, because corrections hold for the steps whose middle they cover.
 * @module
 */

export interface TimeRange {
  startSeconds: number;
  endSeconds: number;
}

/** What limits a range: ranges begin and end where steps do. */
export interface StepAxis {
  stepSeconds: number;
  durationSeconds: number;
}

function countSteps({ stepSeconds, durationSeconds }: StepAxis): number {
  return Math.max(1, Math.ceil(durationSeconds / stepSeconds - 1e-9));
}

/** Index of the step that holds a time; the ends of the piece belong to its first and last step. */
export function secondsToStep(seconds: number, axis: StepAxis): number {
  return Math.min(countSteps(axis) - 1, Math.max(0, Math.floor(seconds / axis.stepSeconds + 1e-9)));
}

/** The whole steps that two times (in either order) lie in. */
export function rangeBetween(a: number, b: number, axis: StepAxis): TimeRange {
  const first = secondsToStep(Math.min(a, b), axis);
  // The end of a step is not yet the next one: dragging to exactly 5 s ends there.
  const last = Math.max(first, secondsToStep(Math.max(a, b) - 1e-6, axis));
  return { startSeconds: first * axis.stepSeconds, endSeconds: (last + 1) * axis.stepSeconds };
}

/** Move one edge by whole steps; the range keeps at least one step and stays within the piece. */
export function moveEdge(range: TimeRange, edge: "start" | "end", bySteps: number, axis: StepAxis): TimeRange {
  const first = Math.round(range.startSeconds / axis.stepSeconds),
    end = Math.round(range.endSeconds / axis.stepSeconds);
  return edge === "start"
    ? { ...range, startSeconds: Math.min(end - 1, Math.max(0, first + bySteps)) * axis.stepSeconds }
    : { ...range, endSeconds: Math.min(countSteps(axis), Math.max(first + 1, end + bySteps)) * axis.stepSeconds };
}

/** From where the first of two begins to where the last ends. */
export function rangeOver(a: TimeRange, b: TimeRange): TimeRange {
  return {
    startSeconds: Math.min(a.startSeconds, b.startSeconds),
    endSeconds: Math.max(a.endSeconds, b.endSeconds),
  };
}

export function rangeHolds(range: TimeRange, seconds: number): boolean {
  return seconds >= range.startSeconds && seconds < range.endSeconds;
}
