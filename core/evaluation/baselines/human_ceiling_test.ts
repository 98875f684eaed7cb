import assert from "node:assert/strict";
import { createWasmKernels } from "../../../kernels/wasm.ts";
import { songs } from "../../model/testing.ts";
import { STEP_SECONDS } from "../../model/model.ts";
import { mean } from "../../statistics.ts";
import { crossValidate } from "../cross_validate.ts";
import { scorePiece } from "../score.ts";
import { scoreSystem } from "../system_score.ts";
import { meanRecord, splitHalfRuns } from "./human_ceiling.ts";
import { trainingMeanSystem } from "./training_mean.ts";

const kernels = await createWasmKernels(), data = songs(24, 5, 10);
const folds = [0, 1, 2].map((fold) => data.filter((_, i) => i % 3 === fold).map(({ name }) => name));

Deno.test("every run asks one half of each piece's annotators about the other; two runs are the two ways of one draw", () => {
  const runs = splitHalfRuns([...data].reverse(), { folds, seed: 1, splits: 2 }, kernels)!;
  assert.equal(runs.length, 4);
  data.forEach((piece, i) => {
    const asked = runs.map((run) => run[i].series.map(({ annotator }) => annotator).sort());
    const everyone = piece.series.map(({ annotator }) => annotator).sort();
    for (const [one, other] of [[0, 1], [2, 3]]) {
      assert.deepEqual([...asked[one], ...asked[other]].sort(), everyone);
      assert.equal(asked[one].length, 5);
    }
    assert.ok(runs.every((run) => run[i].name === piece.name && folds[run[i].fold].includes(piece.name)));
  });
  const drawn = (run: number) =>
    runs[run].map(({ series }) => series.map(({ annotator }) => annotator).sort().join()).join();
  assert.notEqual(drawn(0), drawn(2), "each draw halves anew");
  assert.deepEqual(splitHalfRuns(data, { folds, seed: 1, splits: 2 }, kernels), runs, "the seed repeats");
});

Deno.test("annotators who agree are predicted well by their half; the truth is found again", () => {
  const runs = splitHalfRuns(data, { folds, seed: 1, splits: 1 }, kernels)!;
  const figures = meanRecord(
    runs.map((run) => scoreSystem(run.map(({ name, maps, series }) => scorePiece(name, maps, series, STEP_SECONDS)))),
  );
  const floor = scoreSystem(crossValidate(data, 3, trainingMeanSystem));
  // Offsets of .3 a rater: means of five have an error of .13 each beside songs that spread by .4.
  assert.ok(figures.rArousal! > 0.8 && figures.rValence! > 0.8, JSON.stringify(figures));
  assert.ok(figures.nllNats < floor.nllNats - 0.2, `${figures.nllNats} ${floor.nllNats}`);
});

Deno.test("one annotator has no halves", () => {
  const alone = { ...data[0], series: data[0].series.slice(0, 1) };
  assert.equal(splitHalfRuns([alone, ...data.slice(1)], { folds, seed: 1 }, kernels), null);
});

Deno.test("the mean of records goes into depth, leaves nulls out, and takes words from the first", () => {
  const records = [{ name: "a", at: { x: 1 }, r: null, list: [1, 2] }, {
    name: "b",
    at: { x: 4 },
    r: 0.5,
    list: [3, 4],
  }];
  assert.deepEqual(meanRecord<unknown>(records), { name: "a", at: { x: mean([1, 4]) }, r: 0.5, list: [2, 3] });
  assert.deepEqual(meanRecord([{ r: null }, { r: null }]), { r: null });
});
