import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { chainMarginals } from "../crf/crf.ts";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import { seededRandom } from "../random.ts";
import { SEED_SPECTRUM } from "../signal/step_spectrum_spec.ts";
import { calibrateMap } from "./calibration.ts";
import { inputWeights } from "./attribution.ts";
import { hear, heardColumns, hearInputs, predictSteps } from "./hearing.ts";
import { modelInsight, strongestMoments, unitActivations } from "./insight.ts";
import { crfInputs, type MoodModel } from "./model.ts";
import type { HearingSpec } from "./recipe.ts";
import { songs, TINY_RECIPE, withDeviations } from "./testing.ts";
import { trainModel } from "./train.ts";
import { trainingMeanInputs } from "./training_mean.ts";
import { unitPlace, unitPulls } from "./unit_pull.ts";

const kernels = await createWasmKernels();
const pieces = songs(12, 2), model = trainModel(pieces, TINY_RECIPE, 1, kernels);
const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

/** The model with the CRF of softmaxes: no transitions and no calibration, so that maps can be written down. */
const plain = {
  ...trainModel(
    songs(6, 3),
    { ...TINY_RECIPE, crf: { ...TINY_RECIPE.crf, transitions: { kind: "none" } } },
    1,
    kernels,
  ),
  calibration: null,
};

Deno.test("without transitions a top unit's pull is that of its emission scores: softmax written out", () => {
  const { layers } = plain.listener.ear.dbn!,
    layer = layers.length - 1,
    unit = 2,
    { map, pulls } = unitPulls(plain, kernels);
  const pull = pulls.find((one) => one.layer === layer && one.unit === unit)!;
  const { deviation } = pull, { column } = unitPlace(plain.listener.ear, pull);
  const weights = inputWeights(plain.crf, plain.parameters), nats = new Float64Array(CELL_COUNT);
  const ownInput = plain.recipe.crf.activationScale * deviation / plain.activationScale.deviation[unit];
  for (let s = 0; s < CELL_COUNT; s++) {
    nats[s] += ownInput * weights[(4 + unit) * CELL_COUNT + s];
    for (let o = 0; o < 2; o++) {
      const { song, ear: _ } = plain.listener;
      const moved = deviation * song.weights[2 * column + o] / song.scale[column] / plain.predictionScale.deviation[o];
      nats[s] += moved * weights[o * CELL_COUNT + s];
    }
  }
  const raised = map.map((p, s) => p * Math.exp(nats[s])), total = sum(raised);
  // Activations are f32.
  pull.change.forEach((change, s) => assert.ok(Math.abs(change - (raised[s] / total - map[s])) < 1e-7));
});

Deno.test("pulls move probability and make none, and shift and influence are read off them", () => {
  const { map, pulls } = unitPulls(model, kernels);
  assert.equal(pulls.length, 10);
  assert.ok(Math.abs(sum(map) - 1) < 1e-9);
  for (const { change, shift, influence, deviation } of pulls) {
    assert.ok(Math.abs(sum(change)) < 1e-9 && deviation > 0);
    assert.ok(Math.abs(influence - change.reduce((most, p) => most + Math.max(0, p), 0)) < 1e-9);
    const valence = change.reduce((all, p, cell) => all + p * cellToPoint(cell).valence, 0);
    assert.ok(Math.abs(valence - shift.valence) < 1e-9);
  }
  assert.ok(Math.max(...pulls.map(({ influence }) => influence)) > 1e-3, "somebody listens");
});

Deno.test("a unit of the first layer is heard through the layers above it", () => {
  const deaf: MoodModel = { ...model, listener: { ...model.listener } },
    { column } = unitPlace(model.listener.ear, { layer: 0, unit: 1 });
  for (const part of ["song", "step"] as const) {
    const weights = model.listener[part].weights.slice();
    weights.fill(0, 2 * column, 2 * column + 2);
    deaf.listener[part] = { ...model.listener[part], weights };
  }
  const pullOf = (one: MoodModel) => unitPulls(one, kernels).pulls[1];
  assert.deepEqual([pullOf(deaf).layer, pullOf(deaf).unit], [0, 1]);
  assert.ok(pullOf(deaf).influence > 1e-6, "through layer 1 alone");
  const dbn = model.listener.ear.dbn!, [first, second] = dbn.layers, weights = second.weights.slice();
  weights.fill(0, second.hidden, 2 * second.hidden);
  const cut = {
    ...deaf.listener,
    ear: { ...deaf.listener.ear, dbn: { ...dbn, layers: [first, { ...second, weights }] } },
  };
  assert.ok(pullOf({ ...deaf, listener: cut }).influence < 1e-9, "cut off from above, nobody hears it");
});

Deno.test("the map of the mean music is what the whole chain says of a long even song", () => {
  const inputs = trainingMeanInputs(model, new Array(61).fill(true)),
    heard = hearInputs(model.listener.ear, inputs, kernels);
  const { marginals } = chainMarginals(model, crfInputs(model, predictSteps(model.listener, heard), heard), kernels);
  const map = calibrateMap(model.calibration, marginals.subarray(30 * CELL_COUNT, 31 * CELL_COUNT));
  unitPulls(model, kernels).map.forEach((p, cell) => assert.ok(Math.abs(p - map[cell]) < 1e-6)); // f32
});

Deno.test("a model's insight has every unit once, the most influential first, the same each time", () => {
  const insight = modelInsight(model, kernels), again = modelInsight(model, kernels);
  assert.deepEqual(insight, again);
  assert.deepEqual(insight.layers, [6, 4]);
  assert.deepEqual(modelInsight(model, kernels, { most: 3 }).units, insight.units.slice(0, 3));
  assert.equal(new Set(insight.units.map(({ layer, unit }) => `${layer}.${unit}`)).size, 10);
  insight.units.forEach(({ influence, highest, atMean }, i) => {
    assert.ok(i === 0 || influence <= insight.units[i - 1].influence);
    assert.ok(highest > atMean, "the preferred spectrum excites more than the mean does");
  });
});

Deno.test("a model without a network has no units and a map", () => {
  const deaf = trainModel(
    songs(4, 5),
    { ...TINY_RECIPE, hearing: { descriptors: true, network: "none" } },
    1,
    kernels,
  );
  const { units, layers, map } = modelInsight(deaf, kernels);
  assert.deepEqual([units, layers, map.length], [[], [], CELL_COUNT]);
});

Deno.test("a unit fires in a song as its column is heard", () => {
  const [one, other] = unitActivations(
    model,
    pieces[0].features,
    [{ layer: 0, unit: 3 }, { layer: 1, unit: 2 }],
    kernels,
  );
  assert.deepEqual([one.length, other.length], [8, 8]);
  assert.ok([...one, ...other].every((a) => a > 0 && a < 1));
  assert.deepEqual(unitPlace(model.listener.ear, { layer: 1, unit: 2 }), {
    table: "rows",
    column: model.recentScale.mean.length - 2,
  });
});

Deno.test("strongest moments are apart, strongest first, the earlier of equals", () => {
  const activations = [0.1, 0.9, 0.8, 0.2, 0.8, 0.8];
  assert.deepEqual(strongestMoments(activations, { count: 3, apartSteps: 2 }), [1, 4]);
  assert.deepEqual(strongestMoments(activations, { count: 3, apartSteps: 1 }), [1, 2, 4]);
  assert.deepEqual(strongestMoments([], { count: 3, apartSteps: 1 }), []);
});

Deno.test("of layers that are chosen, the units are those that something hears, where it hears them", () => {
  const chosen = (layers: Pick<HearingSpec, "regressionLayers" | "crfLayers">) =>
    trainModel(pieces, { ...TINY_RECIPE, hearing: { ...TINY_RECIPE.hearing, ...layers } }, 1, kernels);
  const top = modelInsight(chosen({ regressionLayers: [2], crfLayers: [2] }), kernels);
  assert.deepEqual([top.heardUnits, top.layers], [4, [6, 4]]);
  assert.ok(top.units.every(({ layer }) => layer === 1));

  const apart = chosen({ regressionLayers: [1], crfLayers: [2] }), { ear } = apart.listener;
  const descriptors = heardColumns(ear.hearing).length;
  assert.deepEqual(unitPlace(ear, { layer: 0, unit: 2 }), { table: "rows", column: descriptors + 2 });
  assert.deepEqual(unitPlace(ear, { layer: 1, unit: 3 }), { table: "activations", column: 3 });
  const { pulls } = unitPulls(apart, kernels), pull = pulls.at(-1)!;
  assert.deepEqual([pulls.length, pull.layer, pull.unit], [10, 1, 3]);
  assert.equal(pull.deviation, apart.activationScale.deviation[3]);
  assert.ok(pull.influence > 1e-6);
  const [fires] = unitActivations(apart, pieces[0].features, [pull], kernels);
  const { activations } = hear(ear, pieces[0].features, kernels);
  assert.deepEqual([...fires], [...activations.filter((_, i) => i % 4 === 3)]);

  assert.throws(() => unitPlace({ ...ear, hearing: { ...ear.hearing, crfLayers: [1] } }, { layer: 1, unit: 0 }), {
    name: "RangeError",
    message: "Cannot hear the unit: its layer must be one of 1, current value is 2 " +
      "(the recipe names the layers that are heard)",
  });
});

Deno.test("inputs are told in dB and by run: a power is uncompressed to first order, and no tooth spans two runs", () => {
  const spectrum = {
    ...SEED_SPECTRUM,
    statistics: "mean+deviation" as const,
    scalesSeconds: [1, 4],
    compression: { kind: "power" as const, exponent: 0.5 },
  };
  const random = seededRandom(4),
    all = pieces.map((piece) => ({
      ...piece,
      features: withDeviations(piece.features, random),
    }));
  const one = trainModel(
    all,
    { ...TINY_RECIPE, hearing: { descriptors: true, network: "trained", spectrum } },
    1,
    kernels,
  );
  const { runs, frequenciesHz, decibelsPerDeviation, units } = modelInsight(one, kernels, { most: 1 });
  assert.deepEqual(runs[3], { seconds: 4, statistic: "deviation", first: 3 * 257, end: 4 * 257 });
  assert.deepEqual([frequenciesHz.length, units[0].preferred.length, decibelsPerDeviation.length], [257, 1028, 1028]);
  // √m up by a small part of its deviation is m up by as large a part of the decibels.
  const { mean, deviation } = one.listener.ear.scale, h = 1e-6;
  const raised = 20 * Math.log10(((mean[700] + h * deviation[700]) / mean[700]) ** 2);
  assert.ok(Math.abs(raised / h - decibelsPerDeviation[700]) < 1e-4 * decibelsPerDeviation[700]);

  // Weights that are even in each run, up in one and down in the next: without teeth as they are.
  const { dbn } = one.listener.ear,
    [first, ...above] = dbn!.layers,
    sign = (i: number) => Math.floor(i / 257) % 2 ? -1 : 1;
  const weights = first.weights.map((_, i) => sign(Math.floor(i / first.hidden)));
  const ear = { ...one.listener.ear, dbn: { ...dbn!, layers: [{ ...first, weights }, ...above] } };
  const even = modelInsight({ ...one, listener: { ...one.listener, ear } }, kernels);
  const { preferred } = even.units.find(({ layer }) => layer === 0)!;
  preferred.forEach((value, i) => assert.ok(Math.abs(value - sign(i)) < 1e-3, `${i}: ${value}`));
});
