import assert from "node:assert/strict";
import { RECIPES } from "../../core/model/recipe.ts";
import { AXES } from "./axes.ts";
import { searchOutcome } from "./outcome.ts";
import { searchPage } from "./page.ts";

const origin = { data: "ab", seed: 1, kernels: "wasm" };
const figures = (nllNats: number, pieces = 45) => ({
  ...{ pieces, ratings: 1000, nllNats, pieceDistance: 0.17, coverage80: 0.805 },
  ...{ rArousal: 0.86, rValence: null, withinArousal: 0.3, withinValence: 0.2 },
});
const chosen = (nuisances: string) => ({
  ...Object.fromEntries(AXES.map(({ name, options: [first] }) => [name, first.name])),
  "directions ignored": nuisances,
});
const trial = (place: string, nllNats: number, more = {}) => ({
  ...{ place, recipe: { name: `${place} ${nllNats}` }, origin, figures: figures(nllNats), seconds: 1800, ...more },
});
const LINES = [
  // Of other data, and of a search that was stopped before its second choice.
  trial("outer fold 1", 1, { origin: { ...origin, data: "old" } }),
  trial("outer fold 1", 4.12),
  { place: "outer fold 1", chosen: chosen("8") },
  { place: "outer fold 1, held out", figures: figures(9) },
  trial("outer fold 1", 4.11),
  { place: "outer fold 1", chosen: chosen("3") },
  { place: "outer fold 1, held out", figures: figures(4.2) },
  trial("outer fold 2", 4.13),
  { place: "outer fold 2", chosen: chosen("0") },
  { place: "outer fold 2, held out", figures: figures(4.0) },
  { place: "nested", figures: figures(4.1, 90) },
  trial("all pieces", 4.05),
  { place: "all pieces", chosen: chosen("5") },
];
const textOf = (lines: readonly unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

Deno.test("of a log, each fold's last choice, what was held out from it, and its own trials", () => {
  const { outer, all, nested, trials, trialHours } = searchOutcome(textOf(LINES));
  assert.deepEqual(
    [...outer, all].map((one) => [one.place, one.chosen["directions ignored"], one.trialNll, one.heldOut?.nllNats]),
    [["outer fold 1", "3", 4.11, 4.2], ["outer fold 2", "0", 4.13, 4], ["all pieces", "5", 4.05, undefined]],
  );
  assert.deepEqual([nested.nllNats, trials, trialHours], [4.1, 4, 2]);
});

Deno.test("the page has a row a fold and one of all, a row an axis, and the recipe that is the default", () => {
  const page = searchPage(searchOutcome(textOf(LINES)));
  assert.match(page, /\n4 trials, 2\.0 hours of them \(kernels wasm, seed 1\)\.\n/);
  const rows = page.split("\n").filter((line) => line.startsWith("| "));
  assert.ok(rows.includes("| outer fold 1 | 4.1100 | 45 | 4.2000 | 0.170 | 0.860 | – | 0.300 | 0.200 | 0.805 |"), page);
  assert.ok(rows.includes("| **all, nested** | – | 90 | 4.1000 | 0.170 | 0.860 | – | 0.300 | 0.200 | 0.805 |"), page);
  assert.equal(RECIPES.default.regression.nuisances, 5);
  assert.ok(rows.includes("| directions ignored | 3 | 0 | 5 | 5 |"), page);
  assert.ok(rows.includes("| song's regression | ridge | ridge | ridge | Gaussian process |"), page);
  for (const { name } of AXES) assert.equal(rows.filter((row) => row.startsWith(`| ${name} |`)).length, 1);
  assert.ok(!/undefined|NaN|Infinity/.test(page), page);
});

Deno.test("a log that is not at its end is refused", () => {
  assert.throws(
    () => searchOutcome(textOf(LINES.slice(0, -1))),
    new RangeError(
      "Cannot tell what came of the search: its log must end with the choice on all pieces, " +
        "current last line is of all pieces (does it still run?)",
    ),
  );
  // The search that is newest does not end, even if an older one did.
  assert.throws(() => searchOutcome(textOf([...LINES, LINES[1]])), /current last line is of outer fold 1/);
  assert.throws(() => searchOutcome(""), /current last line is of nothing/);
});
