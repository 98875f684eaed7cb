/**
 * A row a moment: `musicId,frameTime,Arousal(mean),Valence(mean)`, as PMEmo has it, and DEAM in one of its editions.
 * @module
 */
import type { CsvRow, CsvTable } from "../csv_table.ts";
import type { RatingScale } from "../import_options.ts";
import type { MeanRow } from "./means.ts";

/** Columns by what their names begin with, lower case. */
const COLUMNS = { piece: /^(music|song)_?id$/, time: /^frametime$/, arousal: /^arousal/, valence: /^valence/ };

/**
 * Means of each piece, or deviations of the same form, in the order in which pieces begin.
 * @param scale that all values must lie on.
 * @throws SyntaxError or RangeError naming the line.
 */
export function readMeanRows(table: CsvTable, scale: RatingScale): Map<string, MeanRow[]> {
  const at = positions(table), pieces = new Map<string, MeanRow[]>();
  table.requireRows("mean");
  for (const row of table.rows) {
    table.requireCells(row);
    const piece = table.text(row, at.piece);
    let rows = pieces.get(piece);
    if (!rows) pieces.set(piece, rows = []);
    const seconds = table.number(row, at.time), previous = rows.at(-1)?.seconds;
    rows.push({
      seconds: table.time(row, seconds, { name: at.time.name, previous, whose: "the piece's row before" }),
      arousal: onScale(table, row, at.arousal, scale),
      valence: onScale(table, row, at.valence, scale),
    });
  }
  return pieces;
}

function positions(table: CsvTable): Record<keyof typeof COLUMNS, { name: string; at: number }> {
  const find = (pattern: RegExp) => table.header.findIndex((name) => pattern.test(name.toLowerCase()));
  return Object.fromEntries(
    Object.entries(COLUMNS).map(([key, pattern]) => {
      const at = find(pattern);
      if (at < 0) {
        table.fail(
          SyntaxError,
          "the header must be musicId,frameTime,Arousal(mean),Valence(mean)",
          `current value is ${table.header.join(",").slice(0, 80)}`,
        );
      }
      return [key, { name: table.header[at], at }];
    }),
  ) as Record<keyof typeof COLUMNS, { name: string; at: number }>;
}

/** A rating that must lie on its scale. @throws RangeError */
export function onScale(
  table: CsvTable,
  row: CsvRow,
  column: { name: string; at: number },
  { low, high }: RatingScale,
): number {
  const value = table.number(row, column);
  if (value >= low && value <= high) return value;
  return table.fail(
    RangeError,
    `line ${row.line}: ${column.name} must be in [${low}, ${high}]`,
    `current value is ${value} (is it on another scale? say which with --scale LOW..HIGH)`,
  );
}
