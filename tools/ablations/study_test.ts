import assert from "node:assert/strict";
import { type EvaluationReport, FLOOR } from "../../core/evaluation/report.ts";
import type { PieceScore } from "../../core/evaluation/score.ts";
import { scoreSystem } from "../../core/evaluation/system_score.ts";
import { plainScore } from "../../core/evaluation/testing.ts";
import { RECIPES } from "../../core/model/recipe.ts";
import { ablationsFigure } from "./figure.ts";
import { ablationsPage } from "./page.ts";
import { joinReports, pairRows, partRows, RECIPES_NEEDED, SYSTEMS_NEEDED, withSuffix } from "./study.ts";

const score = (piece: string, nllNats: number): PieceScore =>
  plainScore(piece, {
    nllNats,
    observed: { valence: nllNats / 10, arousal: 0.1 },
    predicted: { valence: 0, arousal: nllNats / 20 },
  });

/** Ten pieces; system s is s hundredths worse than the first on each, the floor a whole nat. */
function report(names: readonly string[]): EvaluationReport {
  const pieces = Object.fromEntries(names.map((name, s) => [
    name,
    Array.from({ length: 10 }, (_, i) => score(`p${i}`, 4 + i / 10 + (name === FLOOR ? 1 : s / 100))),
  ]));
  const systems = Object.fromEntries(Object.entries(pieces).map(([name, scores]) => [name, scoreSystem(scores)]));
  const protocol = { seed: 1, foldCount: 5 };
  const differencesBy = { nllNats: {}, pieceDistance: {}, stepDistance: {}, emd: {}, energyScore: {} };
  return {
    ...{ format: "moodline-evaluation", version: 1, protocol, folds: [], raterFolds: null, roles: {}, calibration: {} },
    ...{ systems, differences: {}, differencesBy, pieces },
  };
}

Deno.test("every recipe of the tables exists", () => {
  for (const name of RECIPES_NEEDED) assert.ok(Object.hasOwn(RECIPES, name), name);
});

Deno.test("differences are those of the pieces, from the floor and from what is changed", () => {
  const whole = report([...SYSTEMS_NEEDED, FLOOR]), near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12);
  partRows(whole).forEach(({ name, difference }) => {
    // All pieces differ by the same, so the interval has no width.
    for (const value of Object.values(difference)) near(value, SYSTEMS_NEEDED.indexOf(name) / 100 - 1);
  });
  const [beside] = pairRows(whole);
  near(beside.difference.mean, -0.01);
});

Deno.test("the page and the figure name every row", () => {
  const whole = report([...SYSTEMS_NEEDED, FLOOR]), parts = partRows(whole), pairs = pairRows(whole);
  const page = ablationsPage(whole, parts, pairs), figure = ablationsFigure(parts, pairs);
  for (const { name } of [...parts, ...pairs]) {
    assert.ok(page.includes(name) && figure.includes(`>${name}</text>`), name);
  }
  assert.ok(!/NaN|undefined|Infinity/.test(page + figure));
});

Deno.test("rows are of what the reports hold; without the floor they are refused with how to make it", () => {
  const some = report(["default", "mfcc", "untrained", FLOOR]);
  assert.deepEqual(partRows(some).map(({ name }) => name), ["default", "mfcc"]);
  assert.deepEqual(pairRows(some).map(({ name }) => name), ["training the network, beside the descriptors"]);
  assert.throws(() => partRows(report(["default"])), {
    name: "RangeError",
    message: "Cannot tabulate the report: it must hold the system training mean, current systems are default " +
      `(evaluate with --recipe ${RECIPES_NEEDED.join(",")})`,
  });
});

Deno.test("reports of the same folds are one, the first one's figures before the others'; of other folds they are refused", () => {
  const some = report([FLOOR, "default"]), others = report(["default", "ridge"]);
  const joined = joinReports([some, others]);
  assert.deepEqual(Object.keys(joined.systems).sort(), [FLOOR, "default", "ridge"].sort());
  assert.equal(joined.pieces.default, some.pieces.default);
  const elsewhere = { ...others, folds: [["other"]] };
  assert.throws(() => joinReports([some, elsewhere]), /their folds, seeds and kernels must be the same/);
  const changed = withSuffix(some, "views");
  assert.deepEqual(Object.keys(changed.systems), ["training mean, views", "default, views"]);
  assert.equal(changed.pieces["default, views"], some.pieces.default);
  assert.throws(() => joinReports([]), /at least one, current value is 0/);
});
