import assert from "node:assert/strict";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import { heatmapMean, normalizeHeatmap } from "../emotion/heatmap.ts";
import type { TrainingPiece } from "../model/training_piece.ts";
import { seededRandom } from "../random.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { crossValidate, type System } from "./cross_validate.ts";
import { perturbing, retimeMaps } from "./perturbation.ts";

/** A piece whose steps' maps are named by the first spectrum number of each. */
function piece(name: string, cells: number[]): TrainingPiece {
  const times = Float64Array.of(0), { arousal, valence } = cellToPoint(cells[0]);
  const one = { arousal: Float64Array.of(arousal), valence: Float64Array.of(valence) };
  return { name, features: features(cells), series: [{ piece: name, annotator: "a", times, ...one }] };
}

function features(cells: number[]): StepFeatures {
  return { steps: cells.length, spectra: Float32Array.from(cells), descriptors: new Float32Array(0) };
}

/** Says of each step the cell that its features name; knows what it was trained on. */
const heard: string[] = [];
const system: System = (training) => (asked) => {
  assert.ok(!training.some(({ name }) => name === asked.name));
  heard.push(asked.name);
  const maps = new Float64Array(asked.features.steps * CELL_COUNT);
  asked.features.spectra.forEach((cell, t) => {
    maps.set(
      normalizeHeatmap(Float64Array.from({ length: CELL_COUNT }, (_, c) => c === cell ? 1 : 0.001)),
      t * CELL_COUNT,
    );
  });
  return maps;
};

const pieces = [piece("a", [60, 60]), piece("b", [60, 60]), piece("c", [60, 60, 60, 60])];

Deno.test("each version is judged by the model that has not heard the piece; shifts are signed, steps are distances", () => {
  const up = new Map(pieces.map(({ name, features: { steps } }) => [name, features(new Array(steps).fill(60 + 11))]));
  const aside = new Map([["c", features([61, 61, 59, 59])]]);
  const { around, report } = perturbing([
      { name: "up", lengthFactor: 1, learnedFrom: true, features: up },
      { name: "aside", lengthFactor: 1, learnedFrom: false, features: aside },
      {
        name: "same",
        lengthFactor: 1,
        learnedFrom: false,
        features: new Map(pieces.map((one) => [one.name, one.features])),
      },
      { name: "unheard", lengthFactor: 1, learnedFrom: false, features: new Map() },
    ], seededRandom(1)),
    asked = around(system);
  heard.length = 0;
  const scores = crossValidate(pieces, 3, asked), said = report();
  assert.deepEqual(scores, crossValidate(pieces, 3, system), "the system's own scores are not touched");
  assert.deepEqual(Object.keys(said), ["up", "aside", "same"]);
  const step = 2 / 11 * (1 - 0.001) / (1 + 0.12),
    near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} ${b}`);
  near(said.up.shiftArousal, step);
  near(said.up.shiftValence, 0);
  near(said.up.stepShift, step);
  near(said.up.nllIncrease, Math.log(1000));
  assert.ok(
    said.up.nllIncreaseLow <= said.up.nllIncrease + 1e-9 && said.up.nllIncreaseHigh >= said.up.nllIncrease - 1e-9,
  );
  near(said.up.nllNats, Math.log(1.12) + Math.log(1000));
  near(said.aside.shiftValence, 0);
  near(said.aside.stepShift, step);
  assert.deepEqual([said.up.pieces, said.aside.pieces], [3, 1]);
  const { pieces: count, nllIncrease, shiftArousal, shiftValence, stepShift } = said.same;
  assert.deepEqual([count, nllIncrease, shiftArousal, shiftValence, stepShift], [3, 0, 0, 0, 0]);
});

Deno.test("maps of a slower version are read at the times of the piece", () => {
  const maps = new Float64Array(6 * CELL_COUNT);
  for (let t = 0; t < 6; t++) maps[t * CELL_COUNT + t] = 1;
  const cells = (steps: number, factor: number) => {
    const out = retimeMaps(maps, steps, factor);
    return Array.from({ length: steps }, (_, t) => out.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT).indexOf(1));
  };
  assert.deepEqual(cells(3, 2), [1, 3, 5]);
  assert.deepEqual(cells(6, 1), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(cells(8, 0.9), [0, 1, 2, 3, 4, 4, 5, 5]);
  assert.equal(retimeMaps(new Float64Array(0), 2, 1).length, 2 * CELL_COUNT);
  assert.ok(Number.isFinite(heatmapMean(maps.subarray(0, CELL_COUNT)).arousal));
});
