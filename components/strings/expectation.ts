/**
 * Where the model expects the emotion to go.
 * @module
 */

export const expectation = {
  title: "Where the emotion goes next",
  lead:
    "Point at a place, or move there with the arrow keys: the map shows where the model expects the emotion a second later, when the music says nothing new.",
  sources: "Start from",
  cell: "A place",
  playhead: "The map at the playhead",
  grid: "Places of the map; arrow keys move between them",
  loading: "Asking the model…",
  none: "This model takes every second by itself: it expects nothing of the next. Models of the default recipe do.",
  failed: (why: string) => `The model could not be asked: ${why}`,
  from: (words: string, stays: string, likeliest: string, share: string) =>
    `From ${words}: stays with ${stays}; else most likely ${likeliest}, with ${share}.`,
  fromMap: (gains: string, loses: string) => `A second later: likelier ${gains}, less likely ${loses}.`,
  to: (words: string, share: string) => `${words}: ${share}`,
};
