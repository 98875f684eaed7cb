/**
 * A timeline for spreadsheets: one row a step. What it leaves out is the heatmap itself, so it cannot be read back.
 * @module
 */
import { cellToPoint } from "../core/emotion/grid.ts";
import { heatmapDeviation } from "../core/emotion/heatmap.ts";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import { csvLine, sixDecimals } from "./csv.ts";

/** The columns; `docs/formats/timeline.md` says what each means. */
export const TIMELINE_CSV_COLUMNS = [
  "startSeconds",
  "meanArousal",
  "meanValence",
  "sdArousal",
  "sdValence",
  "entropyNats",
  "pathArousal",
  "pathValence",
] as const;

/** A header and one row a step, numbers to six decimals. */
export function writeTimelineCsv(timeline: HeatmapTimeline): string {
  const rows = timeline.steps.map((step) => {
    const sd = heatmapDeviation(step.heatmap), path = cellToPoint(step.path);
    return csvLine(
      [
        step.startSeconds,
        step.mean.arousal,
        step.mean.valence,
        sd.arousal,
        sd.valence,
        step.entropyNats,
        path.arousal,
        path.valence,
      ].map(sixDecimals),
    );
  });
  return csvLine(TIMELINE_CSV_COLUMNS) + rows.join("");
}
