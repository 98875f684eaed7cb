import assert from "node:assert/strict";
import fc from "fast-check";
import { csvLine } from "./csv.ts";
import { readGroupsCsv } from "./groups_csv.ts";

Deno.test("any names come back, guarded against formulas, in whatever columns", () => {
  // Bare cells are trimmed, and the reader trims quoted ones too.
  const name = fc.string({ minLength: 1 }).map((text) => text.trim()).filter((text) => text !== "");
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, name), { selector: ([piece]) => piece, maxLength: 8 }), (pairs) => {
      const text = csvLine(["group", "note", "piece"]) +
        pairs.map(([piece, group]) => csvLine([group, "x", piece])).join("");
      assert.deepEqual(readGroupsCsv(text), pairs);
    }),
    { seed: 1 },
  );
});

Deno.test("a byte-order mark, other ends of lines, blank lines and rows that repeat do no harm", () => {
  const text = "\uFEFFPiece,Group\r\na,x\r\n\r\nb,x\r\na,x\r\n";
  assert.deepEqual(readGroupsCsv(text), [["a", "x"], ["b", "x"]]);
});

Deno.test("what is no such file is refused by line", () => {
  const refused = (text: string, message: string) =>
    assert.throws(() => readGroupsCsv(text), new SyntaxError(`Cannot read the groups: ${message}`));
  refused("", "the header must be piece,group, the file is empty");
  refused("piece,album\na,x\n", "the header must be piece,group, current value is piece,album");
  refused("piece,group\na,\n", "line 2: group must not be empty, there is nothing between the commas");
  refused("piece,group\na,x\n,x\n", "line 3: piece must not be empty, there is nothing between the commas");
  refused("piece,group\na\n", "line 2: group must not be empty, there is nothing between the commas");
  refused("piece,group\na,x\na,y\n", "line 3: a piece must be in one group, current values of a are x and y");
  assert.throws(
    () => readGroupsCsv('piece,group\n"a,x\n'),
    /^SyntaxError: Cannot read the groups: line \d+: it must be CSV \(/,
  );
});
