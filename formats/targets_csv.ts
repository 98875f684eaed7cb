/**
 * The targets file: `piece,time_s,arousal,valence,arousal_sd,valence_sd,correlation,raters` ⇄ {@link TargetSeries}.
 * `docs/formats/targets.md`.
 * @module
 */
import { type TargetSeries, USUAL_RATERS } from "../core/annotation/target_series.ts";
import { csvLine } from "./csv.ts";
import { columnPositions, type CsvRow, CsvTable } from "./csv_table.ts";

const REQUIRED = ["piece", "time_s", "arousal", "valence", "arousal_sd", "valence_sd"] as const;
/** May be missing, and their cells may be empty. */
const OPTIONAL = ["correlation", "raters"] as const;
export const TARGETS_CSV_COLUMNS = [...REQUIRED, ...OPTIONAL] as const;
type NumberColumn = Exclude<typeof TARGETS_CSV_COLUMNS[number], "piece">;

/** More than there are people to ask; sums of them over any number of rows stay finite. */
const MOST_RATERS = 1e9;

const RANGES: Record<Exclude<NumberColumn, "time_s">, { low: number; high: number; text: string }> = {
  arousal: { low: -1, high: 1, text: "in [-1, 1]" },
  valence: { low: -1, high: 1, text: "in [-1, 1]" },
  arousal_sd: { low: 0, high: 2, text: "in [0, 2]" },
  valence_sd: { low: 0, high: 2, text: "in [0, 2]" },
  correlation: { low: -1, high: 1, text: "in [-1, 1]" },
  raters: { low: Number.MIN_VALUE, high: MOST_RATERS, text: `> 0 and at most ${MOST_RATERS}` },
};

/**
 * Whether a text is a targets file and no annotations file: its header names a deviation, and no annotator.
 */
export function isTargetsCsv(text: string): boolean {
  const [header] = /\S.*/.exec(text) ?? [""], names = header.toLowerCase().split(/[^a-z_]+/);
  return (names.includes("arousal_sd") || names.includes("valence_sd")) && !names.includes("annotator");
}

/** The targets as text, in their order, one row each; numbers come back exactly. */
export function writeTargetsCsv(targets: readonly TargetSeries[]): string {
  const lines = [csvLine(TARGETS_CSV_COLUMNS)];
  for (const { piece, ...columns } of targets) {
    const { times, arousal, valence, arousalDeviation, valenceDeviation, correlation, raters } = columns;
    for (let i = 0; i < times.length; i++) {
      const row = [times, arousal, valence, arousalDeviation, valenceDeviation, correlation, raters];
      lines.push(csvLine([piece, ...row.map((column) => column[i])]));
    }
  }
  return lines.join("");
}

/**
 * The targets in a text, in the order in which the pieces begin. Columns may stand in any order and others beside them;
 * `correlation` is 0 and `raters` {@link USUAL_RATERS} where they are missing or empty. Cost O(rows).
 * @throws SyntaxError or RangeError naming the line, with a guess at the mistake.
 */
export function readTargetsCsv(text: string): TargetSeries[] {
  const table = new CsvTable("the targets", text), at = columnPositions(table.header, TARGETS_CSV_COLUMNS);
  if (REQUIRED.some((column) => at[column] < 0)) {
    const found = table.header.join(",").slice(0, 80);
    table.fail(SyntaxError, `the header must be ${REQUIRED.join(",")}`, `current value is ${found}`);
  }
  table.requireRows("target");
  const open = new Map<string, Record<NumberColumn, number[]>>();
  for (const row of table.rows) {
    table.requireCells(row);
    const piece = table.text(row, { name: "piece", at: at.piece });
    let columns = open.get(piece);
    if (!columns) open.set(piece, columns = emptyColumns());
    const seconds = table.number(row, { name: "time_s", at: at.time_s });
    const previous = columns.time_s.at(-1);
    columns.time_s.push(table.time(row, seconds, { name: "time_s", previous, whose: "the piece's target before" }));
    for (const name of Object.keys(RANGES) as (keyof typeof RANGES)[]) {
      columns[name].push(value(table, row, { name, at: at[name] }));
    }
  }
  return Array.from(open, ([piece, columns]) => ({
    piece,
    times: Float64Array.from(columns.time_s),
    arousal: Float64Array.from(columns.arousal),
    valence: Float64Array.from(columns.valence),
    arousalDeviation: Float64Array.from(columns.arousal_sd),
    valenceDeviation: Float64Array.from(columns.valence_sd),
    correlation: Float64Array.from(columns.correlation),
    raters: Float64Array.from(columns.raters),
  }));
}

function emptyColumns(): Record<NumberColumn, number[]> {
  return { time_s: [], arousal: [], valence: [], arousal_sd: [], valence_sd: [], correlation: [], raters: [] };
}

function value(table: CsvTable, row: CsvRow, column: { name: keyof typeof RANGES; at: number }): number {
  const { name, at } = column;
  if ((name === "correlation" || name === "raters") && (at < 0 || row.cells[at] === "")) {
    return name === "raters" ? USUAL_RATERS : 0;
  }
  const number = table.number(row, column), { low, high, text } = RANGES[name];
  if (number >= low && number <= high) return number;
  const guess = name === "arousal" || name === "valence" || name.endsWith("_sd") ? " (is it on another scale?)" : "";
  return table.fail(RangeError, `line ${row.line}: ${name} must be ${text}`, `current value is ${number}${guess}`);
}
