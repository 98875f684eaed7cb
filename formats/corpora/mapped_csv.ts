/**
 * CSV of any layout: columns are found by name, or named by the user.
 * @module
 */
import { isAudioName } from "../../core/audio_endings.ts";
import type { RatingSeries } from "../../core/annotation/series.ts";
import { ratingToCoordinate } from "../../core/units.ts";
import { writeAnnotationsCsv } from "../annotations_csv.ts";
import { type CsvRow, CsvTable, type Delimiter } from "../csv_table.ts";
import type { ImportOptions, RatingScale } from "../import_options.ts";
import { writeTargetsCsv } from "../targets_csv.ts";
import { onScale } from "./mean_rows.ts";
import { type MeanRow, meansToTargets } from "./means.ts";
import { requireScale } from "./require_scale.ts";

/** Our names of columns. */
export const MAPPED_COLUMNS = [
  "piece",
  "annotator",
  "time_s",
  "arousal",
  "valence",
  "arousal_sd",
  "valence_sd",
] as const;
export type MappedColumn = typeof MAPPED_COLUMNS[number];

/** Names by which each of our columns is known, in lower case, letters and digits only. */
export type ColumnNames = Partial<Record<MappedColumn, readonly string[]>>;

/** Where columns stand. */
type Columns = Partial<Record<MappedColumn, { name: string; at: number }>>;

/**
 * Read a CSV whose columns are found by `names`, or by `options.columns` where that has them.
 * - Columns are separated by what is most frequent in the header of comma, semicolon, tab and bar. Where that is not the
 *   comma, commas are decimal.
 * - Times are seconds, or milliseconds if the column's name ends in ms, msec or milliseconds.
 * - The scale is never guessed: `options.scale` must name it.
 * - With a column of annotators the result is an annotations file; without, but with deviations, a targets file.
 * - Rows may be in any order. Rows without arousal or valence are left out, and told of; endings of audio files are taken
 *   off the pieces' names.
 * @param what begins every error.
 * @throws SyntaxError or RangeError naming the column or line.
 */
export function convertMappedCsv(what: string, text: string, names: ColumnNames, options: ImportOptions): string {
  const table = new CsvTable(what, text, findDelimiter(text)),
    columns = findColumns(table, names, options.columns ?? {});
  table.requireRows("rating");
  const axes = ratingColumns(table, columns), scale = requireScale(table, axes, options.scale);
  const rows = ratedRows(table, axes, options);
  if (columns.annotator) return writeAnnotationsCsv(readSeries(table, rows, columns, scale));
  if (!(columns.arousal_sd && columns.valence_sd) && !options.deviation) {
    table.fail(
      SyntaxError,
      "it must be told who rated (--columns annotator=NAME), or how far raters differ " +
        "(--columns arousal_sd=NAME,valence_sd=NAME or --deviation NUMBER) where the values are means",
      `current header is ${table.header.join(table.delimiter).slice(0, 80)}`,
    );
  }
  return writeTargetsCsv(meansToTargets(readMeans(table, rows, columns, scale), scale, options));
}

/** What occurs most often in the first line, outside of quotes; the comma, if nothing does. */
export function findDelimiter(text: string): Delimiter {
  const [header = ""] = /^.*$/m.exec(text.trimStart()) ?? [], bare = header.replace(/"[^"]*"/g, "");
  const count = (delimiter: Delimiter) => bare.split(delimiter).length;
  return ([",", ";", "\t", "|"] as const).reduce((best, one) => count(one) > count(best) ? one : best);
}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

function findColumns(table: CsvTable, names: ColumnNames, chosen: Record<string, string>): Columns {
  const { header } = table, columns: Columns = {};
  for (const ours of MAPPED_COLUMNS) {
    const wanted = chosen[ours];
    const found = header.flatMap((name, at) =>
      (wanted === undefined ? names[ours]?.includes(plain(name)) : name === wanted) ? [{ name, at }] : []
    );
    if (found.length > 1) {
      const list = found.map(({ name }) => name).join(", ");
      table.fail(
        SyntaxError,
        `one column must be ${ours}`,
        `current ones are ${list} (say which: --columns ${ours}=NAME)`,
      );
    }
    if (wanted !== undefined && found.length === 0) {
      table.fail(
        SyntaxError,
        `there must be a column ${wanted}`,
        `current ones are ${header.join(", ").slice(0, 120)}`,
      );
    }
    if (found.length === 1) columns[ours] = found[0];
  }
  return columns;
}

/** A column that must be there. */
function column(table: CsvTable, columns: Columns, ours: MappedColumn): { name: string; at: number } {
  return columns[ours] ?? table.fail(
    SyntaxError,
    `a column must be ${ours}`,
    `current ones are ${table.header.join(", ").slice(0, 120)} (say which: --columns ${ours}=NAME)`,
  );
}

interface Axes {
  arousal: { name: string; at: number };
  valence: { name: string; at: number };
}

function ratingColumns(table: CsvTable, columns: Columns): Axes {
  column(table, columns, "piece");
  column(table, columns, "time_s");
  return { arousal: column(table, columns, "arousal"), valence: column(table, columns, "valence") };
}

const MISSING = /^(|nan?|null|none|-)$/i;

/** Rows that rate both axes. */
function ratedRows(table: CsvTable, { arousal, valence }: Axes, { note }: ImportOptions): CsvRow[] {
  table.rows.forEach((row) => table.requireCells(row));
  const rated = table.rows.filter(({ cells }) => !MISSING.test(cells[arousal.at]) && !MISSING.test(cells[valence.at]));
  const left = table.rows.length - rated.length;
  if (rated.length === 0) table.fail(SyntaxError, "a row must have both arousal and valence", "there is none");
  if (left > 0) note?.(`${left} of ${table.rows.length} rows have no arousal or no valence and are left out`);
  return rated;
}

/** Time in seconds, piece without an audio ending. */
function placeOf(table: CsvTable, row: CsvRow, columns: Columns): { piece: string; seconds: number } {
  const time = columns.time_s!, value = table.number(row, time);
  const seconds = /(ms|msec|milliseconds?)$/.test(plain(time.name)) ? value / 1000 : value;
  const name = table.text(row, columns.piece!);
  return { piece: isAudioName(name) ? name.slice(0, name.lastIndexOf(".")) : name, seconds };
}

/** Rows of one key in order of time, keys in the order in which they begin. */
function grouped<T extends { seconds: number }>(
  table: CsvTable,
  rows: readonly CsvRow[],
  read: (row: CsvRow) => T & { key: string },
): Map<string, T[]> {
  const items = rows.map((row) => ({ row, item: read(row) })), groups = Map.groupBy(items, ({ item }) => item.key);
  return new Map(Array.from(groups, ([key, group]) => {
    group.sort((a, b) => a.item.seconds - b.item.seconds);
    let previous: number | undefined;
    for (const { row, item } of group) {
      previous = table.time(row, item.seconds, { name: "time_s", previous, whose: "the rating before" });
    }
    return [key, group.map(({ item }) => item)];
  }));
}

function readSeries(table: CsvTable, rows: readonly CsvRow[], columns: Columns, scale: RatingScale): RatingSeries[] {
  const groups = grouped(table, rows, (row) => {
    const { piece, seconds } = placeOf(table, row, columns), annotator = table.text(row, columns.annotator!);
    const value = (axis: "arousal" | "valence") =>
      ratingToCoordinate(onScale(table, row, columns[axis]!, scale), scale);
    const rating = { piece, annotator, seconds, arousal: value("arousal"), valence: value("valence") };
    return { ...rating, key: JSON.stringify([piece, annotator]) };
  });
  return Array.from(groups.values(), (ratings) => ({
    piece: ratings[0].piece,
    annotator: ratings[0].annotator,
    times: Float64Array.from(ratings, ({ seconds }) => seconds),
    arousal: Float64Array.from(ratings, ({ arousal }) => arousal),
    valence: Float64Array.from(ratings, ({ valence }) => valence),
  }));
}

function readMeans(
  table: CsvTable,
  rows: readonly CsvRow[],
  columns: Columns,
  scale: RatingScale,
): Map<string, MeanRow[]> {
  const spread = (row: CsvRow, ours: "arousal_sd" | "valence_sd") =>
    columns[ours] && onScale(table, row, columns[ours], { low: 0, high: scale.high - scale.low });
  return grouped(table, rows, (row) => {
    const { piece, seconds } = placeOf(table, row, columns);
    return {
      key: piece,
      seconds,
      arousal: onScale(table, row, columns.arousal!, scale),
      valence: onScale(table, row, columns.valence!, scale),
      arousalDeviation: spread(row, "arousal_sd"),
      valenceDeviation: spread(row, "valence_sd"),
    };
  });
}
