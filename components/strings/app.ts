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
  forgetful: "This browser keeps nothing: what is not saved yet is lost when the page is left",
  title: (page: string) => `${page} · Moodline`,
};
