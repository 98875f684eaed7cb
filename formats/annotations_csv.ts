/**
 * The annotations file: `piece,annotator,time_s,arousal,valence` ⇄ {@link RatingSeries}. `docs/formats/annotations.md`.
 * @module
 */
import { type CsvError, parse } from "csv-parse/sync";
import type { RatingSeries } from "../core/annotation/series.ts";
import { csvLine, unguardFormula } from "./csv.ts";

const COLUMNS = ["piece", "annotator", "time_s", "arousal", "valence"] as const;
type Column = typeof COLUMNS[number];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

interface Row {
  /** Line of the file on which the row ends, from 1. */
  line: number;
  cells: string[];
}
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
  const [header, ...rows] = parseRows(text);
  if (header === undefined) fail(SyntaxError, "it must begin with a header", "the file is empty");
  const at = findColumns(header.cells);
  if (rows.length === 0) fail(SyntaxError, "it must have at least one rating", "there is only a header");
  const open = new Map<
    string,
    { piece: string; annotator: string; times: number[]; arousal: number[]; valence: number[] }
  >();
  for (const row of rows) {
    assertCellCount(row, header.cells.length);
    const piece = name(row, "piece", at), annotator = name(row, "annotator", at);
    const key = JSON.stringify([piece, annotator]);
    let series = open.get(key);
    if (!series) open.set(key, series = { piece, annotator, times: [], arousal: [], valence: [] });
    series.times.push(time(row, at, series.times.at(-1)));
    series.arousal.push(rating(row, "arousal", at, rows));
    series.valence.push(rating(row, "valence", at, rows));
  }
  return Array.from(open.values(), (series) => ({
    ...series,
    times: Float64Array.from(series.times),
    arousal: Float64Array.from(series.arousal),
    valence: Float64Array.from(series.valence),
  }));
}

function parseRows(text: string): Row[] {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true } as const;
    // The types do not know what `info` does to the result.
    const records = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (cause) {
    const { lines, message } = cause as CsvError & { lines?: number };
    throw new SyntaxError(`Cannot read the annotations: ${lines ? `line ${lines}: ` : ""}it must be CSV (${message})`);
  }
}

function findColumns(header: string[]): Positions {
  const names = header.map((cell) => cell.toLowerCase());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    const found = header.join(",").slice(0, 80);
    fail(SyntaxError, `the header must be ${COLUMNS.join(",")}`, `current value is ${found}${guessHeader(header)}`);
  }
  return Object.fromEntries(COLUMNS.map((column) => [column, names.indexOf(column)])) as Positions;
}

function guessHeader(header: string[]): string {
  if (header.length === 1 && header[0].includes(";")) return " (are the columns separated by semicolons?)";
  if (header.length === 1 && header[0].includes("\t")) return " (are the columns separated by tabs?)";
  return header.slice(2).some((cell) => NUMBER.test(cell)) ? " (is the header missing?)" : "";
}

function assertCellCount({ line, cells }: Row, expected: number): void {
  if (cells.length === expected) return;
  const guess = cells.length > expected ? " (are there decimal commas? write 0.5, not 0,5)" : "";
  fail(SyntaxError, `line ${line}: it must have ${expected} cells`, `current value is ${cells.length}${guess}`);
}

function name({ line, cells }: Row, column: "piece" | "annotator", at: Positions): string {
  const value = unguardFormula(cells[at[column]]);
  if (value === "") {
    fail(SyntaxError, `line ${line}: ${column} must not be empty`, "there is nothing between the commas");
  }
  return value;
}

function number({ line, cells }: Row, column: Column, at: Positions): number {
  const cell = cells[at[column]];
  if (NUMBER.test(cell)) return Number(cell);
  let guess = "";
  if (/^[+-]?\d*,\d+$/.test(cell)) guess = " (a decimal comma? write a point)";
  else if (cell === "") guess = " (is the value missing?)";
  else if (NUMBER.test(cells[at.piece])) guess = ` (are piece and ${column} swapped?)`;
  return fail(
    SyntaxError,
    `line ${line}: ${column} must be a number`,
    `current value is ${JSON.stringify(cell)}${guess}`,
  );
}

function time(row: Row, at: Positions, previous: number | undefined): number {
  const value = number(row, "time_s", at);
  if (!(value >= 0 && value < Infinity)) {
    fail(RangeError, `line ${row.line}: time_s must be ≥ 0`, `current value is ${value}`);
  }
  if (previous !== undefined && value <= previous) {
    const guess = value === previous ? "is the row there twice?" : "are the rows out of order?";
    fail(
      RangeError,
      `line ${row.line}: time_s must be later than the annotator's rating before, ${previous}`,
      `current value is ${value} (${guess})`,
    );
  }
  return value;
}

function rating(row: Row, column: "arousal" | "valence", at: Positions, rows: Row[]): number {
  const value = number(row, column, at);
  if (value >= -1 && value <= 1) return value;
  const statement = `line ${row.line}: ${column} must be in [-1, 1]`;
  return fail(RangeError, statement, `current value is ${value}${guessScale(column, at, rows)}`);
}

/** Looks at the whole column: one value of 5 could be anything. */
function guessScale(column: Column, at: Positions, rows: Row[]): string {
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

function fail(Kind: ErrorConstructor, statement: string, found: string): never {
  throw new Kind(`Cannot read the annotations: ${statement}, ${found}`);
}
