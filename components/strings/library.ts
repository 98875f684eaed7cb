/**
 * The list of tracks.
 * @module
 */
import { count } from "./count.ts";

export const library = {
  title: "Tracks",
  addFiles: "Add files",
  addFolder: "Add folder",
  lead:
    "Each track has a timeline: for every second a map of how calm or energetic, negative or positive it is heard. Open one to listen, look and correct.",
  orDrop: "or drop them anywhere on this page",
  invitation: "Drop music here to see how its emotion moves",
  invitationText:
    "Files or whole folders: WAV, FLAC, MP3, Ogg, Opus or AIFF. Each gets a timeline: for every second a map of how calm or energetic, negative or positive it is heard.",
  /** What comes after dropping, for whoever is here for the first time. */
  firstSteps: [
    ["Listen", "and watch the map go along with the music."],
    ["Correct", "the seconds that you hear differently: select them, and move the ring."],
    ["Retrain", "and see what the model has learned from you."],
  ],
  unreadable: (names: string[]) => `Your browser could not read ${names.join(", ")}.`,
  leftOut: (n: number) => `Left out ${count(n, "file that is", "files that are")} not audio.`,
  noneFound: "No audio files in there.",
  filter: "Filter by name",
  sortBy: "Sort by",
  sorts: {
    name: "Name",
    added: "Newest",
    duration: "Longest",
    corrections: "Most corrected",
    arousal: "Most energetic",
    valence: "Most positive",
    entropyNats: "Least certain",
  },
  onlyFailed: (n: number) => `Only the ${n} that failed`,
  columns: {
    track: "Track",
    mood: "Mood",
    duration: "Length",
    state: "State",
    corrections: "Corrections",
  },
  shown: (shown: number, all: number) => shown === all ? count(all, "track", "tracks") : `${shown} of ${all} tracks`,
  showMore: (n: number) => `Show ${n} more`,
  nothingMatches: "No track has all these words in its name.",
  ready: "Ready",
  analyse: "Analyse",
  analyseAll: (n: number) => `Analyse ${count(n, "track", "tracks")} that ${n === 1 ? "has" : "have"} no timeline`,
  activeMissing: (n: number, name: string) =>
    `${name}, the active model, has not analysed ${count(n, "track", "tracks")} yet.`,
  by: (name: string) => `by ${name}`,
  summaryCsv: "Summary of all tracks (CSV)",
  mood: (words: string) => `On average ${words}. Up is energetic, right is positive.`,
  moodUnknown: "Not analysed yet",
};
