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

/** Tells whose an event is. */
export type IsOwn = (event: CorrectionEvent) => boolean;

/** What Ctrl+Z takes back: the newest correction that stands, of whatever kind, of those that one made oneself. */
export function nextUndo(events: readonly CorrectionEvent[], isOwn: IsOwn): Correction | null {
  return standing(events).findLast(isOwn) ?? null;
}

/** What Ctrl+Shift+Z brings back: the correction that one undid last, unless one has made something new since. */
export function nextRedo(events: readonly CorrectionEvent[], isOwn: IsOwn): Correction | null {
  const undone = historyOf(events).filter((item) => item.undone).map(({ correction }) => correction);
  for (const event of events.filter(isOwn).reverse()) {
    if (!isReversal(event)) return null;
    const target = event.kind === "undo" && undone.find(({ id }) => id === event.target);
    if (target) return target;
  }
  return null;
}
