/**
 * The history of a track's corrections.
 * @module
 */

export const history = {
  title: "History",
  columns: { when: "Time", what: "Edit", range: "Seconds", who: "By", tool: "With" },
  undo: (words: string) => `Undone: ${words}`,
  redo: (words: string) => `Brought back: ${words}`,
  none: "Nobody has corrected this track yet.",
  you: "you",
};
