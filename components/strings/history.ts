/**
 * The history of a track's corrections.
 * @module
 */

export const history = {
  title: "History",
  columns: { when: "Time", what: "Edit", range: "Seconds", who: "By", tool: "With", actions: "Do" },
  restore: "Restore",
  restoreNamed: (what: string) => `Restore: ${what}`,
  compare: "Compare",
  compareNamed: (what: string) => `Compare without and with: ${what}`,
  sides: ["Without it", "With it"],
  map: (side: string, time: string, words: string) => `${side}, map at ${time}: on average ${words}.`,
  undo: (words: string) => `Undone: ${words}`,
  redo: (words: string) => `Brought back: ${words}`,
  none: "Nobody has corrected this track yet. Select seconds, drag the ring on the map, and save: it appears here.",
  you: "you",
};
