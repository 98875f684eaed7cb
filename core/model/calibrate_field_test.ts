import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { ratingNllNats } from "../evaluation/score.ts";
import { mean } from "../statistics.ts";
import { clipsFromSequences, parameterCount } from "../crf/crf.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import { calibrateField, countsOf } from "./calibrate_field.ts";
import { heatmaps, type MoodModel, STEP_SECONDS } from "./model.ts";
import type { Recipe } from "./recipe.ts";
import { songs, TINY_RECIPE } from "./testing.ts";
import { labelSequences, listenToPieces, trainModel } from "./train.ts";

const kernels = await createWasmKernels({ threads: 1 });
const deaf: Recipe = { ...TINY_RECIPE, hearing: { descriptors: true, network: "none" } };
const training = songs(30, 2), unheard = songs(30, 77);

const nll = (model: MoodModel) =>
  mean(unheard.map(({ features, series }) => ratingNllNats(heatmaps(model, features, kernels), series, STEP_SECONDS)));

Deno.test("songs that nobody has heard are predicted better by the calibrated maps, far better where the field is too sure", () => {
  const model = trainModel(training, deaf, 1, kernels),
    gain = (own: MoodModel) => nll({ ...own, calibration: null }) - nll(own);
  assert.ok(gain(model) > 0.01, `${gain(model)} nats`);
  const strengths = { weights: 1, bias: 1, transitions: 10 };
  const sure = trainModel(training, { ...deaf, crf: { ...deaf.crf, strengths, maxIterations: 60 } }, 1, kernels);
  assert.ok(gain(sure) > 3 * gain(model) && sure.calibration!.power < model.calibration!.power, `${gain(sure)} nats`);
});

Deno.test("raters are counted where they rated, late, briefly or by a clip of another hearing", () => {
  const steps = 6, columns = 2, inputs = new Float64Array(steps * columns), other = inputs.slice();
  const labels = [[-1, -1, 3, 3, 4, 5], [7, 7, -1, -1, 4, -1], [3, 3, 3, 3, 3, 3]].map((row) => Int32Array.from(row));
  const shape = { states: CELL_COUNT, inputs: columns };
  const clips = [inputs, other].flatMap((own) =>
    clipsFromSequences(shape, own, labels.map((row) => ({ labels: row })))
  );
  const expected = new Float64Array(steps * CELL_COUNT);
  for (const row of labels) row.forEach((label, t) => label >= 0 && expected[t * CELL_COUNT + label]++);
  assert.deepEqual(countsOf(clips, inputs, columns), expected);
});

Deno.test("the same field and pieces give the same calibration; two pieces are enough, and rated steps alone count", () => {
  const pieces = training.slice(0, 2), listened = listenToPieces(pieces, deaf, 1, kernels);
  const inputs = listened.inputs.map(([first]) => first);
  const model = trainModel(pieces, deaf, 1, kernels),
    sequences = pieces.map((piece) => labelSequences(piece));
  const clips = sequences.map((own, i) => clipsFromSequences(model.crf, inputs[i], own));
  const fit = (parameters = model.parameters) =>
    calibrateField({ crf: model.crf, parameters }, { inputs, clips, motion: null, recipe: deaf }, kernels);
  assert.deepEqual(fit(), model.calibration);
  // A field that says nothing leaves the fields of the folds to say how sure maps may be.
  const { power, bias } = fit(new Float64Array(parameterCount(model.crf)));
  assert.ok(power > 0 && [power, ...bias].every(Number.isFinite));
});
