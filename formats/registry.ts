/**
 * What timelines can be written as, and what can be read: the names that `--format` and the export routes take.
 * @module
 */
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { MoodModel } from "../core/model/model.ts";
import { readAnnotationsCsv, writeAnnotationsCsv } from "./annotations_csv.ts";
import { convertDeam, DEAM_FILES } from "./corpora/deam.ts";
import { convertEmoMusic, EMOMUSIC_FILES } from "./corpora/emomusic.ts";
import { convertMoodSwings } from "./corpora/moodswings.ts";
import { convertPlainCsv } from "./corpora/plain_csv.ts";
import { convertPMEmo, PMEMO_FILES } from "./corpora/pmemo.ts";
import { convertVgmidi } from "./corpora/vgmidi.ts";
import { mapRowFigure } from "./figures/map_row_figure.ts";
import type { ImportOptionName, ImportOptions } from "./import_options.ts";
import { summarizeTimeline, writeSummaryCsv } from "./summary_csv.ts";
import { writeTimelineCsv } from "./timeline_csv.ts";
import { networkNotes } from "./tfjs_notes.ts";
import { writeTfjsLayers } from "./tfjs_layers.ts";
import { readTargetsCsv, writeTargetsCsv } from "./targets_csv.ts";
import { readTimelineJson, writeTimelineJson } from "./timeline_json.ts";

/** A way to write one timeline. */
export interface ExportFormat {
  name: string;
  /** For menus and `--help`. */
  title: string;
  /** Put behind the song's name, e.g. `.moodline.json`. */
  ending: string;
  mediaType: string;
  write(timeline: HeatmapTimeline): string;
}

/** A way to read a file and write it as Moodline's own format, checked and tidied. */
export interface ImportFormat {
  name: string;
  title: string;
  /** Put behind the name of the imported file. */
  ending: string;
  /** What it must or may be told; nothing by default. */
  options?: readonly ImportOptionName[];
  /** Names of the files that a folder of the source holds: the first is converted, the others are its companions. */
  files?: readonly string[];
  convert(text: string, options?: ImportOptions): string;
}

export const exportFormats: readonly ExportFormat[] = [
  {
    name: "timeline-json",
    title: "Moodline timeline: every heatmap",
    ending: ".moodline.json",
    mediaType: "application/json",
    write: writeTimelineJson,
  },
  {
    name: "csv",
    title: "spreadsheet, a row a step: means, deviations, entropy, path",
    ending: ".moodline.csv",
    mediaType: "text/csv; charset=utf-8",
    write: writeTimelineCsv,
  },
  {
    name: "summary-csv",
    title: "spreadsheet, one row for the song",
    ending: ".summary.csv",
    mediaType: "text/csv; charset=utf-8",
    write: (timeline) => writeSummaryCsv([summarizeTimeline(timeline)]),
  },
  {
    name: "svg-maps",
    title: "figure: a row of maps, evenly spaced over the song",
    ending: ".maps.svg",
    mediaType: "image/svg+xml",
    write: (timeline) => mapRowFigure(timeline),
  },
];

export const importFormats: readonly ImportFormat[] = [
  {
    name: "timeline-json",
    title: "Moodline timeline: checked, written in canonical form",
    ending: ".moodline.json",
    convert: (text) => writeTimelineJson(readTimelineJson(text)),
  },
  {
    name: "annotations-csv",
    title: "annotators' ratings: checked, grouped by annotator",
    ending: ".annotations.csv",
    convert: (text) => writeAnnotationsCsv(readAnnotationsCsv(text)),
  },
  {
    name: "targets-csv",
    title: "means and deviations of ratings: checked, all columns written",
    ending: ".targets.csv",
    convert: (text) => writeTargetsCsv(readTargetsCsv(text)),
  },
  {
    name: "plain-csv",
    title: "ratings or means in CSV of any layout; needs --scale",
    ending: ".plain.csv",
    options: ["scale", "deviation", "columns"],
    convert: convertPlainCsv,
  },
  {
    name: "deam",
    title: "DEAM: a row a moment, or the folder of arousal.csv and valence.csv",
    ending: ".deam.targets.csv",
    options: ["scale", "deviation"],
    files: DEAM_FILES,
    convert: convertDeam,
  },
  {
    name: "emomusic",
    title: "EmoMusic: the folder of its four continuous tables",
    ending: ".emomusic.targets.csv",
    files: EMOMUSIC_FILES,
    convert: convertEmoMusic,
  },
  {
    name: "pmemo",
    title: "PMEmo: dynamic_annotations.csv or its folder",
    ending: ".pmemo.targets.csv",
    options: ["scale", "deviation"],
    files: PMEMO_FILES,
    convert: convertPMEmo,
  },
  {
    name: "vgmidi",
    title: "VGMIDI: raw JSON of the annotators' ratings",
    ending: ".vgmidi.annotations.csv",
    convert: convertVgmidi,
  },
  {
    name: "moodswings",
    title:
      "MoodSwings Turk: columns clip, worker, second, arousal, valence;\nneeds --scale (unverified: no file of it was seen)",
    ending: ".moodswings.annotations.csv",
    options: ["scale", "columns"],
    convert: convertMoodSwings,
  },
];

/** A way to write a model, or a part of it, as files in a folder. */
export interface ModelFormat {
  name: string;
  title: string;
  /** Contents by file name. */
  write(model: MoodModel): Record<string, Uint8Array<ArrayBuffer>>;
}

export const modelFormats: readonly ModelFormat[] = [
  {
    name: "tfjs",
    title: "TensorFlow.js LayersModel of a model's network, a folder",
    write(model) {
      const { dbn } = model.listener.ear;
      if (dbn) return writeTfjsLayers(dbn, networkNotes(model));
      throw new RangeError(
        `Cannot export the network: the model must have one, current value of its recipe is ${model.recipe.name}`,
      );
    },
  },
];

/**
 * The format of a name.
 * @throws RangeError that lists the names there are.
 */
export function findFormat<F extends { name: string }>(formats: readonly F[], name: string): F {
  const found = formats.find((format) => format.name === name);
  if (found) return found;
  const names = formats.map((format) => format.name).join(", ");
  throw new RangeError(`Cannot find the format: it must be one of ${names}, current value is ${JSON.stringify(name)}`);
}
