/**
 * What can be learned from: annotators' own ratings, or means and deviations of them. The header says which.
 * @module
 */
import type { Track } from "../core/annotation/motion.ts";
import { groupByPiece, type RatingSeries } from "../core/annotation/series.ts";
import type { TargetSeries } from "../core/annotation/target_series.ts";
import { readAnnotationsCsv } from "./annotations_csv.ts";
import { isTargetsCsv, readTargetsCsv } from "./targets_csv.ts";

/** What is known of a piece: series, or targets. */
export interface RatedPiece {
  series: RatingSeries[];
  targets?: TargetSeries;
}

/**
 * Pieces of an annotations or a targets file ({@link isTargetsCsv}), in ascending order of their names.
 * @throws SyntaxError or RangeError as their readers do.
 */
export function readRatedCsv(text: string): Map<string, RatedPiece> {
  if (!isTargetsCsv(text)) {
    return new Map(Array.from(groupByPiece(readAnnotationsCsv(text)), ([piece, series]) => [piece, { series }]));
  }
  const targets = readTargetsCsv(text).sort((a, b) => a.piece < b.piece ? -1 : a.piece > b.piece ? 1 : 0);
  return new Map(targets.map((one) => [one.piece, { series: [], targets: one }]));
}

/** What moves in pieces: every annotator's ratings, or the means of them. */
export function ratedTracks(rated: ReadonlyMap<string, RatedPiece>): Track[] {
  return [...rated.values()].flatMap(({ series, targets }): Track[] => targets ? [targets] : series);
}
