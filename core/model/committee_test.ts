import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { seededRandom } from "../random.ts";
import { fitRidge, predictRidge } from "../regression/ridge.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { mean } from "../statistics.ts";
import { fitCommittee, memberDeviations } from "./committee.ts";
import { committeeErrors, type CommitteePiece } from "./committee_errors.ts";
import { columnWeights, hear, PREDICTIONS, predictSteps, songRow } from "./hearing.ts";
import { type MoodModel, predict } from "./model.ts";
import type { Recipe } from "./recipe.ts";
import { moodFeatures, randomMood, songs, TINY_RECIPE, withDeviations } from "./testing.ts";
import { trainModel } from "./train.ts";
import { ratedSteps } from "./training_piece.ts";

const kernels = await createWasmKernels({ threads: 1 });
/** Descriptors alone: the committee hears what it was fitted on, and training takes a moment. */
const deaf: Recipe = { ...TINY_RECIPE, hearing: { descriptors: true, network: "none" } };
const model = trainModel(songs(30, 2), deaf, 1, kernels);

function newSong(seed: number): StepFeatures {
  const random = seededRandom(seed);
  return moodFeatures(randomMood(8, random), random);
}

const deviationsOf = (own: MoodModel, features: StepFeatures) =>
  memberDeviations(own.committee!, own.listener, hear(own.listener.ear, features, kernels), own.recentScale);
const epistemic = (own: MoodModel, features: StepFeatures) => mean([...predict(own, features, kernels).epistemicNats!]);
const newSongs = Array.from({ length: 12 }, (_, i) => newSong(500 + i));

Deno.test("members differ from one another and not on average; the song's part is the same at each step", () => {
  const members = deviationsOf(model, newSong(9));
  assert.equal(members.length, 8);
  for (let i = 0; i < members[0].length; i++) {
    const values = members.map((one) => one[i]), size = Math.max(...values.map(Math.abs));
    assert.ok(Math.abs(values.reduce((a, b) => a + b)) < 1e-5 * (1 + size), "weights are kept in f32");
    if (i % PREDICTIONS < 2) {
      assert.ok(size > 1e-4);
      assert.equal(members[0][i], members[0][i % PREDICTIONS]);
    }
  }
});

Deno.test("members are ridges on pieces drawn with replacement, one factor away from the listener's own regression", () => {
  // The same draw, fitted by hand.
  const pieces = songs(30, 2), random = seededRandom(1).fork("committee"), ear = model.listener.ear;
  const rows = pieces.map((piece) => songRow(hear(ear, piece.features, kernels))), D = rows[0].length;
  const targets = pieces.map((piece) => {
    const rated = ratedSteps(piece);
    return [mean(rated.map((r) => r.arousal)), mean(rated.map((r) => r.valence))];
  });
  const ridges = Array.from({ length: 8 }, () => {
    const drawn = Array.from({ length: 30 }, () => random.integer(30)).toSorted((a, b) => a - b);
    const x = Float64Array.from(drawn.flatMap((i) => [...rows[i]])),
      y = Float64Array.from(drawn.flatMap((i) => targets[i]));
    return fitRidge({ inputs: D, outputs: 2, x, y }, deaf.regression.songStrength);
  });
  const features = newSong(11), row = songRow(hear(ear, features, kernels)), found = deviationsOf(model, features);
  for (const o of [0, 1]) {
    const said = ridges.map((ridge) => predictRidge(ridge, row)[o]), middle = mean(said);
    const factors = said.map((value, m) => found[m][o] / (value - middle));
    // Weights are kept in f32.
    factors.forEach((factor) => assert.ok(Math.abs(factor / factors[0] - 1) < 1e-3 && factor >= 0, factors.join(" ")));
  }
});

Deno.test("on new songs the committee is at odds about as much as the listener is wrong", () => {
  let spread = 0, error = 0;
  for (let seed = 0; seed < 40; seed++) {
    const random = seededRandom(900 + seed), mood = randomMood(8, random), features = moodFeatures(mood, random);
    const predicted = predictSteps(model.listener, hear(model.listener.ear, features, kernels));
    const members = deviationsOf(model, features);
    for (const [o, axis] of [mood.arousal, mood.valence].entries()) {
      error += (predicted[o] - mean(axis)) ** 2;
      spread += members.reduce((sum, one) => sum + one[o] ** 2, 0) / (members.length - 1);
    }
  }
  // Thirty pieces tell the scale, eight members the spread: a factor of 2 in variance.
  assert.ok(spread / error > 0.5 && spread / error < 2, `${spread / error}`);
});

Deno.test("what the model does not know shrinks with more training music", () => {
  const few = trainModel(songs(12, 2), deaf, 1, kernels), many = trainModel(songs(80, 2), deaf, 1, kernels);
  // One field for all: a field of few pieces is drawn to the mean map, and reacts little to whatever its listener says.
  const [a, b, c] = [few, model, many].map(({ listener, recentScale, committee }) =>
    mean(newSongs.map((song) => epistemic({ ...many, listener, recentScale, committee }, song)))
  );
  assert.ok(a > 1.3 * b && b > 1.3 * c, `${a}, ${b}, ${c}`);
});

Deno.test("it is larger on music unlike the training music", () => {
  const strange = newSongs.map((song, i) => {
    const random = seededRandom(70 + i);
    return { ...song, descriptors: song.descriptors.map((value) => value + 25 * random.normal()) };
  });
  const [known, unknown] = [newSongs, strange].map((all) => mean(all.map((song) => epistemic(model, song))));
  assert.ok(unknown > 2 * known, `${known} and ${unknown}`);
  const { epistemicNats } = predict(model, strange[0], kernels);
  assert.ok(epistemicNats!.every((nats) => nats >= 0 && nats <= Math.log(8)));
});

Deno.test("members that agree know all that a committee can; without one nothing is said", () => {
  const silent = (values: Float64Array) => new Float64Array(values.length);
  const { members, song, intercept, step } = model.committee!;
  const agreed = { members, song: silent(song), intercept: silent(intercept), step: silent(step) };
  const { epistemicNats } = predict({ ...model, committee: agreed }, newSong(1), kernels);
  assert.ok(epistemicNats!.every((nats) => nats >= 0 && nats < 1e-12));
  const without = predict({ ...model, committee: null }, newSong(1), kernels);
  assert.equal(without.epistemicNats, null);
  assert.deepEqual(without.maps, predict(model, newSong(1), kernels).maps, "the maps are the model's own");
});

Deno.test("in between the steps that are compared it is interpolated, and any number of steps has it", () => {
  for (const steps of [0, 1, 2, 7]) {
    const random = seededRandom(steps),
      { epistemicNats } = predict(
        model,
        moodFeatures(randomMood(steps, random), random),
        kernels,
      );
    assert.equal(epistemicNats!.length, steps);
    assert.ok(epistemicNats!.every(Number.isFinite));
  }
  const nats = predict(model, newSong(4), kernels).epistemicNats!;
  assert.ok(Math.abs(nats[3] - (nats[2] + nats[4]) / 2) < 1e-12 && nats[7] === nats[6]);
});

Deno.test("an ear that hears the past has a committee that hears no more", () => {
  const hearing = { descriptors: true as const, network: "none" as const };
  const spectrum = {
    ...{ frameSamples: 512, hopSamples: 512, scalesSeconds: [1], relativeTo: "past" as const },
    ...{ statistics: "mean+deviation" as const, compression: { kind: "log" as const } },
  };
  const data = songs(8, 3).map((piece) => ({ ...piece, features: withDeviations(piece.features, seededRandom(1)) }));
  const past = trainModel(data, { ...deaf, hearing: { ...hearing, spectrum } }, 1, kernels);
  const features = data[0].features, width = features.descriptors.length / 8, cut = 5;
  const shorter = {
    steps: cut,
    spectra: features.spectra.subarray(0, cut * 257),
    deviations: features.deviations!.subarray(0, cut * 257),
    descriptors: features.descriptors.subarray(0, cut * width),
  };
  const [whole, part] = [features, shorter].map((one) => deviationsOf(past, one)[2]);
  assert.deepEqual(whole.slice(0, cut * PREDICTIONS), part);
});

Deno.test("errors beyond the raters' noise, written out for two raters", () => {
  const features = { steps: 2, spectra: new Float32Array(0), descriptors: new Float32Array(0) };
  const rater = (annotator: string, arousal: number[]) => ({
    ...{ piece: "a", annotator, times: Float64Array.of(0, 1) },
    ...{ arousal: Float64Array.from(arousal), valence: Float64Array.of(0, 0) },
  });
  const piece = { name: "a", features, series: [rater("x", [0.2, 0.4]), rater("y", [0, 0.6])] };
  const honest = Float64Array.of(0.5, 0.1, 0, 0, 0.5, 0.1, 0.1, 0);
  const heard = { steps: 2, width: 0, rows: new Float64Array(0), units: 0, activations: new Float32Array(0) };
  const found = committeeErrors({ piece, owner: 0, heard, past: false, rated: ratedSteps(piece), honest });
  // Means of both raters .3: no noise of the song. Deviations ∓.1 and ∓.3 about means of ∓.2: variance .02, of two raters .01.
  const expected = [0.2 ** 2, 0.1 ** 2, ((0.2 ** 2 - 0.01) + (0.1 ** 2 - 0.01)) / 2, 0];
  found.forEach((value, o) => assert.ok(Math.abs(value - expected[o]) < 1e-12, `${found}`));
  const alone = committeeErrors({
    ...{ heard, owner: 0, past: false, honest, rated: ratedSteps(piece) },
    piece: { ...piece, series: piece.series.slice(0, 1) },
  });
  assert.ok(Math.abs(alone[0] - 0.2 ** 2) < 1e-12, "one rater's noise is not known");
  const nobody = committeeErrors({ piece: { ...piece, series: [] }, owner: 0, heard, past: false, rated: [], honest });
  assert.deepEqual([...nobody], [0, 0, 0, 0]);
});

/** Pieces whose honest predictions are off by some distance, as a committee is fitted to them. */
function committeePieces(off: number): CommitteePiece[] {
  return songs(10, 5).map((piece, owner) => {
    const rated = ratedSteps(piece), honest = new Float64Array(piece.features.steps * PREDICTIONS);
    const means = [mean(rated.map((r) => r.arousal)), mean(rated.map((r) => r.valence))];
    for (const { step, arousal, valence } of rated) {
      const exact = [...means, arousal - means[0], valence - means[1]];
      honest.set(exact.map((value) => value + off), step * PREDICTIONS);
    }
    return { piece, owner, rated, honest, past: false, heard: hear(model.listener.ear, piece.features, kernels) };
  });
}

function fitTo(pieces: CommitteePiece[]) {
  const { recentScale: scale, listener: { ear, regression } } = model;
  const spec = { scale, regression, columnWeights: columnWeights(ear, regression), random: seededRandom(1) };
  return fitCommittee(pieces, spec, kernels);
}

Deno.test("where the raters' noise explains all errors, the committee is silent", () => {
  const { song, intercept, step } = fitTo(committeePieces(0));
  assert.ok([song, intercept, step].every((weights) => weights.every((weight) => Math.abs(weight) === 0)));
});

Deno.test("a piece that is heard twice counts as once, and is drawn as one", () => {
  const pieces = committeePieces(0.5), once = fitTo(pieces), twice = fitTo(pieces.flatMap((one) => [one, one]));
  for (const part of ["song", "intercept", "step"] as const) {
    const size = Math.max(...once[part].map(Math.abs));
    assert.ok(size > 0);
    // f32 products of the grams.
    once[part].forEach((weight, i) => assert.ok(Math.abs(weight - twice[part][i]) < 1e-4 * size));
  }
});
