/**
 * Cells and lines of CSV (RFC 4180 quoting, lines end with a line feed).
 * @module
 */

/** What a spreadsheet takes for a formula, behind any apostrophes that say "this is text". */
const FORMULA = /^'*[=+\-@\t\r]/;

/** A text that no spreadsheet runs as a formula: an apostrophe is put before `=`, `+`, `-` or `@` (OWASP, CSV injection). */
export function guardFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The inverse of {@link guardFormula}. */
export function unguardFormula(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

/** One line, with its end. Texts are guarded against formulas, numbers written as they are, null is an empty cell. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return cells.map(csvCell).join(",") + "\n";
}

/** At most six decimals, never an exponent. */
export function sixDecimals(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = guardFormula(value);
  // Spaces at the ends are quoted too: many readers trim bare cells.
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
