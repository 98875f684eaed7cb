import assert from "node:assert/strict";
import fc from "fast-check";
import { type CorrectionEvent, isMapEdit, standing } from "./correction.ts";
import { move, said, seed } from "./testing.ts";

const verdict = said("v", [0, 1], { kind: "accept" as const, modelId: "m" });
const note = said("n", [0, 0], { kind: "note" as const, comment: "listen again" });

Deno.test("undo takes a correction of any kind back, redo brings it back, in any number", () => {
  const events: CorrectionEvent[] = [move("1", 0, 1, 0.1), verdict, note];
  const ids = () => standing(events).map(({ id }) => id);
  const reverse = (kind: "undo" | "redo", target: string) =>
    events.push({ kind, id: `${kind}${events.length}`, target, annotator: "a" });
  reverse("undo", "1");
  assert.deepEqual(ids(), ["v", "n"]);
  reverse("redo", "1");
  assert.deepEqual(ids(), ["1", "v", "n"], "in the order in which they were made");
  reverse("undo", "n");
  reverse("undo", "v");
  reverse("undo", "1");
  assert.deepEqual(ids(), []);
});

Deno.test("what stands after any history is what was not reversed last by an undo", () => {
  const history = fc.array(fc.tuple(fc.constantFrom("move", "undo", "redo"), fc.integer({ min: 0, max: 4 })));
  fc.assert(
    fc.property(history, (entries) => {
      const made = new Set<string>(), events: CorrectionEvent[] = [], last = new Map<string, string>();
      entries.forEach(([kind, n], i) => {
        const target = `${n}`;
        if (kind === "move" && !made.has(target)) {
          made.add(target);
          events.push(move(target, n, 1, 0));
        } else if (kind !== "move" && made.has(target)) {
          last.set(target, kind);
          events.push({ kind: kind as "undo", id: `r${i}`, target, annotator: "a" });
        }
      });
      const expected = [...made].filter((id) => last.get(id) !== "undo");
      assert.deepEqual(standing(events).map(({ id }) => id), expected);
    }),
    { seed },
  );
});

Deno.test("verdicts and notes change no map", () => {
  assert.deepEqual([move("1", 0, 1, 0), verdict, note].map(isMapEdit), [true, false, false]);
});
