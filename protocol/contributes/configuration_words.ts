/**
 * What settings are for, in words: fetched with the editor of settings, which alone shows them.
 * @module
 */
import type { SettingId } from "./configuration.ts";
import type { SettingWords } from "./types.ts";

export const configurationWords: Readonly<Record<SettingId, SettingWords>> = {
  "moodline.appearance.theme": {
    enumDescriptions: [
      "As the system says, with more contrast if it asks for that",
      "Light",
      "Dark",
      "High contrast, light",
      "High contrast, dark",
    ],
    description: "Colours of the workbench.",
  },
  "moodline.appearance.colourMap": {
    enumDescriptions: [
      "Viridis: from violet over green to yellow",
      "Cividis: from blue to yellow, the same to all kinds of colour vision",
      "Inferno: from black over red to pale yellow",
      "Grey: from black to white",
    ],
    description:
      "Colours of probabilities in maps and strips. Steps of all of them look equally large, and they can be read by colour-blind people and in grey.",
  },
  "moodline.library.sortBy": {
    enumDescriptions: [
      "Name",
      "Newest",
      "Longest",
      "Most corrected",
      "Most energetic",
      "Most positive",
      "Least certain",
    ],
    description: "The order of tracks in the list and in the side view.",
  },
  "moodline.review.annotator": {
    description: "The name that your corrections carry. Without one it is that of whoever runs the server.",
  },
  "moodline.review.blindFirst": {
    description: "Hide the prediction of every second until you have given your own answer for it.",
  },
  "moodline.review.autoplay": {
    description: "Play what comes next after Accept and Go to Next.",
  },
  "moodline.track.spectrogram": {
    description: "Show the spectrogram below the waveform.",
  },
  "moodline.track.compareAs": {
    enumDescriptions: ["Both versions side by side", "The first version and what the second lacks of it"],
    description: "How two versions of a timeline are compared.",
  },
  "moodline.track.lanes.entropy": {
    description: "Show how spread the maps are.",
  },
  "moodline.track.lanes.ignorance": {
    description: "Show what the model does not know: how much the members of its committee disagree.",
  },
  "moodline.track.lanes.annotators": {
    description: "Draw over the strips where each annotator put the mean.",
  },
  "moodline.track.lanes.versions": {
    description: "Draw the means of the model's and of the corrected maps over one another.",
  },
  "moodline.track.lanes.markers": {
    description: "Show the lane of markers when there are any.",
  },
  "moodline.track.meanLine": {
    description: "Draw the mean of the maps as a line over the strips.",
  },
  "moodline.track.pathLine": {
    description: "Draw the likeliest path through the whole track as a dashed line over the strips.",
  },
  "moodline.track.readingGuide": {
    description: "Say below the timeline how to read it.",
  },
  "moodline.workbench.restoreEditors": {
    description: "Open the editors of the last time when the workbench is opened.",
  },
};

/** By an id that is known to be one. */
export const wordsOfSetting = (id: string): SettingWords => configurationWords[id as SettingId];
