/**
 * Correcting.
 * @module
 */
import { count } from "./count.ts";

export const correction = {
  title: "Correct it",
  step1: "Drag over the lanes to select the seconds you disagree with.",
  step2: "Now drag the ring on the map to where you hear them.",
  range: (from: string, to: string, seconds: string) => `${from} – ${to} (${seconds} s)`,
  rangeStart: "Start of the selection",
  rangeEnd: "End of the selection",
  save: "Save correction",
  discard: "Discard",
  clear: "Clear",
  playRange: "Play it",
  target: (arousal: string, valence: string) => `arousal ${arousal}, valence ${valence}`,
  saved: "All corrections saved",
  waiting: (n: number) => `${count(n, "correction", "corrections")} waiting to be sent`,
  refusals: (n: number) => `${count(n, "correction was", "corrections were")} refused`,
  refused: (why: string) => `The server refused a correction: ${why}`,
  list: "Corrections",
  none: "None yet. Corrections are kept for ever; undoing one is a correction too.",
  undo: "Undo",
  redo: "Redo",
  undoNamed: (what: string) => `Undo: ${what}`,
  redoNamed: (what: string) => `Redo: ${what}`,
  undone: "undone",
  sending: "waiting",
  item: (range: string, words: string) => `${range}: ${words}`,
  /** What was done to a range; a move is told by its place, a note by its comment. */
  kinds: {
    paint: "painted",
    reshape: { move: "peak moved", spread: "peak spread", sharpen: "peak sharpened", split: "peak split" },
    set: "maps set",
    trace: "traced",
    accept: "accepted",
    reject: "rejected",
  },
};
