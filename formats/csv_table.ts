/**
 * Tables in CSV, read row by row with errors that name the line.
 * @module
 */
import { type CsvError, parse } from "csv-parse/sync";
import { unguardFormula } from "./csv.ts";

export const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Eleven days: no piece of music is longer, and memory is taken by the second. */
const LATEST_SECONDS = 1e6;
/** What separates columns where a file is not of our own. */
export type Delimiter = "," | ";" | "\t" | "|";

export interface CsvRow {
  /** Line of the file on which the row ends, from 1. */
  line: number;
  cells: string[];
}

/** A header and rows. A byte-order mark, CRLF and blank lines do no harm. */
export class CsvTable {
  readonly header: string[];
  readonly rows: CsvRow[];

  /**
   * @param what begins every error: `Cannot read <what>`.
   * @throws SyntaxError if the text is empty or no CSV.
   */
  constructor(readonly what: string, text: string, readonly delimiter: Delimiter = ",") {
    const [header, ...rows] = this.parseRows(text);
    if (header === undefined) this.fail(SyntaxError, "it must begin with a header", "the file is empty");
    this.header = header.cells;
    this.rows = rows;
  }

  private parseRows(text: string): CsvRow[] {
    try {
      const options = {
        ...{ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true } as const,
        delimiter: this.delimiter,
      };
      // The types do not know what `info` does to the result.
      const records = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[];
      return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
    } catch (cause) {
      const { lines, message } = cause as CsvError & { lines?: number };
      throw new SyntaxError(`Cannot read ${this.what}: ${lines ? `line ${lines}: ` : ""}it must be CSV (${message})`);
    }
  }

  /** @throws SyntaxError if there is only a header; `noun` is what a row is. */
  requireRows(noun: string): void {
    if (this.rows.length === 0) {
      this.fail(SyntaxError, `it must have at least one ${noun}`, "there is only a header");
    }
  }

  /** @throws SyntaxError if a row has not a cell for each column. */
  requireCells({ line, cells }: CsvRow): void {
    const expected = this.header.length;
    if (cells.length === expected) return;
    const guess = cells.length > expected && this.delimiter === ","
      ? " (are there decimal commas? write 0.5, not 0,5)"
      : "";
    this.fail(SyntaxError, `line ${line}: it must have ${expected} cells`, `current value is ${cells.length}${guess}`);
  }

  /** A text that is not empty. */
  text({ line, cells }: CsvRow, column: { name: string; at: number }): string {
    const value = unguardFormula(cells[column.at]);
    if (value === "") {
      this.fail(SyntaxError, `line ${line}: ${column.name} must not be empty`, "there is nothing between the commas");
    }
    return value;
  }

  /** A number; `guess` is asked for the likely mistake. Commas are decimal ones where they do not separate columns. */
  number({ line, cells }: CsvRow, column: { name: string; at: number }, guess: () => string = () => ""): number {
    const cell = cells[column.at], value = this.delimiter === "," ? cell : cell.replace(",", ".");
    if (NUMBER.test(value)) return Number(value);
    const mistake = /^[+-]?\d*,\d+$/.test(cell)
      ? " (a decimal comma? write a point)"
      : cell === ""
      ? " (is the value missing?)"
      : guess();
    return this.fail(
      SyntaxError,
      `line ${line}: ${column.name} must be a number`,
      `current value is ${JSON.stringify(cell)}${mistake}`,
    );
  }

  /** A time ≥ 0 in seconds that is later than the one before. @param whose what the one before is, for the error. */
  time(
    row: CsvRow,
    value: number,
    { name, previous, whose }: { name: string; previous?: number; whose: string },
  ): number {
    if (!(value >= 0 && value < Infinity)) {
      this.fail(RangeError, `line ${row.line}: ${name} must be ≥ 0`, `current value is ${value}`);
    }
    if (value > LATEST_SECONDS) {
      this.fail(
        RangeError,
        `line ${row.line}: ${name} must be at most ${LATEST_SECONDS}`,
        `current value is ${value} (is it in milliseconds?)`,
      );
    }
    if (previous !== undefined && value <= previous) {
      const guess = value === previous ? "is the row there twice?" : "are the rows out of order?";
      this.fail(
        RangeError,
        `line ${row.line}: ${name} must be later than ${whose}, ${previous}`,
        `current value is ${value} (${guess})`,
      );
    }
    return value;
  }

  fail(Kind: ErrorConstructor, statement: string, found: string): never {
    throw new Kind(`Cannot read ${this.what}: ${statement}, ${found}`);
  }
}

/** Where the columns of a header stand that must all be there, by their names in lower case. */
export function columnPositions<C extends string>(header: readonly string[], columns: readonly C[]): Record<C, number> {
  const names = header.map((cell) => cell.toLowerCase());
  return Object.fromEntries(columns.map((column) => [column, names.indexOf(column)])) as Record<C, number>;
}
