/**
 * CRF++'s data: a line a step, columns between blanks or tabs, an empty line after each sequence. In training data the last
 * column is the label.
 * @module
 */

/**
 * Blanks at the ends of a line, and a return. Not `trim`, which also takes the ideographic space and others that are a
 * column's contents.
 */
const BLANK_ENDS = /^[ \t\r]+|[ \t\r]+$/g;

/** Steps of a sequence, each with its columns. */
export type Rows = string[][];

/**
 * Read sequences; all rows of the file have the same number of columns.
 * @param file names it in errors.
 * @param least columns that a row must have.
 * @throws SyntaxError naming file and line.
 */
export function readSequences(text: string, file: string, least: number): Rows[] {
  const sequences: Rows[] = [];
  let rows: Rows = [], columns: number | undefined;
  const close = () => {
    if (rows.length > 0) sequences.push(rows);
    rows = [];
  };
  text.replace(/^\uFEFF/, "").split("\n").forEach((raw, index) => {
    const line = raw.replace(BLANK_ENDS, "");
    if (line === "") return close();
    const row = line.split(/[ \t]+/),
      fail = (wanted: string) =>
        new SyntaxError(
          `${file}:${index + 1}: a row must have ${wanted} columns, current value is ${row.length}`,
        );
    if (columns === undefined) {
      if (row.length < least) throw fail(`at least ${least}`);
      columns = row.length;
    }
    if (row.length !== columns) throw fail(String(columns));
    rows.push(row);
  });
  close();
  if (sequences.length === 0) throw new SyntaxError(`${file}: there must be a sequence, current value is none`);
  return sequences;
}
