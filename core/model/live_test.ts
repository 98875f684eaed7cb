import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { chainMarginals } from "../crf/crf.ts";
import { dbnActivations } from "../dbn/dbn.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import { seededRandom } from "../random.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { calibrateMap } from "./calibration.ts";
import { LiveListener, SONG_STEPS } from "./live.ts";
import { modelInputs, type MoodModel, predict } from "./model.ts";
import { moodFeatures, randomMood, songs, TINY_RECIPE } from "./testing.ts";
import { trainModel } from "./train.ts";

const kernels = await createWasmKernels();
const model = trainModel(songs(20, 2), TINY_RECIPE, 1, kernels);
const song = moodFeatures(randomMood(12, seededRandom(5)), seededRandom(6));

/** Steps `from` … `to - 1` of a piece. */
function steps(piece: StepFeatures, from: number, to: number): StepFeatures {
  const rows = (values: Float32Array) => {
    const width = values.length / piece.steps;
    return values.slice(from * width, to * width);
  };
  return { steps: to - from, spectra: rows(piece.spectra), descriptors: rows(piece.descriptors) };
}

const step = (t: number) => steps(song, t, t + 1);

function listener(count: number, of: MoodModel = model): LiveListener {
  const live = new LiveListener(of, { kernels });
  for (let t = 0; t < count; t++) live.push(step(t));
  return live;
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i] - expected[i]) <= tolerance, `[${i}]: ${actual[i]} instead of ${expected[i]}`);
  }
}

Deno.test("after the whole song the inputs are the batch's, relative to the same song mean", () => {
  assert.deepEqual(listener(12).inputs, modelInputs(model, song, kernels).slice(-model.crf.inputs));
});

Deno.test("the first step's map is the batch's of a song of one step", () => {
  const live = new LiveListener(model, { kernels });
  // f32 in the batch, f64 here.
  assertClose(live.push(step(0)), predict(model, step(0), kernels).maps, 1e-6);
});

Deno.test("maps are what filtering the inputs known at each step gives, the present held as at a prediction's end", () => {
  const live = new LiveListener(model, { kernels }), { edgeSteps } = model.recipe.crf, D = model.crf.inputs;
  const heard: number[] = [];
  for (let t = 0; t < 5; t++) {
    const map = live.push(step(t)), now = Array.from(live.inputs);
    for (let i = 0; i < (t === 0 ? edgeSteps + 1 : 1); i++) heard.push(...now);
    // The batch over the inputs as they were known: its chain gives the same map where the present begins.
    const chain = [...heard, ...Array.from({ length: edgeSteps }, () => now).flat()];
    const { marginals } = chainMarginals(model, Float64Array.from(chain), kernels, { precision: "f64" });
    const at = (heard.length / D - 1) * CELL_COUNT;
    const expected = calibrateMap(model.calibration, marginals.subarray(at, at + CELL_COUNT));
    assertClose(map, expected, 1e-6); // emission scores are f32 in one of them
  }
});

Deno.test("nothing leaks from later: what follows changes no earlier map", () => {
  const one = new LiveListener(model, { kernels }), other = new LiveListener(model, { kernels });
  const loud = { ...song, descriptors: song.descriptors.map((value) => value + 40) };
  const first = Array.from({ length: 4 }, (_, t) => one.push(step(t)));
  for (let t = 4; t < 8; t++) one.push(step(t));
  const again = Array.from({ length: 4 }, (_, t) => other.push(step(t)));
  for (let t = 4; t < 8; t++) other.push(steps(loud, t, t + 1));
  assert.deepEqual(first, again);
  assert.notDeepEqual(one.inputs, other.inputs);
});

Deno.test("a second that has just become a step has its map, one that is about to become one the next", () => {
  const live = listener(5), last = listener(4).push(step(4)), next = listener(5).push(step(5));
  assertClose(live.hear(step(4), 0), last, 1e-12);
  assertClose(live.hear(step(5), 1), next, 1e-12);
  const between = live.hear(step(5), 0.5);
  assert.ok(Math.abs(between.reduce((sum, p) => sum + p) - 1) < 1e-12 && between.every((p) => p > 0));
  assert.deepEqual(live.push(step(5)), next, "hearing is forgotten");
});

Deno.test("before the first step the second is all there is", () => {
  const live = new LiveListener(model, { kernels });
  assertClose(live.hear(step(0), 0.3), listener(0).push(step(0)), 1e-12);
});

Deno.test("a song without end is heard relative to its last minutes", () => {
  const live = listener(12);
  const rest = moodFeatures(randomMood(SONG_STEPS, seededRandom(8)), seededRandom(9));
  for (let t = 0; t < SONG_STEPS; t++) live.push(steps(rest, t, t + 1));
  assert.deepEqual(live.inputs, modelInputs(model, rest, kernels).slice(-model.crf.inputs));
  assert.equal(live.steps, 12 + SONG_STEPS);
});

Deno.test("reset forgets the song, and the network may be run by something else", () => {
  let runs = 0;
  const live = new LiveListener(model, {
    kernels,
    runDbn: (...call) => (runs++, dbnActivations(...call)),
  });
  const first = live.push(step(0));
  live.push(step(1));
  live.reset();
  assert.deepEqual([live.push(step(0)), live.steps, runs], [first, 1, 3]);
});

Deno.test("silence and models of another feature version", () => {
  const silent = {
    steps: 1,
    spectra: new Float32Array(step(0).spectra.length).fill(-11.5),
    descriptors: new Float32Array(step(0).descriptors.length),
  };
  const live = new LiveListener(model, { kernels });
  for (let t = 0; t < 3; t++) assert.ok(live.push(silent).every((p) => p > 0 && p <= 1));
  assert.ok(live.hear(silent, 0.5).every((p) => p > 0 && p <= 1));
  assert.throws(
    () => new LiveListener({ ...model, featureVersion: -1 }, { kernels }),
    {
      name: "RangeError",
      message: /^Cannot use model tiny-1: its features must be of version \d+, current value is -1/,
    },
  );
});
