/**
 * PMEmo (Zhang et al. 2018, "The PMEmo dataset for music emotion recognition"): means twice a second from 15 s on, in
 * [0, 1], with deviations in a file of the same form beside them.
 * @module
 */
import { CsvTable } from "../csv_table.ts";
import type { ImportOptions, RatingScale } from "../import_options.ts";
import { writeTargetsCsv } from "../targets_csv.ts";
import { readMeanRows } from "./mean_rows.ts";
import { type MeanRow, meansToTargets } from "./means.ts";

/** The source, and what lies beside it. */
export const PMEMO_FILES = ["dynamic_annotations.csv", "dynamic_annotations_std.csv"] as const;

const SCALE: RatingScale = { low: 0, high: 1 };

/**
 * @param text of `dynamic_annotations.csv`; its companion `dynamic_annotations_std.csv` may be missing.
 * @returns a targets file, with the deviations that lie beside it, that are given, or EmoMusic's medians.
 * @throws SyntaxError or RangeError naming the line.
 */
export function convertPMEmo(text: string, options: ImportOptions = {}): string {
  const scale = options.scale ?? SCALE, pieces = readMeanRows(new CsvTable("PMEmo", text), scale);
  const deviations = options.companions?.[PMEMO_FILES[1]];
  if (deviations !== undefined) addDeviations(pieces, new CsvTable(PMEMO_FILES[1], deviations), scale);
  return writeTargetsCsv(meansToTargets(pieces, scale, options));
}

/** Find the deviations of every mean. */
function addDeviations(pieces: Map<string, MeanRow[]>, table: CsvTable, { low, high }: RatingScale): void {
  const spreads = readMeanRows(table, { low: 0, high: high - low });
  for (const [piece, rows] of pieces) {
    const there = new Map(spreads.get(piece)?.map((row) => [row.seconds, row]));
    for (const row of rows) {
      const spread = there.get(row.seconds);
      if (!spread) {
        table.fail(
          RangeError,
          "it must have the deviations of every mean",
          `piece ${piece} has none at ${row.seconds} s`,
        );
      }
      row.arousalDeviation = spread.arousal;
      row.valenceDeviation = spread.valence;
    }
  }
}
