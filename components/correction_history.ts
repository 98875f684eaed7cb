/**
 * Corrections as a history: which stand, which are undone, what undo and redo would act on.
 * @module
 */
import { type Correction, type CorrectionEvent, isReversal, standing } from "../core/review/correction.ts";

export interface HistoryItem {
  correction: Correction;
  undone: boolean;
}

/** Every correction, newest first. */
export function historyOf(events: readonly CorrectionEvent[]): HistoryItem[] {
  const left = new Set(standing(events).map(({ id }) => id));
  return events.filter((event): event is Correction => !isReversal(event))
    .map((correction) => ({ correction, undone: !left.has(correction.id) }))
    .reverse();
}

/** What Ctrl+Z takes back: the newest correction that stands, of whatever kind. */
export function nextUndo(events: readonly CorrectionEvent[]): Correction | null {
  return standing(events).at(-1) ?? null;
}

/** What Ctrl+Shift+Z brings back: the correction undone last, unless something new was made since. */
export function nextRedo(events: readonly CorrectionEvent[]): Correction | null {
  const undone = historyOf(events).filter((item) => item.undone).map(({ correction }) => correction);
  for (const event of events.toReversed()) {
    if (!isReversal(event)) return null;
    const target = event.kind === "undo" && undone.find(({ id }) => id === event.target);
    if (target) return target;
  }
  return null;
}
