import assert from "node:assert/strict";
import { createWasmKernels } from "../../../kernels/wasm.ts";
import { CELL_COUNT } from "../../emotion/grid.ts";
import { ratings, songs, TINY_RECIPE } from "../../model/testing.ts";
import type { TrainingPiece } from "../../model/training_piece.ts";
import { seededRandom } from "../../random.ts";
import { DESCRIPTOR_NAMES } from "../../signal/step_features.ts";
import { crossValidate, shufflePairing, type System } from "../cross_validate.ts";
import { scoreSystem } from "../system_score.ts";
import { leastIndex, predictHeldOut } from "./baseline.ts";
import { dbnRegressionSystem } from "./dbn_regression.ts";
import { gaussianRegressionSystem } from "./gaussian_regression.ts";
import { kalmanSystem } from "./kalman_filter.ts";
import { linearSmoothingSystem, movingAverage } from "./linear_smoothing.ts";
import { BASELINES } from "./mod.ts";
import { PARAMETERS, ratedParameters, validGaussian } from "./plane_parameters.ts";
import { indicators, quantileBins } from "./quantise.ts";
import { residualScatter } from "./residual_gaussian.ts";
import { seedCrfSystem } from "./seed_crf.ts";
import { trainingMeanSystem } from "./training_mean.ts";

const kernels = await createWasmKernels(), data = songs(24, 5, 10), quiet = () => {};
/** The network is small, but learns more thoroughly than that of models that train in a moment. */
const NETWORK = { ...TINY_RECIPE, dbn: { ...TINY_RECIPE.dbn, fineTuning: { maxIterations: 60, weightDecay: 1e-4 } } };

const systems: Record<string, System> = {
  "DBN regression": dbnRegressionSystem(1, kernels, NETWORK),
  "linear + smoothing": linearSmoothingSystem(kernels),
  "Gaussian regression": gaussianRegressionSystem(kernels),
  "Kalman filter": kalmanSystem(kernels),
  "seed-style CRF": seedCrfSystem(1, kernels, { strength: 3, maxIterations: 30 }),
};

/** The floor on the same pieces. */
const floor = scoreSystem(crossValidate(data, 3, trainingMeanSystem));

for (const [name, system] of Object.entries(systems)) {
  Deno.test(`${name}: finds the mood of songs whose features follow it, and nothing in shuffled ones`, () => {
    const real = scoreSystem(crossValidate(data, 3, system));
    assert.ok(real.rArousal! > 0.8 && real.rValence! > 0.8, `${name}: r ${real.rArousal}, ${real.rValence}`);
    assert.ok(real.nllNats < floor.nllNats - 0.3, `${name}: ${real.nllNats}, floor ${floor.nllNats}`);
    const shuffled = scoreSystem(crossValidate(shufflePairing(data, 1), 3, system));
    assert.ok(shuffled.rArousal! < 0.6 && shuffled.rValence! < 0.6, `${name}: ${JSON.stringify(shuffled)}`);
  });

  Deno.test(`${name}: maps are distributions for silence, hours-long values and no steps; the seed repeats`, () => {
    const predict = system(data.slice(0, 6), quiet), wild = silent(3);
    wild.features.descriptors.forEach((_, i, all) => all[i] = i % 7 === 0 ? 1e4 : -1e4);
    for (const piece of [data[7], silent(4), wild]) {
      const maps = predict(piece);
      assert.equal(maps.length, piece.features.steps * CELL_COUNT);
      for (let t = 0; t < piece.features.steps; t++) {
        const map = maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT);
        assert.ok(map.every((p) => p > 0) && Math.abs(map.reduce((a, b) => a + b) - 1) < 1e-9, `${name} step ${t}`);
      }
      assert.deepEqual(system(data.slice(0, 6), quiet)(piece), maps);
    }
    assert.equal(predict(silent(0)).length, 0);
  });

  Deno.test(`${name}: one piece is too few`, () => {
    assert.throws(() => system(data.slice(0, 1), quiet), {
      name: "RangeError",
      message: "Cannot train a baseline: there must be at least 2 pieces, current value is 1",
    });
  });
}

function silent(steps: number): TrainingPiece {
  const spectra = new Float32Array(steps * 257).fill(-11.5);
  const descriptors = new Float32Array(steps * DESCRIPTOR_NAMES.length).fill(-100);
  return { name: "silence", features: { steps, spectra, descriptors }, series: [] };
}

Deno.test("the table has a name and a line for each, the floor first", () => {
  assert.deepEqual(BASELINES.map(({ name }) => name), ["training mean", ...Object.keys(systems)]);
  assert.ok(BASELINES.every(({ description }) => description.length > 20 && !description.includes("\n")));
});

Deno.test("a moving average is the mean of what the piece has around a step; 1 changes nothing, a wide one is the mean", () => {
  const points = Float64Array.of(0, 10, 1, 20, 5, 60, 6, 30);
  assert.deepEqual([...movingAverage(points, 3)], [0.5, 15, 2, 30, 4, 110 / 3, 5.5, 45]);
  assert.deepEqual(movingAverage(points, 1), points);
  assert.deepEqual([...movingAverage(points, 99)], [3, 30, 3, 30, 3, 30, 3, 30]);
  assert.equal(movingAverage(new Float64Array(0), 3).length, 0);
});

Deno.test("the parameters of a step are those of its raters, and what a model says of them is made valid", () => {
  const times = Float64Array.of(0),
    one = (arousal: number, valence: number) => ({
      ...{ piece: "p", annotator: "a", times },
      ...{ arousal: Float64Array.of(arousal), valence: Float64Array.of(valence) },
    });
  const piece = { ...silent(1), series: [one(0, 0), one(0.4, 0.2), one(0.2, 0.4)] };
  const [{ step, values }] = ratedParameters(piece);
  const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} ${b}`);
  assert.deepEqual([step, values.length], [0, PARAMETERS]);
  // Deviations (−.2, 0, .2), (−.2, .2, 0) but for order: variances .08 / 3, covariance .04 / 3.
  [0.2, 0.2, 0.08 / 3, 0.08 / 3, 0.5].forEach((expected, i) => close(values[i], expected));
  assert.deepEqual(ratedParameters({ ...silent(2), series: [one(0.3, 0.3)] })[1].values.slice(2), [0, 0, 0]);
  const valid = validGaussian([3, -3, -1, 0.04, -7]);
  close(valid.arousal, 0.05 ** 2);
  close(valid.covariance, -0.95 * 0.05 * 0.2);
  assert.deepEqual(valid.mean, { arousal: 3, valence: -3 });
});

Deno.test("the scatter of ratings about the truth is that of the raters, every piece alike", () => {
  const random = seededRandom(4), mood = { arousal: new Array(40).fill(0.1), valence: new Array(40).fill(-0.2) };
  const pieces = ["a", "b"].map((name) => ({ ...silent(40), name, series: ratings(name, mood, 400, random) }));
  const points = Float64Array.from({ length: 80 }, (_, i) => i % 2 === 0 ? 0.1 : -0.2);
  const { arousal, covariance, valence } = residualScatter(pieces, [points, points]);
  // Offsets of .3 and noise of .1, cut off at ± 1 (hardly ever); 800 raters: standard error .005.
  for (const variance of [arousal, valence]) assert.ok(Math.abs(variance - 0.1) < 0.02, `${variance}`);
  assert.ok(Math.abs(covariance) < 0.02);
  const off = residualScatter(pieces.slice(0, 1), [points.map((v) => v + 0.5)]);
  assert.ok(off.arousal > arousal + 0.2, "how far off the prediction is counts too");
  assert.deepEqual(residualScatter([silent(3)], [new Float64Array(6)]), { arousal: 0, covariance: 0, valence: 0 });
});

Deno.test("bins are equally full, and what lies beyond falls into the outer ones", () => {
  const rows = Float64Array.from({ length: 24 }, (_, i) => i % 2 === 0 ? i * 3 : -i), bins = quantileBins([rows], 2, 3);
  const seen = indicators(bins, rows),
    counts = Array.from({ length: 6 }, (_, f) => {
      let count = 0;
      for (let i = f; i < seen.length; i += 6) count += seen[i];
      return count;
    });
  assert.deepEqual(counts, [4, 4, 4, 4, 4, 4]);
  assert.deepEqual([...indicators(bins, Float64Array.of(-1e9, 1e9))], [1, 0, 0, 0, 0, 1]);
  const constant = quantileBins([new Float64Array(4).fill(7)], 1, 3);
  assert.deepEqual([...indicators(constant, Float64Array.of(7, 6))], [0, 0, 1, 1, 0, 0]);
  assert.throws(() => quantileBins([], 2, 3), {
    name: "RangeError",
    message: "Cannot quantise: there must be a row, and an integer ≥ 2 of bins, current values are 0 and 3",
  });
});

Deno.test("held-out predictions come from fits that have not heard the piece; the least index is the first of equals", () => {
  const heard = predictHeldOut(data.slice(0, 7), (training) => ({ name }) => {
    assert.ok(!training.some((piece) => piece.name === name));
    return name;
  });
  assert.deepEqual(heard, data.slice(0, 7).map(({ name }) => name));
  assert.deepEqual([leastIndex([3, 1, 1]), leastIndex([NaN, 2]), leastIndex([2, NaN])], [1, 1, 0]);
});
