/**
 * Words of the tools for correcting, fetched with them.
 * @module
 */

export const correcting = {
  brush: {
    shape: "Paint",
    shapes: { spot: "Spot", arousal: "Row", valence: "Column" },
    size: "Size",
    sizeValue: (cells: string) => `${cells} cells`,
    strength: "Strength",
    strengthValue: (nats: string) => `${nats} nats`,
    down: "Less likely (Alt)",
    hint: "Paint on the map, or on a strip within the selection. With keys: arrows go, Space paints.",
    grid: "Cells of the map; arrow keys move between them, Space paints",
  },
  peak: {
    how: "Do to a peak",
    hows: { move: "Move", spread: "Spread", sharpen: "Sharpen", split: "Split" },
    amount: "Amount",
    hint:
      "Drag a peak: it moves, or there is more the further you drag right or up. With keys: arrows go, Space does it.",
    grid: "Cells of the map; arrow keys move between them, Space takes hold of the nearest peak",
    held: "A peak is held: arrow keys move it, Space lets go.",
  },
  cell: (words: string, share: string) => `${words}: ${share}`,
  hiddenMap: "Answer first: move the ring or record. These tools change the prediction, which is still hidden.",
  pad: "Move over the map to where you hear the music",
  recording: "Recording: keep the pointer, the arrow keys or a gamepad's stick where you hear it. Escape stops.",
  recorded: (seconds: string) => `Recorded ${seconds} s. Enter saves, Escape discards.`,
  notPlayed: "The audio does not play here: a trace cannot be recorded.",

  judge: {
    title: "Judge the selection or the step at the playhead",
    accept: "Accept",
    reject: "Reject",
    acceptNext: "Accept, next",
    sameAsBefore: "Same as before",
    sameAsAfter: "Same as after",
    interpolate: "Interpolate",
    hints: {
      accept: "These maps are right as they are shown",
      reject: "These maps are wrong, without saying how",
      acceptNext: "These maps are right; on to what nobody has judged yet",
      sameAsBefore: "Take the map of the step before the selection for all of it",
      sameAsAfter: "Take the map of the step after the selection for all of it",
      interpolate: "Go evenly from the first map of the selection to the last one",
    },
    said: {
      accept: (range: string) => `Accepted ${range}`,
      reject: (range: string) => `Rejected ${range}`,
      save: (range: string) => `Saved ${range}`,
    },
    allJudged: "Every second was judged.",
    noNeighbour: { before: "There is no step before this.", after: "There is no step after this." },
    nothingBetween: "Select at least three steps: what lies between the first and the last is filled in.",
  },

  sureness: "How sure",
  comment: "Comment",
  commentHint: "Why, if you like",
  note: {
    add: "Note",
    text: "Note at the playhead",
    save: "Add",
    cancel: "Cancel",
    marker: (time: string, who: string, text: string) => `Note at ${time}, ${who}: ${text}`,
  },
};
