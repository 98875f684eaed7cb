import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { trainingMeanSystem } from "../evaluation/baselines/training_mean.ts";
import { crossValidate, recipeSystem, shufflePairing } from "../evaluation/cross_validate.ts";
import { meanRatings } from "../annotation/labels.ts";
import { scoreSystem } from "../evaluation/system_score.ts";
import { mean } from "../statistics.ts";
import { CELL_COUNT, pointToCell } from "../emotion/grid.ts";
import { parameterBlocks } from "../crf/crf.ts";
import type { HeadSpec } from "../dbn/heads/head.ts";
import { modelContents } from "./file.ts";
import { hear, songRow, spectrumScale, stepRows } from "./hearing.ts";
import { predict, STEP_SECONDS } from "./model.ts";
import { type HearingSpec, type Recipe } from "./recipe.ts";
import { fitRidge, predictRidge } from "../regression/ridge.ts";
import { songs, TINY_RECIPE } from "./testing.ts";
import { trainModel } from "./train.ts";

const kernels = await createWasmKernels();
const data = songs(30, 2);

const nll = (recipe: Recipe, pieces = data) => crossValidate(pieces, 3, recipeSystem(recipe, 1, kernels));

Deno.test("on songs it has not heard it beats the floor by far, within songs too; with other songs' ratings it does not", () => {
  const real = scoreSystem(nll(TINY_RECIPE)), floor = scoreSystem(crossValidate(data, 3, trainingMeanSystem));
  assert.ok(real.nllNats < floor.nllNats - 0.3, `${real.nllNats} against ${floor.nllNats}`);
  assert.ok(real.rArousal! > 0.7 && real.rValence! > 0.7 && real.withinArousal! > 0.3 && real.emd < floor.emd);
  const shuffled = shufflePairing(data, 1);
  const control = scoreSystem(nll(TINY_RECIPE, shuffled)),
    controlFloor = scoreSystem(
      crossValidate(shuffled, 3, trainingMeanSystem),
    );
  // A calibrated map is smoother than the floor's frequencies, which costs it less on so few ratings.
  assert.ok(control.nllNats > controlFloor.nllNats - 0.1, "what is not there can not be learned");
});

Deno.test("every kind of hearing and of CRF trains and predicts", () => {
  const pieces = data.slice(0, 6);
  const hearings: HearingSpec[] = [
    { descriptors: true, network: "none" },
    { descriptors: false, network: "trained" },
    { descriptors: true, network: "untrained" },
  ];
  const quick = { ...TINY_RECIPE, crf: { ...TINY_RECIPE.crf, maxIterations: 3 } };
  const recipes = hearings.map((hearing): Recipe => ({ ...quick, hearing }));
  const displacement = { kind: "displacement" as const, rows: 11, columns: 11 };
  for (const transitions of [{ kind: "none" as const }, displacement]) {
    recipes.push({ ...quick, crf: { ...quick.crf, emission: { kind: "dense" }, transitions } });
  }
  const heads: HeadSpec[] = [{ kind: "gaussian" }, { kind: "heatmap", moversWeight: 1 }];
  heads.push({ kind: "regression", solve: { method: "pls", components: 2 } });
  for (const head of heads) recipes.push({ ...quick, dbn: { ...quick.dbn, head, pretraining: null } });
  recipes.push({
    ...quick,
    hearing: { descriptors: true, network: "trained", regressionLayers: [1], crfLayers: [2, 1] },
  });
  recipes.push({ ...quick, regression: { ...quick.regression, components: 3 } });
  for (const recipe of recipes) {
    const { maps } = predict(trainModel(pieces, recipe, 1, kernels), data[7].features, kernels);
    for (let t = 0; t < 8; t++) {
      const sum = maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT).reduce((a, b) => a + b);
      assert.ok(Math.abs(sum - 1) < 1e-12);
    }
  }
});

Deno.test("the same seed gives the same model, bit for bit; another one another", () => {
  const pieces = data.slice(0, 6), model = trainModel(pieces, TINY_RECIPE, 5, kernels);
  assert.deepEqual(modelContents(model), modelContents(trainModel(pieces, TINY_RECIPE, 5, kernels)));
  const other = trainModel(pieces, TINY_RECIPE, 6, kernels);
  assert.notDeepEqual(model.parameters, other.parameters);
  assert.deepEqual([model.id, other.id, model.seed], ["tiny-5", "tiny-6", 5]);
});

Deno.test("before it has learned of the music, every map of every song is the frequency of the labels", () => {
  const recipe = { ...TINY_RECIPE, crf: { ...TINY_RECIPE.crf, maxIterations: 0 } };
  const model = trainModel(data, recipe, 1, kernels), counts = new Float64Array(CELL_COUNT);
  for (const { series } of data) {
    for (const { arousal, valence } of series) {
      // Ratings of two seconds each: both steps carry the same label.
      arousal.forEach((value, i) => counts[pointToCell({ arousal: value, valence: valence[i] })] += 2);
    }
  }
  // The calibration has learned of the labels too.
  const { maps } = predict({ ...model, calibration: null }, data[3].features, kernels),
    total = counts.reduce((a, b) => a + b);
  for (let t = 0; t < 8; t++) {
    const map = maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT);
    // Ends of sequences have one neighbour, inner labels two, and 2 % are smoothed: the frequencies differ by as much.
    const away = map.reduce((sum, p, cell) => sum + Math.abs(p - counts[cell] / total), 0) / 2;
    assert.ok(away < 0.05, `${away} of the mass lies elsewhere`);
    map.forEach((p, cell) => assert.ok(Math.abs(p - maps[cell]) < 1e-5, "the chain is stationary"));
  }
});

Deno.test("the field learns from what listeners say of songs they have not heard: ridge regressions on the other folds", () => {
  const recipe: Recipe = {
    ...TINY_RECIPE,
    hearing: { descriptors: true, network: "none" },
    crf: { ...TINY_RECIPE.crf, maxIterations: 1 },
  };
  const { predictionScale } = trainModel(data, recipe, 1, kernels), window = recipe.regression.stepWindowSeconds;
  const ear = { hearing: recipe.hearing, scale: spectrumScale(data.map(({ features }) => features)), dbn: null };
  const heardSongs = data.map(({ features, series }) => {
    const heard = hear(ear, features, kernels),
      { arousal, valence } = meanRatings(series, features.steps, STEP_SECONDS);
    const moods = Array.from(arousal, (value, t) => [value, valence[t]]);
    return {
      song: songRow(heard),
      steps: stepRows(heard, window),
      moods,
      mood: [mean([...arousal]), mean([...valence])],
    };
  });
  const rows: number[][] = [];
  heardSongs.forEach((one, i) => {
    const others = heardSongs.filter((_, j) => j % recipe.innerFolds !== i % recipe.innerFolds),
      inputs = one.song.length;
    const fit = (x: number[], y: number[], strength: number) =>
      fitRidge({ inputs, outputs: 2, x: Float64Array.from(x), y: Float64Array.from(y) }, strength);
    const { songStrength, stepStrength } = recipe.regression;
    const song = fit(others.flatMap((other) => [...other.song]), others.flatMap((other) => other.mood), songStrength);
    const step = fit(
      others.flatMap((other) => [...other.steps]),
      others.flatMap(({ moods, mood }) =>
        moods.flatMap(([arousal, valence]) => [arousal - mood[0], valence - mood[1]])
      ),
      stepStrength,
    );
    const said = predictRidge(song, one.song), moving = predictRidge(step, one.steps);
    one.moods.forEach((_, t) => rows.push([said[0], said[1], moving[2 * t], moving[2 * t + 1]]));
  });
  for (let column = 0; column < 4; column++) {
    const values = rows.map((row) => row[column]), centre = mean(values);
    const deviation = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
    assert.ok(Math.abs(predictionScale.mean[column] - centre) < 1e-6, `mean of prediction ${column}`);
    assert.ok(Math.abs(predictionScale.deviation[column] - deviation) < 1e-6, `deviation of prediction ${column}`);
  }
});

Deno.test("the curvature that is kept is at least the penalty's, and finite", () => {
  const model = trainModel(data.slice(0, 6), TINY_RECIPE, 1, kernels), { strengths } = TINY_RECIPE.crf;
  assert.equal(model.information.length, model.parameters.length);
  for (const { name, start, end } of Object.values(parameterBlocks(model.crf))) {
    const block = model.information.subarray(start, end);
    assert.ok(block.length > 0 && block.every((h) => h >= strengths[name] && Number.isFinite(h)));
  }
});

Deno.test("progress rises to its end and names what is done", () => {
  const told: { message: string; fraction: number }[] = [];
  trainModel(data.slice(0, 4), TINY_RECIPE, 1, kernels, (event) => told.push(event));
  assert.ok(told.every(({ fraction }, i) => fraction >= (i === 0 ? 0 : told[i - 1].fraction) && fraction <= 1));
  assert.equal(told[0].message, "listener 1 of 4: training layer 1 of 2");
  assert.equal(told.at(-1)!.message, "training the conditional random field");
  assert.ok(told.at(-1)!.fraction > 0.7, "the last share is the random field's, which may converge early");
});

Deno.test("annotators who start late, stop rating early or rate once are learned from", () => {
  const pieces = data.slice(0, 4).map((piece, p) => ({
    ...piece,
    series: piece.series.slice(0, 3).map((one, i) => {
      const from = i === 0 ? 2 : 0, to = i === 1 ? 1 : undefined;
      return {
        ...one,
        times: one.times.slice(from, to).map((t) => t + 0.3 * p),
        arousal: one.arousal.slice(from, to),
        valence: one.valence.slice(from, to),
      };
    }),
  }));
  assert.ok(trainModel(pieces, TINY_RECIPE, 1, kernels).parameters.every(Number.isFinite));
});

Deno.test("too few pieces, and pieces that nobody rated, are refused", () => {
  const train = (pieces: typeof data) => () => trainModel(pieces, TINY_RECIPE, 1, kernels);
  for (const count of [0, 1]) {
    const message = `Cannot train a model: there must be at least 2 pieces, current value is ${count}`;
    assert.throws(train(data.slice(0, count)), new RangeError(message));
  }
  const late = { ...data[1], series: data[1].series.map((one) => ({ ...one, times: one.times.map((t) => t + 100) })) };
  const message =
    "Cannot train a model: somebody must rate a step of every piece, current value is 0 steps of song 01 " +
    "(do the ratings' times fit the audio?)";
  assert.throws(train([data[0], late]), new RangeError(message));
  assert.throws(train([data[0], { ...data[1], series: [] }]), new RangeError(message));
});
