/**
 * Two versions against one another.
 * @module
 */
import { count } from "./count.ts";

export const comparing = {
  title: "Compare",
  measure: "Distance by",
  measures: { js: "Overlap", emd: "Way to go" },
  measureHints: {
    js: "How much of the probability lies elsewhere: 0 % is the same, 100 % has nothing in common.",
    emd: "How far the probability would have to be moved, in units of the plane (each axis runs from −1 to 1).",
  },
  largest: "Largest disagreement",
  largestShown: "Largest",
  next: "Next disagreement",
  previous: "Previous disagreement",
  found: (n: number) => count(n, "disagreement", "disagreements"),
  none: "The two versions agree.",
  progress: (share: number) => `Measuring… ${Math.floor(100 * share)} %`,
  failed: (why: string) => `The distances could not be measured: ${why}`,
  lane: "Distance",
  difference: (one: string, two: string) => `${one} less ${two}`,
  differenceHint: "Orange is likelier in the first version, blue in the second.",
  map: (time: string, one: string, two: string) =>
    `Difference at ${time}: orange is likelier in ${one}, blue in ${two}.`,
};
