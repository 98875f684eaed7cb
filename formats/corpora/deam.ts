/**
 * DEAM (Aljanaki, Yang & Soleymani 2017, "Developing a benchmark for emotional analysis of music"): means twice a second
 * from 15 s on, in one of two editions.
 * @module
 */
import { CsvTable } from "../csv_table.ts";
import type { ImportOptions, RatingScale } from "../import_options.ts";
import { writeTargetsCsv } from "../targets_csv.ts";
import { readMeanRows } from "./mean_rows.ts";
import { companion, isMeanTable, joinTables, readMeanTable } from "./mean_table.ts";
import { meansToTargets } from "./means.ts";

/** The corpus' own edition: a file an axis. */
export const DEAM_FILES = ["arousal.csv", "valence.csv"] as const;

/** `musicId,frameTime,Arousal(mean),Valence(mean)`: scaled, original = 2x - 1. */
const ROWS_SCALE: RatingScale = { low: 0, high: 1 };
/** `song_id,sample_15000ms,…` */
const TABLE_SCALE: RatingScale = { low: -1, high: 1 };

/**
 * @param text a row a moment, on [0, 1]; or a row a song, on [-1, 1], with `valence.csv` beside it. `scale` sets others.
 * @returns a targets file, with the deviations that are given or EmoMusic's medians.
 * @throws SyntaxError or RangeError naming the line.
 */
export function convertDeam(text: string, options: ImportOptions = {}): string {
  if (!isMeanTable(text)) {
    const scale = options.scale ?? ROWS_SCALE;
    return writeTargetsCsv(meansToTargets(readMeanRows(new CsvTable("DEAM", text), scale), scale, options));
  }
  const scale = options.scale ?? TABLE_SCALE;
  const [arousal, valence] = DEAM_FILES.map((name, i) => ({
    name,
    songs: readMeanTable(name, i === 0 ? text : companion(options.companions, name), scale),
  }));
  return writeTargetsCsv(meansToTargets(joinTables({ arousal, valence }), scale, options));
}
