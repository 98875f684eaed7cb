import assert from "node:assert/strict";
import { crossValidate, recipeSystem } from "../../core/evaluation/cross_validate.ts";
import { referenceKernels as kernels } from "../../core/kernels.ts";
import { songs, TINY_RECIPE } from "../../core/model/testing.ts";
import { mean } from "../../core/statistics.ts";
import { fieldProblem } from "./field.ts";
import { potentialsFigure } from "./figure.ts";
import { potentialsPage } from "./page.ts";
import { potentialRows, type Row } from "./rows.ts";
import { listenToFold, studyRow } from "./study.ts";
import { tableLines } from "./table.ts";

// Fields are compared as they are: a calibration would hide what is theirs.
const RECIPE = { ...TINY_RECIPE, calibrated: false, crf: { ...TINY_RECIPE.crf, maxIterations: 5 } };
const OPTIONS = { recipe: RECIPE, seed: 1, folds: 3 };

/** Rows that say something of every kind, few iterations each. */
function someRows(): Row[] {
  const names = ["default recipe", "dense, smooth between neighbours", "none", "gaussian", "novelty, two kernels"];
  return names.map((name) => potentialRows(RECIPE).find((row) => row.name === name)!)
    .map((row) => ({ ...row, options: row.options.slice(0, 2).map((one) => ({ ...one, maxIterations: 2 })) }));
}

Deno.test("the baseline is scored as `moodline evaluate --cross-validate` scores the recipe", () => {
  const pieces = songs(6, 2), [baseline] = potentialRows(RECIPE);
  const scores = crossValidate(pieces, OPTIONS.folds, recipeSystem(RECIPE, OPTIONS.seed, kernels));
  for (let fold = 0; fold < OPTIONS.folds; fold++) {
    const { nll } = studyRow(baseline, listenToFold(pieces, fold, OPTIONS, kernels), RECIPE, kernels);
    assert.deepEqual(nll, scores.filter((_, i) => i % OPTIONS.folds === fold).map(({ nllNats }) => nllNats));
  }
});

Deno.test("every kind of row is chosen, trained and scored, and has its line, its place on the page and its mark", () => {
  const pieces = songs(6, 3), heard = listenToFold(pieces, 0, OPTIONS, kernels), rows = someRows();
  const results = rows.map((row) => studyRow(row, heard, RECIPE, kernels));
  const lines = tableLines({
    rows,
    nll: results.map(({ nll }) => nll),
    chosen: results.map(({ chosen }) => [chosen]),
    crfs: rows.map((row) => fieldProblem(heard.training, row).crf),
    ms: rows.map((_, i) => i + 1),
  }, 1);
  // Inputs: 4 predictions and 4 units of the top layer. Biases 121, dense transitions 14,641.
  assert.deepEqual(lines.map(({ parameters }) => parameters), [
    8 * 16 + 121 + 14641,
    8 * 121 + 121 + 14641,
    8 * 16 + 121,
    8 * 16 + 121 + 5,
    8 * 16 + 121 + 2 * 7,
  ]);
  assert.deepEqual(lines[0].difference, { mean: 0, low: 0, high: 0 });
  lines.forEach(({ nll, chosen }, i) => {
    // Six songs of noise teach nothing: about the 4.8 nats of a uniform map, or worse.
    assert.ok(nll > 3 && nll < 10, `${nll}`);
    assert.equal(nll, mean(results[i].nll));
    assert.equal(chosen.length, rows[i].options.length > 1 ? 1 : 0);
  });
  const machine = { cpu: "a CPU", cores: 2, memoryGb: 1, os: "an OS", runtime: "deno" };
  const page = potentialsPage(lines, { machine, minutes: 1, pieces: pieces.length }), figure = potentialsFigure(lines);
  for (const { name, nll } of lines) {
    assert.ok(page.includes(`| ${name} |`) && page.includes(nll.toFixed(4)), name);
    assert.ok(name === "default recipe" || figure.includes(`>${name}</text>`), name);
  }
  assert.ok(!/NaN|undefined|Infinity/.test(page + figure));
});
