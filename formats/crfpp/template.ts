/**
 * CRF++'s feature templates.
 *
 * A line that begins with `U` makes a unigram feature at each step, one with `B` a bigram feature at each transition. In its
 * text, `%x[row,column]` stands for what that column shows `row` steps away; beyond the sequence it stands for `_B-1`,
 * `_B-2` … before and `_B+1` … after. Lines that begin with `#` and empty ones are passed over.
 * @module
 */

/** A macro `%x[row,column]`. */
interface Macro {
  /** Steps away, negative before. */
  row: number;
  /** From 0. */
  column: number;
}

/** One feature: text and macros, in turn. */
export interface FeatureTemplate {
  /** As it was written. */
  text: string;
  pieces: readonly (string | Macro)[];
}

export interface Template {
  unigrams: readonly FeatureTemplate[];
  bigrams: readonly FeatureTemplate[];
}

const MACRO = /%x\[(-?\d+),(\d+)\]/g;

/**
 * Read a template.
 * @param file names it in errors.
 * @param columns of the data without the label: no macro may ask for more.
 * @throws SyntaxError naming file and line.
 */
export function readTemplate(text: string, file: string, columns: number): Template {
  const template = { unigrams: [] as FeatureTemplate[], bigrams: [] as FeatureTemplate[] };
  text.replace(/^\uFEFF/, "").split("\n").forEach((raw, index) => {
    // A blank at the end of a line is part of the feature's name, as in CRF++.
    const line = raw.replace(/\r$/, ""), fail = (why: string) => new SyntaxError(`${file}:${index + 1}: ${why}`);
    if (/^[ \t]*$/.test(line) || line.startsWith("#")) return;
    if (line[0] !== "U" && line[0] !== "B") {
      throw fail(`a template must begin with U or B, current value is ${JSON.stringify(line[0])}`);
    }
    const feature = { text: line, pieces: piecesOf(line) };
    for (const piece of feature.pieces) {
      if (typeof piece === "string") {
        if (piece.includes("%")) throw fail(`a macro must be %x[row,column], current value is ${JSON.stringify(line)}`);
      } else if (piece.column >= columns) {
        throw fail(`the column of a macro must be below ${columns}, current value is ${piece.column}`);
      }
    }
    template[line[0] === "U" ? "unigrams" : "bigrams"].push(feature);
  });
  if (template.unigrams.length + template.bigrams.length === 0) {
    throw new SyntaxError(`${file}: a template must have a line that begins with U or B, current value is none`);
  }
  return template;
}

function piecesOf(line: string): (string | Macro)[] {
  const pieces: (string | Macro)[] = [];
  let end = 0;
  for (const match of line.matchAll(MACRO)) {
    if (match.index > end) pieces.push(line.slice(end, match.index));
    pieces.push({ row: Number(match[1]), column: Number(match[2]) });
    end = match.index + match[0].length;
  }
  if (end < line.length) pieces.push(line.slice(end));
  return pieces;
}

/** The feature that a template makes at a step of a sequence, e.g. `U01:rising/_B-1`. */
export function featureAt({ pieces }: FeatureTemplate, rows: readonly string[][], step: number): string {
  return pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    const at = step + piece.row;
    if (at < 0) return `_B${at}`;
    return at < rows.length ? rows[at][piece.column] : `_B+${at - rows.length + 1}`;
  }).join("");
}
