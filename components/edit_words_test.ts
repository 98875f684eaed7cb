import assert from "node:assert/strict";
import { editToWords } from "./edit_words.ts";

Deno.test("a move is told by its place, a note by its comment, all else by what was done", () => {
  const said = { id: "1", timeSeconds: 0, durationSeconds: 1, confidence: 1, annotator: "a", tool: "t" };
  const at = { valence: 0.5, arousal: -0.2 };
  assert.equal(editToWords({ kind: "move", value: at }), "slightly calm, positive");
  assert.equal(editToWords({ kind: "reshape", value: { at, how: "split", amount: 0.3 } }), "peak split");
  assert.equal(editToWords({ ...said, kind: "note", comment: "the choir" }), "the choir");
  assert.equal(editToWords({ ...said, kind: "reject", modelId: "m" }), "rejected");
});
