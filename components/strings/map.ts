/**
 * The map at the playhead.
 * @module
 */

export const map = {
  title: "Where it is heard",
  summary: (words: string, likeliest: string, time: string) =>
    `Map at ${time}: on average ${words}; likeliest spot ${likeliest}.`,
  target: "Mean of the map; move it to where you hear the music",
  targetRole: "two-way slider",
  legend: "Probability of a cell",
  legendMovement: "Against the average",
  atLeast: (value: string) => `≥ ${value}`,
  mean: "Mean",
  path: "Likeliest path",
  was: "As predicted",
  entropy: "Entropy",
  why: "Why this map?",
};
