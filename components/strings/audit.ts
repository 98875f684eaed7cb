/**
 * What an audit found.
 * @module
 */
import { count } from "./count.ts";

export const audit = {
  title: "Worth a look",
  nothing: "Nothing stands out: no correction, and the model is as sure of every passage.",
  notHeard: "Level and silence have not been checked yet.",
  hear: "Check them",
  hearing: (share: number) => `Listening… ${Math.floor(100 * share)} %`,
  plane: (value: string) => `${value} of the plane`,
  nats: (value: string) => `${value} nats`,
  /** What a finding says, by its kind; `by` is its strength with its unit. */
  kinds: {
    level: (by: string) => `The map moves by ${by} when the same sound is played 12 dB quieter; it should not.`,
    silentMove: (by: string) => `Nothing sounds, yet the map moves by ${by} within a second.`,
    silentSure: (by: string) => `Nothing sounds, yet the map is ${by} surer than for average music.`,
    corrected: (by: string, n: number) => `Corrected by ${by} (${count(n, "correction", "corrections")}).`,
    unknown: (by: string) => `The model's committee disagrees most here: ${by}.`,
    broad: (by: string) => `The map is broadest here: ${by} of entropy.`,
  },
};
