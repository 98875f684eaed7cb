/**
 * The annotations file: `piece,annotator,time_s,arousal,valence` ⇄ {@link RatingSeries}. `docs/formats/annotations.md`.
 * @module
 */
import type { RatingSeries } from "../core/annotation/series.ts";
import { csvLine } from "./csv.ts";
import { columnPositions, type CsvRow, CsvTable, NUMBER } from "./csv_table.ts";

const COLUMNS = ["piece", "annotator", "time_s", "arousal", "valence"] as const;
type Column = typeof COLUMNS[number];
/** Where each column stands in a row. */
type Positions = Record<Column, number>;

/** The series as text, in their order, one row a rating; numbers come back exactly. */
export function writeAnnotationsCsv(series: readonly RatingSeries[]): string {
  const lines = [csvLine(COLUMNS)];
  for (const { piece, annotator, times, arousal, valence } of series) {
    for (let i = 0; i < times.length; i++) lines.push(csvLine([piece, annotator, times[i], arousal[i], valence[i]]));
  }
  return lines.join("");
}

/**
 * The series in a text, in the order in which they begin. Columns may stand in any order and others beside them; a
 * byte-order mark, CRLF and blank lines do no harm. Cost O(rows).
 * @throws SyntaxError or RangeError naming the line, with a guess at the mistake.
 */
export function readAnnotationsCsv(text: string): RatingSeries[] {
  const table = new CsvTable("the annotations", text), at = findColumns(table);
  table.requireRows("rating");
  const open = new Map<
    string,
    { piece: string; annotator: string; times: number[]; arousal: number[]; valence: number[] }
  >();
  for (const row of table.rows) {
    table.requireCells(row);
    const piece = table.text(row, { name: "piece", at: at.piece });
    const annotator = table.text(row, { name: "annotator", at: at.annotator });
    const key = JSON.stringify([piece, annotator]);
    let series = open.get(key);
    if (!series) open.set(key, series = { piece, annotator, times: [], arousal: [], valence: [] });
    const previous = series.times.at(-1), whose = "the annotator's rating before";
    series.times.push(table.time(row, number(table, row, "time_s", at), { name: "time_s", previous, whose }));
    series.arousal.push(rating(table, row, "arousal", at));
    series.valence.push(rating(table, row, "valence", at));
  }
  return Array.from(open.values(), (series) => ({
    ...series,
    times: Float64Array.from(series.times),
    arousal: Float64Array.from(series.arousal),
    valence: Float64Array.from(series.valence),
  }));
}

function findColumns(table: CsvTable): Positions {
  const { header } = table, at = columnPositions(header, COLUMNS);
  if (COLUMNS.some((column) => at[column] < 0)) {
    const found = header.join(",").slice(0, 80);
    table.fail(
      SyntaxError,
      `the header must be ${COLUMNS.join(",")}`,
      `current value is ${found}${guessHeader(header)}`,
    );
  }
  return at;
}

function guessHeader(header: string[]): string {
  if (header.length === 1 && header[0].includes(";")) return " (are the columns separated by semicolons?)";
  if (header.length === 1 && header[0].includes("\t")) return " (are the columns separated by tabs?)";
  return header.slice(2).some((cell) => NUMBER.test(cell)) ? " (is the header missing?)" : "";
}

function number(table: CsvTable, row: CsvRow, column: Column, at: Positions): number {
  const swapped = () => NUMBER.test(row.cells[at.piece]) ? ` (are piece and ${column} swapped?)` : "";
  return table.number(row, { name: column, at: at[column] }, swapped);
}

function rating(table: CsvTable, row: CsvRow, column: "arousal" | "valence", at: Positions): number {
  const value = number(table, row, column, at);
  if (value >= -1 && value <= 1) return value;
  const statement = `line ${row.line}: ${column} must be in [-1, 1]`;
  return table.fail(RangeError, statement, `current value is ${value}${guessScale(column, at, table.rows)}`);
}

/** Looks at the whole column: one value of 5 could be anything. */
function guessScale(column: Column, at: Positions, rows: readonly CsvRow[]): string {
  const valuesOf = (one: Column) => rows.map((row) => Number(row.cells[at[one]])).filter(Number.isFinite);
  const times = valuesOf("time_s");
  if (times.some((time) => time !== 0) && times.every((time) => Math.abs(time) <= 1)) {
    return ` (are time_s and ${column} swapped?)`;
  }
  const values = valuesOf(column);
  const low = values.reduce((a, b) => Math.min(a, b), Infinity),
    high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (low >= 1 && high <= 9) return " (is this on a 1–9 scale? x / 4 - 1.25 brings it to [-1, 1])";
  return low >= -100 && high <= 100 && high > 9 ? " (is this in percent?)" : "";
}
