import assert from "node:assert/strict";
import { groupByPiece, type RatingSeries } from "./series.ts";

function series(piece: string, annotator: string): RatingSeries {
  const one = new Float64Array(1);
  return { piece, annotator, times: one, arousal: one, valence: one };
}

Deno.test("groupByPiece sorts pieces by code unit and keeps the order of annotators", () => {
  const groups = groupByPiece([series("p10", "b"), series("p2", "a"), series("P3", "a"), series("p10", "a")]);
  assert.deepEqual([...groups.keys()], ["P3", "p10", "p2"]);
  assert.deepEqual(groups.get("p10")!.map((one) => one.annotator), ["b", "a"]);
  assert.equal(groupByPiece([]).size, 0);
});
