import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { csvLine, guardFormula, unguardFormula } from "./csv.ts";

Deno.test("csvLine quotes what RFC 4180 asks for and guards formulas", () => {
  assert.equal(
    csvLine(["a", 'say "hi", you', "two\nlines", -0.5, null, "=1+1", "@x", "-", "a-b"]),
    'a,"say ""hi"", you","two\nlines",-0.5,,\'=1+1,\'@x,\'-,a-b\n',
  );
});

Deno.test("another CSV reader gives back every cell", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1, maxLength: 5 }), (cells) => {
      const [read] = parse(csvLine(cells), { record_delimiter: "\n" });
      assert.deepEqual(read.map(unguardFormula), cells);
    }),
    { seed: 6, numRuns: 500 },
  );
});

Deno.test("guarding can be undone, and leaves nothing that starts a formula", () => {
  const risky = fc.string({ unit: fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r", "a", "1") });
  fc.assert(
    fc.property(risky, (text) => {
      assert.doesNotMatch(guardFormula(text), /^[=+\-@\t\r]/);
      assert.equal(unguardFormula(guardFormula(text)), text);
    }),
    { seed: 7, numRuns: 1000 },
  );
});
