/**
 * Corrections as a history: which stand, which are undone, what undo and redo would act on.
 * @module
 */
import { type CorrectionEvent, type MoveCorrection, standingMoves } from "../core/review/correction.ts";

export interface HistoryItem {
  move: MoveCorrection;
  undone: boolean;
}

/** Every move, newest first. */
export function historyOf(events: readonly CorrectionEvent[]): HistoryItem[] {
  const standing = new Set(standingMoves(events).map((move) => move.id));
  return events.filter((event) => event.kind === "move")
    .map((move) => ({ move, undone: !standing.has(move.id) }))
    .reverse();
}

/** What Ctrl+Z takes back: the newest move that stands. */
export function nextUndo(events: readonly CorrectionEvent[]): MoveCorrection | null {
  return standingMoves(events).at(-1) ?? null;
}

/** What Ctrl+Shift+Z brings back: the move undone last, unless something new was made since. */
export function nextRedo(events: readonly CorrectionEvent[]): MoveCorrection | null {
  const undone = new Map(historyOf(events).filter((item) => item.undone).map(({ move }) => [move.id, move]));
  for (const event of events.toReversed()) {
    if (event.kind === "move") return null;
    if (event.kind === "undo" && undone.has(event.target)) return undone.get(event.target)!;
  }
  return null;
}
