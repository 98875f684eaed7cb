import assert from "node:assert/strict";
import type { CorrectionEvent } from "./correction.ts";
import { stepStatuses } from "./status.ts";
import { flatTimeline, move, said } from "./testing.ts";

const of = (modelId: string | null) => ({ ...flatTimeline(6), modelId });
const verdict = (id: string, kind: "accept" | "reject", span: [number, number], modelId = "m") =>
  said(id, span, { kind, modelId });

Deno.test("a step's state is what was said of it last, by whom and how sure", () => {
  const events: CorrectionEvent[] = [
    { ...move("1", 0, 3, 0.5), annotator: "ann", confidence: 0.4 },
    { ...verdict("2", "accept", [2, 2]), annotator: "bo" },
    verdict("3", "reject", [4, 1]),
    said("4", [0, 6], { kind: "note" as const, comment: "all of it" }),
  ];
  const statuses = stepStatuses(of("m"), events);
  assert.deepEqual(statuses.map(({ state, by }) => [state, by?.id ?? null]), [
    ["corrected", "1"],
    ["corrected", "1"],
    ["accepted", "2"],
    ["accepted", "2"],
    ["rejected", "3"],
    ["untouched", null],
  ]);
  assert.deepEqual([statuses[0].by!.annotator, statuses[0].by!.confidence], ["ann", 0.4]);
});

Deno.test("a verdict says nothing of another version; a correction answers a rejection; undone is unsaid", () => {
  const states = (modelId: string | null, events: CorrectionEvent[]) =>
    stepStatuses(of(modelId), events).map(({ state }) => state[0]).join("");
  const accepted = [verdict("1", "accept", [0, 2])];
  assert.equal(states("m", accepted), "aauuuu");
  assert.equal(states("newer", accepted), "uuuuuu");
  assert.equal(states(null, accepted), "uuuuuu");
  const answered = [verdict("1", "reject", [0, 3]), move("2", 1, 1, 0.5)];
  assert.equal(states("m", answered), "rcruuu");
  assert.equal(states("m", [...answered, { kind: "undo", id: "3", target: "2", annotator: "a" }]), "rrruuu");
  assert.equal(states("m", []), "uuuuuu");
});
