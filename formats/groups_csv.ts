/**
 * The groups file: `piece,group` (artist, album or game of each piece) → pairs. `docs/formats/evaluation.md`.
 * @module
 */
import { type CsvError, parse } from "csv-parse/sync";
import { unguardFormula } from "./csv.ts";

const COLUMNS = ["piece", "group"] as const;

/**
 * The group of each piece, in the order of the rows. Columns may stand in any order and others beside them; a byte-order mark,
 * CRLF and blank lines do no harm.
 * @throws SyntaxError naming the line: no such columns, an empty cell, or a piece in two groups.
 */
export function readGroupsCsv(text: string): [piece: string, group: string][] {
  const [header, ...rows] = parseRows(text);
  const at = COLUMNS.map((column) => header?.cells.findIndex((cell) => cell.toLowerCase() === column) ?? -1);
  if (at.includes(-1)) {
    const found = header === undefined
      ? "the file is empty"
      : `current value is ${header.cells.join(",").slice(0, 80)}`;
    throw new SyntaxError(`Cannot read the groups: the header must be ${COLUMNS.join(",")}, ${found}`);
  }
  const groups = new Map<string, string>();
  for (const { line, cells } of rows) {
    const [piece, group] = at.map((column) => unguardFormula(cells[column] ?? ""));
    if (piece === "" || group === "") {
      throw new SyntaxError(
        `Cannot read the groups: line ${line}: ${piece === "" ? "piece" : "group"} must not be empty, ` +
          "there is nothing between the commas",
      );
    }
    const other = groups.get(piece);
    if (other !== undefined && other !== group) {
      throw new SyntaxError(
        `Cannot read the groups: line ${line}: a piece must be in one group, current values of ${piece} are ${other} and ${group}`,
      );
    }
    groups.set(piece, group);
  }
  return [...groups];
}

function parseRows(text: string): { line: number; cells: string[] }[] {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true } as const;
    // The types do not know what `info` does to the result.
    const records = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (cause) {
    const { lines, message } = cause as CsvError & { lines?: number };
    throw new SyntaxError(`Cannot read the groups: ${lines ? `line ${lines}: ` : ""}it must be CSV (${message})`, {
      cause,
    });
  }
}
