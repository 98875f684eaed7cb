import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { predict, STEP_SECONDS } from "../model/model.ts";
import { RECIPES } from "../model/recipe.ts";
import { songs, TINY_RECIPE } from "../model/testing.ts";
import { trainModel } from "../model/train.ts";
import { mean } from "../statistics.ts";
import { scorePiece } from "./score.ts";
import { BASELINES, CEILING } from "./baselines/mod.ts";
import { trainingMeanSystem } from "./baselines/training_mean.ts";
import { crossValidate } from "./cross_validate.ts";
import { compileReport, crossValidationReport, FLOOR, modelReport } from "./report.ts";
import { guessedReport } from "./testing.ts";

const kernels = await createWasmKernels();
const data = songs(6, 1, 4);

Deno.test("a cross-validation holds every recipe, the floor and the control, and their differences from the first", () => {
  const told: number[] = [];
  const options = { recipes: ["descriptors", "untrained"], folds: 2, seed: 3, control: true };
  const report = crossValidationReport(data, options, kernels, ({ fraction }) => told.push(fraction));
  const names = ["descriptors", "untrained", FLOOR, "descriptors, shuffled pairing", `${FLOOR}, shuffled pairing`];
  assert.deepEqual(Object.keys(report.systems), names);
  assert.deepEqual(report.pieces[FLOOR], crossValidate(data, 2, trainingMeanSystem));
  assert.deepEqual(Object.keys(report.differences), ["untrained − descriptors", `${FLOOR} − descriptors`]);
  const nll = (name: string) => report.pieces[name].map((piece) => piece.nllNats);
  const { mean: difference, low, high } = report.differences[`${FLOOR} − descriptors`];
  assert.ok(Math.abs(difference - (mean(nll(FLOOR)) - mean(nll("descriptors")))) < 1e-12);
  assert.ok(low <= difference && difference <= high);
  for (const name of names) assert.ok(Math.abs(report.systems[name].nllNats - mean(nll(name))) < 1e-12);
  assert.ok(told.every((fraction, i) => fraction >= (told[i - 1] ?? 0) && fraction <= 1));
  assert.deepEqual([report.protocol.foldCount, report.protocol.seed, report.protocol.kernels], [2, 3, "wasm"]);
  const inFold = (fold: number) => [0, 2, 4].map((i) => data[i + fold].name);
  assert.deepEqual(report.folds, [inFold(0), inFold(1)]);
});

Deno.test("the same seed gives the same report; a recipe that is not there is refused before any work", () => {
  const options = { recipes: ["descriptors"], folds: 2, seed: 1, control: false };
  const report = crossValidationReport(data, options, kernels);
  assert.deepEqual(
    crossValidationReport([...data].reverse(), options, kernels),
    report,
    "whatever the order of the pieces",
  );
  assert.deepEqual(Object.keys(report.systems), ["descriptors", FLOOR]);
  assert.throws(
    () =>
      crossValidationReport(data, { ...options, recipes: ["descriptors", "x"] }, kernels, () => assert.fail("worked")),
    new RangeError(
      `Cannot find the recipe: the name must be one of ${Object.keys(RECIPES).join(", ")}, current value is x`,
    ),
  );
});

Deno.test("a model is scored on the pieces given, by name", () => {
  const model = trainModel(data.slice(0, 4), TINY_RECIPE, 1, kernels), unheard = [data[5], data[4]];
  const { systems, pieces, protocol, differences } = modelReport(model, unheard, kernels);
  const expected = [data[4], data[5]].map(({ name, features, series }) =>
    scorePiece(name, predict(model, features, kernels).maps, series, STEP_SECONDS)
  );
  assert.deepEqual(pieces, { "tiny-1": expected });
  assert.deepEqual([systems["tiny-1"].pieces, differences, protocol.model], [2, {}, "tiny-1"]);
});

Deno.test("the report says what it is, what each system is for, and has every figure of every system", () => {
  const options = { recipes: ["descriptors"], folds: 2, seed: 3, control: true };
  const report = crossValidationReport(data, options, kernels), names = Object.keys(report.systems);
  assert.deepEqual([report.format, report.version, report.raterFolds], ["moodline-evaluation", 1, null]);
  assert.deepEqual(Object.values(report.roles), ["system", "baseline", "control", "control"]);
  assert.deepEqual([Object.keys(report.roles), Object.keys(report.calibration)], [names, names]);
  assert.deepEqual(report.protocol.notes, [
    "10 of 10 raters rated pieces of several folds: the model has learned from raters who judge it.",
  ]);
  const rest = JSON.stringify(report);
  assert.ok(!rest.includes("NaN") && Object.values(report.systems[FLOOR]).every((value) => value !== undefined));
  const { emd, nllNats, pieceDistance } = report.differencesBy, key = `${FLOOR} − descriptors`;
  assert.deepEqual(nllNats, report.differences);
  const [floor, ours] = [report.systems[FLOOR], report.systems.descriptors];
  assert.ok(Math.abs(emd[key].mean - (floor.emd - ours.emd)) < 1e-12 && emd[key].low <= emd[key].mean);
  assert.ok(Math.abs(pieceDistance[key].mean - (floor.pieceDistance - ours.pieceDistance)) < 1e-12);
});

Deno.test("groups stay together, are counted, and are what intervals are drawn from", () => {
  const groups = data.map(({ name }, i) => [name, i < 3 ? "first game" : "second game"] as const);
  const options = { recipes: ["descriptors"], folds: 2, seed: 3, control: false };
  const report = crossValidationReport(data, { ...options, groups }, kernels);
  assert.deepEqual(report.folds, [data.slice(0, 3), data.slice(3)].map((fold) => fold.map(({ name }) => name)));
  assert.deepEqual([report.protocol.groups, report.protocol.foldRule], [
    2,
    "groups sorted by name, index modulo folds",
  ]);
  const { mean: difference, low, high } = report.differences[`${FLOOR} − descriptors`];
  const of = (name: string, from: number) =>
    mean(report.pieces[name].slice(from, from + 3).map(({ nllNats }) => nllNats));
  const games = [0, 3].map((from) => of(FLOOR, from) - of("descriptors", from)).sort((a, b) => a - b);
  // Two clusters of three: the 2.5 % quantile of their resampled mean is the lower one, drawn twice.
  assert.ok(
    Math.abs(low - games[0]) < 1e-12 && Math.abs(high - games[1]) < 1e-12 && low < difference && difference < high,
  );
});

Deno.test("unseen songs and raters: trained without the fold's raters, scored by them alone", () => {
  const options = { recipes: ["descriptors"], folds: 2, seed: 3, control: false, task: "songs-and-raters" } as const;
  const report = crossValidationReport(data, options, kernels);
  assert.equal(report.protocol.task, "unseen songs and raters");
  assert.deepEqual(report.raterFolds?.map((raters) => raters.length), [5, 5]);
  assert.deepEqual(report.pieces[FLOOR].map(({ ratings }) => ratings), data.map(() => 5 * 2), "half of ten raters");
});

Deno.test("a system that lacks a piece is compared on the others", () => {
  const guess = guessedReport(["a", "b"], ["x", "y", "z"]),
    run = (name: string) => ({
      ...{ name, role: "system" as const, calibration: guess.calibration[name], system: guess.systems[name] },
      pieces: guess.pieces[name],
    });
  const less = (name: string) => ({ ...run(name), pieces: run(name).pieces.slice(1) });
  const expected = mean([1, 2].map((i) => guess.pieces.b[i].nllNats - guess.pieces.a[i].nllNats));
  for (const scored of [[run("a"), less("b")], [less("a"), run("b")]]) {
    const { differences } = compileReport({}, scored, { seed: 1 });
    assert.ok(Math.abs(differences["b − a"].mean - expected) < 1e-12);
  }
});

Deno.test("with baselines the table holds each of them and the ceiling; with perturbed pieces what they did", () => {
  const features = new Map(data.map((piece) => [piece.name, piece.features]));
  const options = { recipes: ["descriptors"], folds: 2, seed: 1, control: false, baselines: true };
  const perturbed = [{ name: "nothing", lengthFactor: 1, learnedFrom: false, features }];
  const report = crossValidationReport(data, { ...options, perturbed }, kernels);
  const names = ["descriptors", ...BASELINES.map(({ name }) => name), CEILING];
  assert.deepEqual(Object.keys(report.systems), names);
  for (const name of names) {
    assert.deepEqual(report.pieces[name].map(({ piece }) => piece), data.map(({ name }) => name));
    assert.ok(Number.isFinite(report.systems[name].nllNats), name);
  }
  const nothing = report.perturbations!.nothing;
  assert.ok("stepShift" in nothing && nothing.stepShift === 0 && nothing.nllIncrease === 0 && nothing.pieces === 6);
});

Deno.test("baselines are refused for pieces whose annotators are not known one by one", () => {
  const flat = (value: number) => Float64Array.of(value);
  const targets = {
    ...{ piece: data[0].name, times: flat(0), arousal: flat(0), valence: flat(0) },
    ...{ arousalDeviation: flat(0.3), valenceDeviation: flat(0.3), correlation: flat(0), raters: flat(5) },
  };
  const pieces = data.map((piece) => ({ ...piece, series: [], targets }));
  const options = { recipes: ["descriptors"], folds: 2, seed: 1, control: false, baselines: true };
  assert.throws(() => crossValidationReport(pieces, options, kernels), {
    name: "RangeError",
    message: "Cannot run the baselines: single annotators' ratings of every piece must be known, " +
      "current value is means and deviations of song 00 (evaluate without baselines)",
  });
});
