/**
 * What can be set, with the value it has until it is.
 * @module
 */
import type { SettingSchema } from "./types.ts";

export const properties = {
  "moodline.appearance.theme": {
    type: "string",
    default: "system",
    enum: ["system", "light", "dark", "hcLight", "hcDark"],
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
    type: "string",
    default: "viridis",
    enum: ["viridis", "cividis", "inferno", "grey"],
    enumDescriptions: [
      "Viridis: from violet over green to yellow",
      "Cividis: from blue to yellow, the same to all kinds of colour vision",
      "Inferno: from black over red to pale yellow",
      "Grey: from black to white",
    ],
    description:
      "Colours of probabilities in maps and strips. Steps of all of them look equally large, and they can be read by colour-blind people and in grey.",
  },
  "moodline.appearance.reduceMotion": {
    type: "string",
    default: "system",
    enum: ["system", "on", "off"],
    enumDescriptions: ["As the system says", "Nothing glides or fades", "Things may glide and fade"],
    description: "Whether the workbench moves less.",
  },
  "moodline.library.sortBy": {
    type: "string",
    default: "added",
    enum: ["name", "added", "duration", "corrections", "arousal", "valence", "entropyNats"],
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
    type: "string",
    default: "",
    maxLength: 100,
    description: "The name that your corrections carry. Without one it is that of whoever runs the server.",
  },
  "moodline.review.blindFirst": {
    type: "boolean",
    default: false,
    description: "Hide the prediction of every second until you have given your own answer for it.",
  },
  "moodline.review.autoplay": {
    type: "boolean",
    default: false,
    description: "Play what comes next after Accept and Go to Next.",
  },
  "moodline.track.spectrogram": {
    type: "boolean",
    default: true,
    description: "Show the spectrogram below the waveform.",
  },
  "moodline.track.compareAs": {
    type: "string",
    default: "sides",
    enum: ["sides", "difference"],
    enumDescriptions: ["Both versions side by side", "The first version and what the second lacks of it"],
    description: "How two versions of a timeline are compared.",
  },
  "moodline.track.lanes.entropy": {
    type: "boolean",
    default: true,
    description: "Show how spread the maps are.",
  },
  "moodline.track.lanes.ignorance": {
    type: "boolean",
    default: false,
    description: "Show what the model does not know: how much the members of its committee disagree.",
  },
  "moodline.track.lanes.annotators": {
    type: "boolean",
    default: false,
    description: "Draw over the strips where each annotator put the mean.",
  },
  "moodline.track.lanes.versions": {
    type: "boolean",
    default: false,
    description: "Draw the means of the model's and of the corrected maps over one another.",
  },
  "moodline.track.lanes.markers": {
    type: "boolean",
    default: true,
    description: "Show the lane of markers when there are any.",
  },
  "moodline.track.meanLine": {
    type: "boolean",
    default: true,
    description: "Draw the mean of the maps as a line over the strips.",
  },
  "moodline.track.pathLine": {
    type: "boolean",
    default: false,
    description: "Draw the likeliest path through the whole track as a dashed line over the strips.",
  },
  "moodline.track.readingGuide": {
    type: "boolean",
    default: true,
    description: "Say below the timeline how to read it.",
  },
  "moodline.workbench.restoreEditors": {
    type: "boolean",
    default: true,
    description: "Open the editors of the last time when the workbench is opened.",
  },
} as const satisfies Record<string, SettingSchema>;

type Properties = typeof properties;
export type SettingId = keyof Properties;

/** The value of a setting, by its id. */
export type SettingValue<Id extends SettingId> = Properties[Id] extends { enum: readonly (infer Choice)[] } ? Choice
  : Properties[Id] extends { type: "boolean" } ? boolean
  : string;
