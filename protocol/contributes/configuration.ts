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
  },
  "moodline.appearance.colourMap": {
    type: "string",
    default: "viridis",
    enum: ["viridis", "cividis", "inferno", "grey"],
  },
  "moodline.library.sortBy": {
    type: "string",
    default: "added",
    enum: ["name", "added", "duration", "corrections", "arousal", "valence", "entropyNats"],
  },
  "moodline.review.annotator": {
    type: "string",
    default: "",
    maxLength: 100,
  },
  "moodline.review.blindFirst": {
    type: "boolean",
    default: false,
  },
  "moodline.review.autoplay": {
    type: "boolean",
    default: false,
  },
  "moodline.track.spectrogram": {
    type: "boolean",
    default: true,
  },
  "moodline.track.compareAs": {
    type: "string",
    default: "sides",
    enum: ["sides", "difference"],
  },
  "moodline.track.lanes.entropy": {
    type: "boolean",
    default: true,
  },
  "moodline.track.lanes.ignorance": {
    type: "boolean",
    default: false,
  },
  "moodline.track.lanes.annotators": {
    type: "boolean",
    default: false,
  },
  "moodline.track.lanes.versions": {
    type: "boolean",
    default: false,
  },
  "moodline.track.lanes.markers": {
    type: "boolean",
    default: true,
  },
  "moodline.track.meanLine": {
    type: "boolean",
    default: true,
  },
  "moodline.track.pathLine": {
    type: "boolean",
    default: false,
  },
  "moodline.track.readingGuide": {
    type: "boolean",
    default: true,
  },
  "moodline.workbench.restoreEditors": {
    type: "boolean",
    default: true,
  },
} as const satisfies Record<string, SettingSchema>;

type Properties = typeof properties;
export type SettingId = keyof Properties;

/** The value of a setting, by its id. */
export type SettingValue<Id extends SettingId> = Properties[Id] extends { enum: readonly (infer Choice)[] } ? Choice
  : Properties[Id] extends { type: "boolean" } ? boolean
  : string;
