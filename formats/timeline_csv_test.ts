import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { pointToCell } from "../core/emotion/grid.ts";
import { randomTimeline } from "./testing.ts";
import { writeTimelineCsv } from "./timeline_csv.ts";

/** Rows of numbers by column. */
function readRows(text: string): Record<string, number>[] {
  return parse(text, { columns: true, cast: (cell, { header }) => header ? cell : Number(cell) });
}

Deno.test("writeTimelineCsv writes one row a step, with the figures of that step", () => {
  const timeline = randomTimeline(11, { stepCount: 5, stepSeconds: 0.5 });
  const rows = readRows(writeTimelineCsv(timeline));
  assert.equal(rows.length, 5);
  rows.forEach((row, index) => {
    const step = timeline.steps[index];
    assert.equal(row.startSeconds, index / 2);
    // Six decimals: half a millionth.
    assert.ok(Math.abs(row.meanArousal - step.mean.arousal) <= 5.1e-7);
    assert.ok(Math.abs(row.meanValence - step.mean.valence) <= 5.1e-7);
    assert.ok(Math.abs(row.entropyNats - step.entropyNats) <= 5.1e-7);
    assert.equal(pointToCell({ arousal: row.pathArousal, valence: row.pathValence }), step.path);
  });
});

Deno.test("the deviations are those of the map, on the right axis", () => {
  const timeline = randomTimeline(1, { stepCount: 1 });
  // Half the mass in each of two cells of one column: ±5/11 around the middle on the arousal axis.
  const heatmap: number[] = Array(121).fill(0);
  heatmap[3 * 11 + 5] = heatmap[8 * 11 + 5] = 0.5;
  timeline.steps[0].heatmap = heatmap;
  const [row] = readRows(writeTimelineCsv(timeline));
  assert.equal(row.sdArousal, 0.454545);
  assert.equal(row.sdValence, 0);
});

Deno.test("a timeline without steps is a header", () => {
  assert.equal(
    writeTimelineCsv(randomTimeline(1, { stepCount: 0 })),
    "startSeconds,meanArousal,meanValence,sdArousal,sdValence,entropyNats,pathArousal,pathValence\n",
  );
});
