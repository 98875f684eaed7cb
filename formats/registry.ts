/**
 * What timelines can be written as, and what can be read: the names that `--format` and the export routes take.
 * @module
 */
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import type { MoodModel } from "../core/model/model.ts";
import { readAnnotationsCsv, writeAnnotationsCsv } from "./annotations_csv.ts";
import { summarizeTimeline, writeSummaryCsv } from "./summary_csv.ts";
import { writeTimelineCsv } from "./timeline_csv.ts";
import { networkNotes } from "./tfjs_notes.ts";
import { writeTfjsLayers } from "./tfjs_layers.ts";
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
  convert(text: string): string;
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
