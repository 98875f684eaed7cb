import assert from "node:assert/strict";
import type { CorrectionEvent } from "../core/review/correction.ts";
import { historyOf, nextRedo, nextUndo } from "./correction_history.ts";

const move = (id: string): CorrectionEvent => ({
  kind: "move",
  id,
  timeSeconds: 0,
  durationSeconds: 1,
  value: { valence: 0, arousal: 0 },
  confidence: 1,
  annotator: "a",
  tool: "map-drag",
});
const undo = (target: string): CorrectionEvent => ({ kind: "undo", id: `u${target}`, target, annotator: "a" });
const redo = (target: string): CorrectionEvent => ({ kind: "redo", id: `r${target}`, target, annotator: "a" });
const isOwn = ({ annotator }: CorrectionEvent) => annotator === "a";
const by = (annotator: string, event: CorrectionEvent): CorrectionEvent => ({ ...event, annotator });

Deno.test("undo and redo walk back and forth like in an editor", () => {
  const events = [move("1"), move("2")];
  assert.equal(nextUndo(events, isOwn)?.id, "2");
  assert.equal(nextRedo(events, isOwn), null);
  events.push(undo("2"), undo("1"));
  assert.equal(nextUndo(events, isOwn), null);
  assert.equal(nextRedo(events, isOwn)?.id, "1");
  events.push(redo("1"));
  assert.equal(nextRedo(events, isOwn)?.id, "2");
  events.push(redo("2"));
  assert.equal(nextRedo(events, isOwn), null);
  assert.equal(nextUndo(events, isOwn)?.id, "2");
});

Deno.test("something new ends what can be redone by key, the history still shows it", () => {
  const events = [move("1"), undo("1"), move("2")];
  assert.equal(nextRedo(events, isOwn), null);
  assert.deepEqual(historyOf(events).map(({ correction: { id }, undone }) => [id, undone]), [["2", false], [
    "1",
    true,
  ]]);
});

Deno.test("verdicts, notes and edits of every kind are undone and redone alike", () => {
  const said = { timeSeconds: 0, durationSeconds: 1, confidence: 1, annotator: "a", tool: "keys" };
  const events: CorrectionEvent[] = [
    { ...said, kind: "paint", id: "1", value: [[0, 1]] },
    { ...said, kind: "accept", id: "2", modelId: "m" },
    { ...said, kind: "note", id: "3", comment: "here" },
  ];
  for (const id of ["3", "2", "1"]) {
    assert.equal(nextUndo(events, isOwn)?.id, id);
    events.push(undo(id));
  }
  for (const id of ["1", "2", "3"]) {
    assert.equal(nextRedo(events, isOwn)?.id, id);
    events.push(redo(id));
  }
  assert.deepEqual([nextRedo(events, isOwn), nextUndo(events, isOwn)?.id], [null, "3"]);
});

Deno.test("keys take back and bring back what one did oneself, whatever others do meanwhile", () => {
  const events = [move("1"), by("b", move("2"))];
  assert.equal(nextUndo(events, isOwn)?.id, "1", "the newest is somebody else's");
  events.push(undo("1"), by("b", move("3")), by("b", undo("2")));
  assert.equal(nextUndo(events, isOwn), null);
  assert.equal(nextRedo(events, isOwn)?.id, "1", "neither their new edit nor their undo stands in the way");
  events.push(by("b", redo("1")));
  assert.equal(nextRedo(events, isOwn), null, "they have brought it back");
});

Deno.test("no events, no history", () => {
  assert.deepEqual(historyOf([]), []);
  assert.equal(nextUndo([], isOwn), null);
});
