/** Every recipe, from songs to a model file and back. */
import assert from "node:assert/strict";
import { readModelFile, writeModelFile } from "../../formats/model_file.ts";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { seededRandom } from "../random.ts";
import type { MoveCorrection } from "../review/correction.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { modelContents, modelFromContents } from "./file.ts";
import { LiveListener } from "./live.ts";
import { type MoodModel, predict } from "./model.ts";
import { type Recipe, RECIPES } from "./recipe.ts";
import { retrainModel } from "./retrain.ts";
import { songs, withDeviations } from "./testing.ts";
import { trainModel } from "./train.ts";

const kernels = await createWasmKernels();
const data = songs(3, 1).map((piece, i) => ({ ...piece, features: withDeviations(piece.features, seededRandom(i)) }));
const [{ features }] = data;

/** All steps are alike, and silent. */
const STILL: StepFeatures = {
  steps: features.steps,
  spectra: new Float32Array(features.spectra.length).fill(-50),
  deviations: new Float32Array(features.spectra.length),
  descriptors: new Float32Array(features.descriptors.length),
};

const MOVE: MoveCorrection = {
  ...{ kind: "move", id: "a", timeSeconds: 2, durationSeconds: 3, confidence: 1, annotator: "b", tool: "test" },
  value: { arousal: 0.8, valence: -0.8 },
};

/** The recipe with less work: what it makes has the same parts. */
function quick(recipe: Recipe): Recipe {
  const { dbn, crf } = recipe, { pretraining, fineTuning } = dbn;
  return {
    ...recipe,
    dbn: {
      ...dbn,
      pretraining: pretraining && { ...pretraining, epochs: 2 },
      fineTuning: { ...fineTuning, maxIterations: 3 },
    },
    crf: { ...crf, maxIterations: 3 },
  };
}

function isMaps(maps: Float64Array): boolean {
  return maps.length > 0 && maps.every((p) => p > 0 && p < 1);
}

/** The first steps of a song. */
function begin({ spectra, deviations, descriptors, steps }: StepFeatures, count: number): StepFeatures {
  const cut = (rows: Float32Array) => rows.slice(0, rows.length / steps * count);
  return { steps: count, spectra: cut(spectra), deviations: cut(deviations!), descriptors: cut(descriptors) };
}

for (const recipe of Object.values(RECIPES)) {
  Deno.test(`recipe ${recipe.name}: the same seed gives the same bytes, and they are the model`, () => {
    const train = () => trainModel(data, quick(recipe), 1, kernels);
    const model = train(), bytes = writeModelFile(modelContents(model));
    assert.deepEqual(writeModelFile(modelContents(train())), bytes);
    const read = modelFromContents(readModelFile(bytes));
    assert.deepEqual(predict(read, features, kernels), predict(model, features, kernels));
    assert.deepEqual(writeModelFile(modelContents(read)), bytes);
  });

  Deno.test(`recipe ${recipe.name}: songs of no, one and some steps, silence, live and corrections give maps`, () => {
    const model = trainModel(data, quick(recipe), 1, kernels);
    assert.equal(predict(model, begin(features, 0), kernels).maps.length, 0);
    for (const song of [begin(features, 1), features, STILL]) assert.ok(isMaps(predict(model, song, kernels).maps));
    assert.ok(isMaps(heardLive(model, STILL)) && isMaps(heardLive(model, features)));
    const learned = { ...model, ...retrainModel(model, [{ features, corrections: [MOVE] }], kernels) };
    const again = modelFromContents(readModelFile(writeModelFile(modelContents(learned))));
    assert.deepEqual(predict(again, features, kernels), predict(learned, features, kernels));
    assert.notDeepEqual(predict(again, features, kernels).maps, predict(model, features, kernels).maps);
  });
}

/** The last map of a song that is heard step by step. */
function heardLive(model: MoodModel, song: StepFeatures): Float64Array {
  const listener = new LiveListener(model, { kernels });
  let map = new Float64Array(0);
  for (let t = 0; t < song.steps; t++) {
    const row = (rows: Float32Array) => rows.subarray(t * rows.length / song.steps, (t + 1) * rows.length / song.steps);
    const { spectra, deviations, descriptors } = song;
    map = listener.push({
      steps: 1,
      spectra: row(spectra),
      deviations: row(deviations!),
      descriptors: row(descriptors),
    }) as Float64Array<ArrayBuffer>;
  }
  return map;
}
