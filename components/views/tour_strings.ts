/**
 * Words of the tour, which a newcomer's first page fetches.
 * @module
 */

export const tourStrings = {
  count: (step: number, all: number) => `Tour: ${step} of ${all}`,
  next: "Next",
  back: "Back",
  skip: "Skip the tour",
  done: "Start listening",
  /** Title and text of each step; what they point at is in `Tour.tsx`. */
  steps: [
    [
      "Listen",
      "The round button, or Space wherever you are, plays and pauses. The playhead and the map go along with the music.",
    ],
    [
      "Read the strips",
      "A column is a second. The brighter a height, the likelier the music is heard there: calm below and energetic above; in the strip beneath, negative below and positive above.",
    ],
    [
      "Select what you hear differently",
      "Drag over the lanes, or press Shift and an arrow key, to select the seconds you disagree with.",
    ],
    [
      "Drag the ring",
      "The map shows the second at the playhead. Drag the ring to where you hear the music, or press V and move it with the arrow keys.",
    ],
    [
      "Save",
      "The button, or Enter, saves the correction. Nothing is ever lost: every correction can be undone, and redone.",
    ],
    [
      "Retrain",
      "A new model learns from all corrections. You see it beside the old one, and decide which to use. The box at the top (F1) finds everything else, this tour too.",
    ],
  ],
};
