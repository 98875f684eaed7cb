import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { parameterBlocks } from "../crf/crf.ts";
import { CELL_COUNT, type Point } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import { seededRandom } from "../random.ts";
import type { MoveCorrection } from "../review/correction.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { modelContents, modelFromContents } from "./file.ts";
import { type MoodModel, predict } from "./model.ts";
import { retrainModel } from "./retrain.ts";
import { moodFeatures, randomMood, songs, TINY_RECIPE } from "./testing.ts";
import { trainModel } from "./train.ts";

const kernels = await createWasmKernels();
const parent = trainModel(songs(30, 2), TINY_RECIPE, 1, kernels);

/** A song that nobody rated, of two halves that sound different. */
function song(seed: number, steps = 20): StepFeatures {
  const random = seededRandom(seed);
  return moodFeatures(randomMood(steps, random), random, 2);
}

function means(model: MoodModel, features: StepFeatures): Point[] {
  const { maps } = predict(model, features, kernels);
  return Array.from(
    { length: features.steps },
    (_, t) => heatmapMean(maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT)),
  );
}

const move = (
  id: string,
  timeSeconds: number,
  durationSeconds: number,
  value: Point,
  confidence = 1,
): MoveCorrection => ({
  kind: "move",
  id,
  timeSeconds,
  durationSeconds,
  value,
  confidence,
  annotator: "a",
  tool: "test",
});

const learn = (model: MoodModel, pieces: { features: StepFeatures; moves: MoveCorrection[] }[]): MoodModel => ({
  ...model,
  ...retrainModel(model, pieces, kernels),
});

const away = (a: Point, b: Point) => Math.hypot(a.valence - b.valence, a.arousal - b.arousal);
const average = (values: number[]) => values.reduce((a, b) => a + b) / values.length;

const track = song(12), before = means(parent, track);
const goal = { valence: -0.5 * Math.sign(before[14].valence), arousal: -0.5 * Math.sign(before[14].arousal) };
const passage = move("m1", 12, 6, goal);
const corrected = learn(parent, [{ features: track, moves: [passage] }]);

Deno.test("the passage moves towards the correction, the rest of the track stays, other songs hardly move", () => {
  const after = means(corrected, track), within = [12, 13, 14, 15, 16, 17], rest = [0, 1, 2, 3, 4, 5, 6, 7];
  const left = average(within.map((t) => away(after[t], goal)));
  const was = average(within.map((t) => away(before[t], goal)));
  assert.ok(left < 0.5 * was, `${was} from the goal before, ${left} after`);
  const drift = average(rest.map((t) => away(after[t], before[t])));
  // The tiny model's chain is stiff: a step that moves pulls its neighbours.
  assert.ok(drift < 0.3 * (was - left), `the rest moved by ${drift}`);
  for (const seed of [21, 22, 23]) {
    const other = song(seed), [old, fresh] = [means(parent, other), means(corrected, other)];
    const moved = average(old.map((point, t) => away(point, fresh[t])));
    assert.ok(moved < 0.02 * was, `song ${seed} moved by ${moved}`);
  }
});

Deno.test("only the weights of the new moments are new; the parent is not modified", () => {
  const { weights } = parameterBlocks(parent.crf), columns = weights.shape[1];
  const at = parent.crf.inputs * columns, added = (corrected.crf.inputs - parent.crf.inputs) * columns;
  assert.equal(added, 2 * columns, "six steps are two moments");
  const old = (values: Float64Array) => Float64Array.of(...values.subarray(0, at), ...values.subarray(at + added));
  assert.deepEqual([old(corrected.parameters), old(corrected.information)], [parent.parameters, parent.information]);
  assert.ok(corrected.parameters.subarray(at, at + added).some((weight) => Math.abs(weight) > 0.1));
  assert.deepEqual([parent.memory.corrections, corrected.memory.corrections], [[], ["m1", "m1"]]);
});

Deno.test("the same corrections give the same version; it survives the way into a file", () => {
  const again = learn(parent, [{ features: track, moves: [passage] }]);
  assert.deepEqual(again.parameters, corrected.parameters);
  const read = modelFromContents(structuredClone(modelContents(corrected)));
  assert.deepEqual(predict(read, track, kernels), predict(corrected, track, kernels));
});

Deno.test("less confidence moves less, none moves nothing", () => {
  const moved = [0, 0.3, 1].map((confidence) => {
    const after = means(learn(parent, [{ features: track, moves: [{ ...passage, confidence }] }]), track);
    return away(after[14], before[14]);
  });
  assert.ok(moved[0] < 1e-3 && moved[1] > 0.02 && moved[2] > 1.3 * moved[1], moved.join(" "));
});

Deno.test("a second version learns only what is new, beside what the first has learned", () => {
  const other = song(31),
    start = means(corrected, other),
    second = move("m2", 2, 4, {
      valence: start[3].valence > 0 ? -0.6 : 0.6,
      arousal: start[3].arousal,
    });
  const both = learn(corrected, [
    { features: track, moves: [passage] },
    { features: other, moves: [second] },
  ]);
  assert.deepEqual(both.memory.corrections, ["m1", "m1", "m2"]);
  assert.ok(away(means(both, other)[3], second.value) < 0.6 * away(start[3], second.value));
  const first = means(corrected, track), kept = means(both, track);
  assert.ok(average(first.map((point, t) => away(point, kept[t]))) < 0.05, "what was learned before stays");
});

Deno.test("later moves win; moves partly or wholly outside, short tracks and empty ones are fine", () => {
  const opposite = { valence: -goal.valence, arousal: -goal.arousal };
  const twice = learn(parent, [{ features: track, moves: [move("1", 12, 6, goal), move("2", 12, 6, opposite)] }]);
  assert.ok(away(means(twice, track)[14], opposite) < away(means(twice, track)[14], goal));
  const edges = [move("1", -5, 7, goal), move("2", 18.4, 100, goal), move("3", 500, 5, goal)];
  const ends = means(learn(parent, [{ features: track, moves: edges }]), track);
  for (const t of [0, 19]) assert.ok(away(ends[t], goal) < away(before[t], goal), `step ${t}`);
  const short = song(41, 1), empty = song(42, 0);
  const learned = learn(parent, [
    { features: short, moves: [move("1", 0, 1, goal)] },
    { features: empty, moves: [move("2", 0, 1, goal)] },
    { features: track, moves: [] },
  ]);
  assert.ok(away(means(learned, short)[0], goal) < away(means(parent, short)[0], goal));
});

Deno.test("progress rises", () => {
  const told: number[] = [];
  retrainModel(parent, [{ features: track, moves: [passage] }], kernels, ({ message, fraction }) => {
    assert.equal(message, "learning from the corrections");
    told.push(fraction);
  });
  assert.ok(told.length > 1 && told.every((fraction, i) => fraction > (told[i - 1] ?? 0) && fraction <= 1));
});

Deno.test("nothing new to learn is refused", () => {
  const message =
    "Cannot retrain: there must be a correction that covers a step and that the parent has not learned, " +
    "current value is 0 (has the parent learned them all?)";
  const run = (model: MoodModel, moves: MoveCorrection[]) => () =>
    retrainModel(model, [{ features: track, moves }], kernels);
  assert.throws(run(parent, []), new RangeError(message));
  assert.throws(run(parent, [move("1", 3.6, 0.8, goal)]), new RangeError(message), "no step's middle");
  assert.throws(run(corrected, [passage]), new RangeError(message));
});
