import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import { seededRandom } from "../random.ts";
import { DESCRIPTOR_NAMES, type StepFeatures } from "../signal/step_features.ts";
import { SEED_SPECTRUM } from "../signal/step_spectrum_spec.ts";
import { attribute, type Attribution, type MapReading } from "./attribution.ts";
import { TIME_SCALES } from "./listening_gradient.ts";
import { predict } from "./model.ts";
import type { Recipe } from "./recipe.ts";
import { moodFeatures, songs, TINY_RECIPE, withDeviations } from "./testing.ts";
import { trainModel } from "./train.ts";
import type { TrainingPiece } from "./training_piece.ts";

const kernels = await createWasmKernels();
const recipe = (hearing: Recipe["hearing"], crf: Partial<Recipe["crf"]> = {}): Recipe => ({
  ...TINY_RECIPE,
  hearing,
  crf: { ...TINY_RECIPE.crf, ...crf },
});
/** Spectra over two windows, some descriptors, and a layer for the regressions and another for the CRF. */
const MANY_COLUMNS: Recipe["hearing"] = {
  descriptors: ["shape", "harmony"],
  network: "trained",
  spectrum: { ...SEED_SPECTRUM, statistics: "mean+deviation", scalesSeconds: [1, 4] },
  regressionLayers: [1],
  crfLayers: [2],
};
const withAll = (pieces: TrainingPiece[]) => {
  const random = seededRandom(7);
  return pieces.map((piece) => ({ ...piece, features: withDeviations(piece.features, random) }));
};
const model = trainModel(songs(12, 2), TINY_RECIPE, 1, kernels);
const READINGS: MapReading[] = [
  { kind: "valence" },
  { kind: "arousal" },
  { kind: "logProbability", cells: [100, 101, 111, 112] },
];
/** Far from the mean of all songs. */
function song(seed: number, steps = 9): StepFeatures {
  const axis = (at: number) => Array.from({ length: steps }, (_, t) => at + 0.1 * Math.sin(t));
  return moodFeatures({ arousal: axis(0.7), valence: axis(-0.6) }, seededRandom(seed));
}
const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
const shares = ({ network, descriptors }: Attribution) =>
  sum(TIME_SCALES.flatMap((scale) => [sum(network[scale]), sum(descriptors[scale])]));

Deno.test("attributions are complete: they sum to what the map reads less what it reads of the training mean", () => {
  const models = [
    model,
    trainModel(songs(6, 3), recipe({ descriptors: true, network: "none" }), 1, kernels),
    trainModel(
      songs(6, 4),
      recipe({ descriptors: false, network: "trained" }, {
        emission: { kind: "dense" },
        transitions: { kind: "none" },
      }),
      1,
      kernels,
    ),
    trainModel(withAll(songs(6, 5)), recipe(MANY_COLUMNS), 1, kernels),
  ];
  for (const one of models) {
    let most = 0;
    for (const step of [0, 4, 8]) {
      for (
        const found of attribute(
          one,
          withDeviations(song(5), seededRandom(6)),
          { step, nodes: 24, readings: READINGS },
          kernels,
        )
      ) {
        const { value, baseline, missed, seconds } = found;
        most = Math.max(most, Math.abs(value - baseline));
        // Activations are f32, products of some hundred of them; the quadrature itself converges far below that.
        assert.ok(Math.abs(value - baseline - shares(found)) < 2e-5 * Math.max(1, Math.abs(value)), `missed ${missed}`);
        assert.ok(Math.abs(sum(seconds) - shares(found)) < 1e-9);
        assert.ok(Math.abs(value - baseline - shares(found) - missed) < 1e-9);
      }
    }
    assert.ok(most > 0.005, `there is something to explain: ${most}`);
  }
});

Deno.test("the values are those of the predicted map", () => {
  const features = song(6), { maps } = predict(model, features, kernels);
  const found = attribute(model, features, { step: 2, nodes: 1, readings: READINGS }, kernels);
  const map = maps.subarray(2 * CELL_COUNT, 3 * CELL_COUNT), { valence, arousal } = heatmapMean(map);
  const region = Math.log(sum([100, 101, 111, 112].map((cell) => map[cell])));
  // Predictions are made in f32.
  [valence, arousal, region].forEach((value, i) => assert.ok(Math.abs(found[i].value - value) < 1e-4, `${i}`));
});

Deno.test("what is as in the training mean, and what nothing listens to, has no share", () => {
  // Cepstra: the first columns of what is heard.
  const features = song(7), width = DESCRIPTOR_NAMES.length, column = 30;
  const deaf = { ...model, listener: { ...model.listener } };
  for (const part of ["song", "step"] as const) {
    const weights = model.listener[part].weights.slice();
    weights.fill(0, 2 * column, 2 * column + 2);
    deaf.listener[part] = { ...model.listener[part], weights };
  }
  for (let t = 0; t < 9; t++) features.descriptors[t * width + 31] = model.recentScale.mean[31];
  const [found] = attribute(deaf, features, { step: 4, nodes: 4, readings: READINGS }, kernels);
  for (const scale of TIME_SCALES) {
    assert.equal(found.descriptors[scale][column], 0);
    assert.ok(Math.abs(found.descriptors[scale][31]) < 1e-6); // features are f32
    assert.ok(found.descriptors[scale].some((share) => Math.abs(share) > 1e-6) || scale === "step");
  }
});

Deno.test("more nodes change nothing that matters", () => {
  const at = (nodes: number) => attribute(model, song(8), { step: 4, nodes, readings: [READINGS[0]] }, kernels)[0];
  const [coarse, fine] = [at(24), at(60)];
  for (const scale of TIME_SCALES) {
    fine.descriptors[scale].forEach((share, i) => assert.ok(Math.abs(share - coarse.descriptors[scale][i]) < 1e-6));
  }
});

Deno.test("one step, silence and inputs far out give finite shares", () => {
  const silence: StepFeatures = {
    steps: 3,
    spectra: new Float32Array(3 * 257).fill(-20),
    descriptors: new Float32Array(3 * DESCRIPTOR_NAMES.length),
  };
  const loud = song(9, 4);
  loud.descriptors = loud.descriptors.map((value) => 1e4 * value);
  for (const features of [song(9, 1), silence, loud]) {
    for (const found of attribute(model, features, { step: 0, nodes: 8, readings: READINGS.slice(0, 2) }, kernels)) {
      assert.ok(Number.isFinite(found.missed) && found.seconds.every(Number.isFinite));
    }
  }
});

Deno.test("a piece that is too long for the slopes of a wide network is refused before anything is made for it", () => {
  const hours = { steps: 65_536, spectra: new Float32Array(0), descriptors: new Float32Array(0) };
  assert.throws(
    () => attribute(model, hours, { step: 0, nodes: 1, readings: [READINGS[0]] }, kernels),
    new RangeError(
      "Cannot listen to the piece: its steps times the model's numbers a step must be at most 67108864, " +
        "current value is 65536 × 1285 (use a smaller model, or cut the piece)",
    ),
  );
});

Deno.test("what cannot be explained is refused", () => {
  const ask = (step: number, cells: number[]) => () =>
    attribute(model, song(1), { step, nodes: 1, readings: [{ kind: "logProbability", cells }] }, kernels);
  assert.throws(ask(9, [0]), {
    name: "RangeError",
    message: "Cannot explain a map: the step must be an integer in 0 … 8, current value is 9 (is this beyond the end?)",
  });
  assert.throws(ask(0, [121]), {
    name: "RangeError",
    message: "Cannot explain a map: cells must be integers in 0 … 120, current value is 121",
  });
  assert.throws(ask(0, []), {
    name: "RangeError",
    message: "Cannot explain a map: a region must have at least one cell, current value is 0",
  });
});
