/**
 * The frame that every page has.
 * @module
 */

export const app = {
  name: "Moodline",
  description: "Second-by-second arousal–valence heatmaps of music: listen, review, correct, retrain.",
  skip: "Skip to the content",
  navigation: "Main",
  connecting: "Connecting…",
  connected: "Connected",
  offline: "Connection lost. Trying again…",
  title: (page: string) => `${page} · Moodline`,
};
