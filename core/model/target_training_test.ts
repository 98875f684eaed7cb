/** Training from means and deviations, end to end. */
import assert from "node:assert/strict";
import { motionKernel, motionOf, usualRaterMotion } from "../annotation/motion.ts";
import { gaussianMap, stepMaps, targetNormal } from "../annotation/gaussian_targets.ts";
import { targetSeries } from "../annotation/testing.ts";
import { createCrf } from "../crf/crf.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import { trainingMeanSystem } from "../evaluation/baselines/training_mean.ts";
import { crossValidate, recipeSystem, shufflePairing } from "../evaluation/cross_validate.ts";
import { scoreSystem } from "../evaluation/system_score.ts";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { seededRandom } from "../random.ts";
import { predict } from "./model.ts";
import { targetClips } from "./target_clips.ts";
import { moodFeatures, randomMood, songs, TINY_RECIPE } from "./testing.ts";
import { trainModel } from "./train.ts";
import type { TrainingPiece } from "./training_piece.ts";

const kernels = await createWasmKernels();

/** Songs of which only the mood's mean is known, every half second from the second on that is given. */
function targetSongs(count: number, seed: number, { steps = 8, from = 0 } = {}): TrainingPiece[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const name = `song ${String(i).padStart(2, "0")}`, mood = randomMood(steps, random);
    const times = Array.from({ length: 2 * (steps - from) }, (_, n) => from + n / 2);
    const held = (values: number[]) => times.map((time) => values[Math.floor(time)]);
    const targets = targetSeries(name, times, held(mood.arousal), held(mood.valence));
    return { name, features: moodFeatures(mood, random), series: [], targets };
  });
}

const data = targetSongs(24, 7);

Deno.test("a model learns from Gaussian targets: unheard songs' maps beat the training mean, their means follow the targets'", () => {
  const system = recipeSystem(TINY_RECIPE, 1, kernels);
  const [learned, floor, shuffled] = [
    crossValidate(data, 4, system),
    crossValidate(data, 4, trainingMeanSystem),
    crossValidate(shufflePairing(data, 3), 4, system),
  ].map(scoreSystem);
  assert.ok(learned.nllNats < floor.nllNats - 0.1, `${learned.nllNats}, the floor is ${floor.nllNats}`);
  assert.ok(learned.rArousal! > 0.8 && learned.rValence! > 0.8, `r ${learned.rArousal}, ${learned.rValence}`);
  assert.ok(learned.pieceDistance < floor.pieceDistance / 2, `${learned.pieceDistance}, ${floor.pieceDistance}`);
  assert.ok(shuffled.nllNats > floor.nllNats - 0.03, `of other songs' targets nothing: ${shuffled.nllNats}`);
});

Deno.test("the floor is the mean of the targets' maps, a row as many ratings as it has raters, half a rating added to each cell", () => {
  const piece = { ...data[0], targets: targetSeries("p", [0, 1], [0.5, -0.5], [0, 0]) };
  piece.targets.raters.set([3, 1]);
  const [first, second] = [0, 1].map((row) => gaussianMap(targetNormal(piece.targets, row)));
  const maps = trainingMeanSystem([piece], () => {})(data[1]);
  first.forEach((mass, cell) => {
    const expected = (3 * mass + second[cell] + 0.5) / (4 + CELL_COUNT / 2);
    assert.ok(Math.abs(maps[cell] - expected) < 1e-12, `cell ${cell}`);
  });
});

Deno.test("heads that predict distributions learn from targets, too", () => {
  for (const head of [{ kind: "gaussian" }, { kind: "heatmap", moversWeight: 1 }] as const) {
    const recipe = { ...TINY_RECIPE, dbn: { ...TINY_RECIPE.dbn, head } };
    assert.ok(trainModel(data.slice(0, 6), recipe, 1, kernels).parameters.every(Number.isFinite), head.kind);
  }
});

Deno.test("clips hold the steps' maps, weighted by the raters, and the transitions of those maps", () => {
  const [{ targets, features: { steps } }] = targetSongs(1, 2, { from: 3 });
  targets!.raters.fill(4);
  const crf = createCrf({
    ...{ states: CELL_COUNT, inputs: 2, bias: true },
    ...{ emission: { kind: "dense" }, transitions: { kind: "dense" } },
  });
  const inputs = Float64Array.from({ length: 2 * steps }, (_, i) => i), kernel = motionKernel(usualRaterMotion());
  const [clip, ...more] = targetClips(crf, inputs, targets!, { steps, kernel });
  assert.deepEqual([more.length, clip.steps, clip.weight, ...clip.inputs.subarray(0, 2)], [0, 5, 4, 6, 7]);
  const { maps } = stepMaps(targets!, steps, 1);
  clip.gold.forEach((count, i) => assert.equal(count, 4 * maps[3 * CELL_COUNT + i]));
  // Transitions leave what holds at steps 3 … 6.
  const left = new Float64Array(CELL_COUNT), expected = new Float64Array(CELL_COUNT);
  clip.edges.forEach((edge, i) => left[Math.floor(edge / CELL_COUNT)] += clip.edgeCounts[i]);
  for (let i = 0; i < 4 * CELL_COUNT; i++) expected[i % CELL_COUNT] += clip.gold[i];
  // Rare transitions are left out, each below a millionth.
  left.forEach((count, s) => assert.ok(Math.abs(count - expected[s]) < 0.01, `${s}: ${count}, ${expected[s]}`));
});

Deno.test("targets end when they end, a single step is a clip without transitions, and none are no clip", () => {
  const targets = targetSeries("p", [0, 1, 2], [0, 0, 0], [0, 0, 0]);
  const crf = createCrf({
    ...{ states: CELL_COUNT, inputs: 1, bias: true },
    ...{ emission: { kind: "dense" }, transitions: { kind: "dense" } },
  });
  const options = { steps: 9, kernel: motionKernel(usualRaterMotion()) };
  assert.deepEqual(targetClips(crf, new Float64Array(9), targets, options).map(({ steps }) => steps), [3]);
  const short = targetSeries("p", [0.4, 0.7], [0, 0], [0, 0]);
  const [clip] = targetClips(crf, new Float64Array(9), short, options);
  assert.deepEqual([clip.steps, clip.edges.length], [1, 0]);
  assert.deepEqual(targetClips(crf, new Float64Array(9), targetSeries("p", [20, 21], [0, 0], [0, 0]), options), []);
});

Deno.test("raters who are known by mean and deviation move as motion from elsewhere says, as far as its share goes", () => {
  const still = motionOf([line(200, () => 0)], 1),
    recipe = { ...TINY_RECIPE, crf: { ...TINY_RECIPE.crf, maxIterations: 0 } };
  const stays = (share: number) => {
    const motion = { motion: still, share }, pieces = data.slice(0, 4);
    const { parameters } = trainModel(pieces, recipe, 1, kernels, undefined, { motion });
    const transitions = parameters.subarray(parameters.length - CELL_COUNT ** 2);
    let sum = 0;
    for (let s = 0; s < CELL_COUNT; s++) sum += transitions[s * (CELL_COUNT + 1)] / CELL_COUNT;
    return sum;
  };
  const [usual, half, all] = [0, 0.5, 1].map(stays);
  assert.ok(usual < half && half < all, `${usual}, ${half}, ${all}`);
});

Deno.test("motion that hardly moves makes a chain that stays, a restless one a chain that jumps", () => {
  const rated = songs(6, 3, 12), still = motionOf([{ ...line(200, () => 0) }], 1);
  const random = seededRandom(1), restless = motionOf([line(2000, () => 0.9 * (2 * random.uniform() - 1))], 1);
  const recipe = { ...TINY_RECIPE, crf: { ...TINY_RECIPE.crf, maxIterations: 0 } };
  const stays = (motion?: Parameters<typeof trainModel>[5]) => {
    const { parameters, crf } = trainModel(rated, recipe, 1, kernels, undefined, motion);
    const transitions = parameters.subarray(parameters.length - CELL_COUNT ** 2);
    assert.equal(crf.transitions.kind, "dense");
    let sum = 0;
    for (let s = 0; s < CELL_COUNT; s++) sum += transitions[s * (CELL_COUNT + 1)];
    return sum / CELL_COUNT;
  };
  const own = stays(), stiff = stays({ motion: { motion: still, share: 1 } });
  const loose = stays({ motion: { motion: restless, share: 1 } });
  const half = stays({ motion: { motion: restless, share: 0.5 } });
  assert.ok(loose < half && half < own && own < stiff, `${loose}, ${half}, ${own}, ${stiff}`);
  assert.equal(stays({ motion: { motion: restless, share: 0 } }), own, "a share of nothing is the labels' own chain");
});

/** A line of a value a second. */
function line(seconds: number, value: () => number) {
  const all = () => Float64Array.from({ length: seconds }, value);
  return { times: Float64Array.from({ length: seconds }, (_, i) => i), arousal: all(), valence: all() };
}

Deno.test("targets that do not reach the audio are refused like ratings", () => {
  const late = { ...data[1], targets: targetSeries("song 01", [100, 101], [0, 0], [0, 0]) };
  assert.throws(
    () => trainModel([data[0], late], TINY_RECIPE, 1, kernels),
    new RangeError(
      "Cannot train a model: somebody must rate a step of every piece, current value is 0 steps of song 01 " +
        "(do the ratings' times fit the audio?)",
    ),
  );
});

Deno.test("maps are as wide as the deviations that were learned", () => {
  const width = (deviation: number) => {
    const pieces = data.slice(0, 8).map((piece) => {
      const { times, arousal, valence } = piece.targets!;
      return { ...piece, targets: targetSeries(piece.name, [...times], [...arousal], [...valence], deviation) };
    });
    // Calibration on so few pieces would rightly widen what it is unsure of.
    const model = trainModel(pieces, { ...TINY_RECIPE, calibrated: false }, 1, kernels),
      { maps } = predict(model, data[9].features, kernels);
    let spread = 0;
    for (let t = 0; t < 8; t++) {
      const map = maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT), { arousal } = heatmapMean(map);
      map.forEach((p, cell) => spread += p * ((Math.floor(cell / 11) + 0.5) / 11 * 2 - 1 - arousal) ** 2 / 8);
    }
    return Math.sqrt(spread);
  };
  const narrow = width(0.15), wide = width(0.5);
  assert.ok(narrow < wide - 0.1, `${narrow}, ${wide}`);
});
