/**
 * The palette of commands.
 * @module
 */
import { count } from "./count.ts";

export const palette = {
  label: "Commands and tracks",
  placeholder: "Type a command or the name of a track",
  placeholderTracks: "Type the name of a track",
  recent: "recently used",
  track: "Go to track",
  nothing: "Nothing is called that.",
  count: (n: number) => count(n, "result", "results"),
};
