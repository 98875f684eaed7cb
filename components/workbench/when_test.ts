import assert from "node:assert/strict";
import fc from "fast-check";
import { parseWhen } from "./when.ts";
import { whenProblem } from "./when_problem.ts";

const holds = (text: string, context: Record<string, boolean | string | number> = {}) =>
  parseWhen(text)((key) => context[key]);

Deno.test("nothing is always true, an unknown key is false", () => {
  assert.ok(holds(""));
  assert.ok(holds("  "));
  assert.ok(!holds("unknown"));
  assert.ok(holds("!unknown"));
  assert.deepEqual([holds("true"), holds("false")], [true, false]);
});

Deno.test("keys are compared with words, quoted or not, and with numbers", () => {
  const context = { activeEditor: "track", groups: 2, "a.b-c": true, path: "/tracks/1" };
  for (const text of ["activeEditor == track", "activeEditor=='track'", 'activeEditor != "models"', "groups == 2"]) {
    assert.ok(holds(text, context), text);
  }
  assert.ok(holds("path == /tracks/1 && a.b-c", context));
  assert.ok(!holds("unknown == track", context));
  assert.ok(holds("unknown != track", context));
});

Deno.test("! binds tighter than &&, && tighter than ||: the same as JavaScript for every value", () => {
  const clauses: [string, (a: boolean, b: boolean, c: boolean) => boolean][] = [
    ["a || b && c", (a, b, c) => a || b && c],
    ["(a || b) && c", (a, b, c) => (a || b) && c],
    ["!a && b || !c", (a, b, c) => !a && b || !c],
    ["!(a && b) || c", (a, b, c) => !(a && b) || c],
  ];
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (a, b, c) => {
      for (const [text, expected] of clauses) assert.equal(holds(text, { a, b, c }), expected(a, b, c), text);
    }),
    { seed: 6 },
  );
});

Deno.test("what cannot be read is refused with what must hold", () => {
  assert.equal(
    whenProblem("(a"),
    'Cannot read a when-clause: every ( must have its ), current value is "(a"',
  );
  assert.equal(
    whenProblem("a b"),
    'Cannot read a when-clause: parts must be joined by && or ||, current value is "a b"',
  );
  assert.equal(
    whenProblem("a =="),
    'Cannot read a when-clause: a name must stand on both sides of an operator, current value is "a =="',
  );
  assert.equal(
    whenProblem("a & b"),
    'Cannot read a when-clause: a key, a comparison or a parenthesis must stand at character 2, current value is "a & b"',
  );
  assert.equal(whenProblem("a && !b"), null);
});
