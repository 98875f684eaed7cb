/**
 * The map at the playhead.
 * @module
 */

export const map = {
  title: "Where it is heard",
  summary: (words: string, likeliest: string, time: string) =>
    `Map at ${time}: on average ${words}; likeliest spot ${likeliest}.`,
  hidden: "Hidden until you say where you hear it",
  tool: "What the pointer does on the map",
  tools: { move: "Move", brush: "Brush", peak: "Peaks" },
  record: "Record",
  stopRecording: "Stop",
  target: "Mean of the map; move it to where you hear the music",
  targetRole: "two-way slider",
  legend: "Probability of a cell",
  legendMovement: "Against the average",
  none: "0 %",
  nats: (value: string) => `${value} nats`,
  atLeast: (value: string) => `≥ ${value}`,
  mean: "Mean",
  path: "Likeliest path",
  was: "As predicted",
  entropy: "Entropy",
  why: "Why this map?",
  whyShown: "Why?",
};
