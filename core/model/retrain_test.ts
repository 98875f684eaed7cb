import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { parameterBlocks } from "../crf/crf.ts";
import { CELL_COUNT, type Point } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import { seededRandom } from "../random.ts";
import { editHeatmap } from "../review/apply.ts";
import type { Correction, MapEdit, MoveCorrection, Verdict } from "../review/correction.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { modelContents, modelFromContents } from "./file.ts";
import { type MoodModel, predict } from "./model.ts";
import type { CorrectedPiece } from "./lessons.ts";
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

const learn = (model: MoodModel, pieces: CorrectedPiece[]): MoodModel => ({
  ...model,
  ...retrainModel(model, pieces, kernels),
});

const away = (a: Point, b: Point) => Math.hypot(a.valence - b.valence, a.arousal - b.arousal);
const average = (values: number[]) => values.reduce((a, b) => a + b) / values.length;

const track = song(12), before = means(parent, track);
const goal = { valence: -0.5 * Math.sign(before[14].valence), arousal: -0.5 * Math.sign(before[14].arousal) };
const passage = move("m1", 12, 6, goal);
const corrected = learn(parent, [{ features: track, corrections: [passage] }]);

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
  const again = learn(parent, [{ features: track, corrections: [passage] }]);
  assert.deepEqual(again.parameters, corrected.parameters);
  const read = modelFromContents(structuredClone(modelContents(corrected)));
  assert.deepEqual(predict(read, track, kernels), predict(corrected, track, kernels));
});

Deno.test("less confidence moves less, none moves nothing", () => {
  const moved = [0, 0.3, 1].map((confidence) => {
    const after = means(learn(parent, [{ features: track, corrections: [{ ...passage, confidence }] }]), track);
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
    { features: track, corrections: [passage] },
    { features: other, corrections: [second] },
  ]);
  assert.deepEqual(both.memory.corrections, ["m1", "m1", "m2"]);
  assert.ok(away(means(both, other)[3], second.value) < 0.6 * away(start[3], second.value));
  const first = means(corrected, track), kept = means(both, track);
  assert.ok(average(first.map((point, t) => away(point, kept[t]))) < 0.05, "what was learned before stays");
});

Deno.test("later moves win; moves partly or wholly outside, short tracks and empty ones are fine", () => {
  const opposite = { valence: -goal.valence, arousal: -goal.arousal };
  const twice = learn(parent, [{ features: track, corrections: [move("1", 12, 6, goal), move("2", 12, 6, opposite)] }]);
  assert.ok(away(means(twice, track)[14], opposite) < away(means(twice, track)[14], goal));
  const edges = [move("1", -5, 7, goal), move("2", 18.4, 100, goal), move("3", 500, 5, goal)];
  const ends = means(learn(parent, [{ features: track, corrections: edges }]), track);
  for (const t of [0, 19]) assert.ok(away(ends[t], goal) < away(before[t], goal), `step ${t}`);
  const short = song(41, 1), empty = song(42, 0);
  const learned = learn(parent, [
    { features: short, corrections: [move("1", 0, 1, goal)] },
    { features: empty, corrections: [move("2", 0, 1, goal)] },
    { features: track, corrections: [] },
  ]);
  assert.ok(away(means(learned, short)[0], goal) < away(means(parent, short)[0], goal));
});

/** Passage and all it says but what kind it is of. */
function about<K extends Correction["kind"]>(id: string, kind: K, span: [number, number], rest: object) {
  const { value: _, ...statement } = move(id, ...span, goal);
  return { ...statement, kind, ...rest } as Correction & { kind: K };
}
const verdict = (kind: Verdict["kind"], id: string, ...span: [number, number]) =>
  about(id, kind, span, { modelId: "parent" });

function mapAt(model: MoodModel, features: StepFeatures, t: number): Float64Array {
  return predict(model, features, kernels).maps.slice(t * CELL_COUNT, (t + 1) * CELL_COUNT);
}

const klNats = (p: Float64Array, q: Float64Array) =>
  p.reduce((sum, value, cell) => sum + value * Math.log(value / q[cell]), 0);

Deno.test("a range that was painted, reshaped, set or traced teaches its corrected maps", () => {
  const [row, column] = [goal.arousal, goal.valence].map((x) => x > 0 ? 6 : 0);
  const quarter = Array.from({ length: 25 }, (_, i) => (row + Math.floor(i / 5)) * 11 + column + i % 5);
  const far = Array.from({ length: CELL_COUNT }, (_, c) => quarter.includes(c) ? 0.8 / 25 : 0.2 / 96);
  const edits = [
    about("p", "paint", [12, 6], { value: quarter.map((cell) => [cell, 3]) }),
    about("r", "reshape", [12, 6], { value: { at: goal, how: "move", to: goal, amount: 1 } }),
    about("s", "set", [12, 6], { value: { from: far, to: far } }),
    about("t", "trace", [12, 6], { value: [[0, goal.valence, goal.arousal]] }),
  ];
  const within = [12, 13, 14, 15, 16, 17];
  for (const edit of edits) {
    const made = learn(parent, [{ features: track, corrections: [edit] }]);
    const apart = (model: MoodModel) =>
      average(within.map((startSeconds) => {
        const target = editHeatmap(edit, mapAt(parent, track, startSeconds), { startSeconds, stepSeconds: 1 });
        return klNats(Float64Array.from(target), mapAt(model, track, startSeconds));
      }));
    const [before, after] = [apart(parent), apart(made)];
    assert.ok(after < 0.6 * before, `${edit.kind}: ${before} nats from it before, ${after} after`);
  }
});

Deno.test("accepted steps hold the model where it is", () => {
  const accepted = verdict("accept", "a", 2, 9), held = [4, 5, 6, 7, 8];
  const drift = (model: MoodModel) => {
    const after = means(model, track);
    return average(held.map((t) => away(after[t], before[t])));
  };
  const kept = learn(parent, [{ features: track, corrections: [accepted, passage] }]);
  assert.ok(drift(kept) < 0.7 * drift(corrected), `${drift(corrected)} without, ${drift(kept)} with`);
  const alone = learn(parent, [{ features: track, corrections: [accepted] }]);
  assert.ok(average(before.map((point, t) => away(point, means(alone, track)[t]))) < 1e-3);
  assert.deepEqual(alone.memory.corrections, ["a", "a", "a"]);
});

Deno.test("rejected steps teach nothing and hold nothing; one that was corrected since teaches its correction", () => {
  const rejected = verdict("reject", "r", 12, 3);
  const { memory } = learn(parent, [{ features: track, corrections: [passage, rejected] }]);
  assert.deepEqual(memory.corrections, ["m1"], "the three steps that are left of the passage");
  const answered = learn(parent, [{ features: track, corrections: [rejected, passage] }]);
  assert.deepEqual(answered.parameters, corrected.parameters);
  // All but one end: what follows may move more freely than where it is held.
  const others = verdict("reject", "o", 0, 11), short = move("m1", 12, 2, goal);
  const free = means(learn(parent, [{ features: track, corrections: [others, short] }]), track);
  const firm = means(learn(parent, [{ features: track, corrections: [short] }]), track);
  assert.ok(away(free[10], before[10]) > away(firm[10], before[10]), "the step before is not held");
  const all = verdict("reject", "all", 0, 20);
  assert.throws(
    () => learn(parent, [{ features: track, corrections: [passage, all] }]),
    /that the parent has not learned/,
  );
});

const stepsOf = ({ memory }: MoodModel) =>
  memory.corrections.map((id, k) => `${id} ${memory.steps[2 * k]}–${memory.steps[2 * k + 1]}`);

Deno.test("what was learned of a correction is some of its steps: the others are learned when they may be", () => {
  const rejected = verdict("reject", "r", 12, 3);
  const partly = learn(parent, [{ features: track, corrections: [passage, rejected] }]);
  assert.deepEqual(stepsOf(partly), ["m1 15–18"]);
  const wholly = learn(partly, [{ features: track, corrections: [passage], undone: [rejected] }]);
  assert.deepEqual(stepsOf(wholly), ["m1 15–18", "m1 12–15"]);
  const [before, after] = [partly, wholly].map((model) => away(means(model, track)[13], goal));
  assert.ok(after < 0.6 * before, `${before} from the goal before, ${after} after`);
  const unknown = { ...partly, memory: { ...partly.memory, steps: new Int32Array(2).fill(-1) } };
  assert.throws(
    () => learn(unknown, [{ features: track, corrections: [passage] }]),
    RangeError,
    "of before: all of it",
  );
});

Deno.test("an accepted map is held as it was seen, with the edits on it that the parent has learned", () => {
  const within = [13, 14, 15, 16], accepted = verdict("accept", "a", 12, 6);
  const again = learn(corrected, [{ features: track, corrections: [passage, accepted] }]);
  const left = (model: MoodModel) => average(within.map((t) => away(means(model, track)[t], goal)));
  assert.ok(left(again) < 0.7 * left(corrected), `${left(corrected)} left before, ${left(again)} after`);
  const undecided = learn(corrected, [{ features: track, corrections: [passage, { ...accepted, confidence: 0 }] }]);
  assert.ok(Math.abs(left(undecided) - left(corrected)) < 1e-3, "the verdict's confidence counts");
  const unsure = { ...passage, confidence: 0.2 };
  const hesitant = learn(parent, [{ features: track, corrections: [unsure, accepted] }]);
  assert.ok(left(hesitant) < 1.1 * left(corrected), "the map was seen with the edit in full");
  const paint = about("p", "paint", [12, 6], { value: [[60, 1]] });
  const painted = learn(corrected, [{ features: track, corrections: [passage, paint] }]);
  const target = (startSeconds: number, edits: MapEdit[]) =>
    edits.reduce<Float64Array>(
      (map, edit) => Float64Array.from(editHeatmap(edit, map, { startSeconds, stepSeconds: 1 })),
      mapAt(corrected, track, startSeconds),
    );
  const apart = (model: MoodModel) =>
    average(within.map((t) => klNats(target(t, [passage, paint]), mapAt(model, track, t))));
  assert.ok(apart(painted) < 0.5 * apart(corrected), `${apart(corrected)} nats before, ${apart(painted)} after`);
});

Deno.test("a step teaches once, whatever was done to it before, and of two annotators the later one is followed", () => {
  const drags = Array.from(
    { length: 10 },
    (_, i) => move(`d${i}`, 12, 6, i === 9 ? goal : { valence: i / 20, arousal: 0 }),
  );
  const dragged = learn(parent, [{ features: track, corrections: drags }]);
  assert.deepEqual(stepsOf(dragged), ["d9 12–16", "d9 16–18"]);
  const [ten, one] = [dragged, corrected].map((model) => means(model, track));
  for (const [t, point] of ten.entries()) assert.ok(away(point, one[t]) < 0.05, `step ${t}: as far as one drag there`);
  const opposite = { ...move("o", 14, 2, { valence: -goal.valence, arousal: -goal.arousal }), annotator: "b" };
  const both = learn(parent, [{ features: track, corrections: [passage, opposite] }]);
  assert.deepEqual(stepsOf(both), ["m1 12–14", "m1 16–18", "o 14–16"]);
});

Deno.test("what was taken back is forgotten, and what lies under it is learned again", () => {
  const forgotten = learn(corrected, [{ features: track, corrections: [], undone: [passage] }]);
  assert.deepEqual([forgotten.parameters, forgotten.information, forgotten.memory], [
    parent.parameters,
    parent.information,
    parent.memory,
  ]);
  assert.deepEqual(predict(forgotten, track, kernels), predict(parent, track, kernels));
  const other = move("m2", 12, 6, { valence: -goal.valence, arousal: -goal.arousal });
  const second = learn(corrected, [{ features: track, corrections: [passage, other] }]);
  const back = learn(second, [{ features: track, corrections: [other], undone: [passage] }]);
  assert.deepEqual(stepsOf(back).map((moment) => moment.slice(0, 2)), ["m2", "m2", "m2", "m2"]);
  const [with1, without1] = [second, back].map((model) =>
    average([13, 14, 15, 16].map((t) => away(means(model, track)[t], other.value)))
  );
  assert.ok(without1 < 1.2 * with1, `${with1} from the goal with both, ${without1} after the first was taken back`);
  const first = learn(second, [{ features: track, corrections: [passage], undone: [other] }]);
  assert.ok(average([13, 14, 15, 16].map((t) => away(means(first, track)[t], goal))) < 0.5 * away(before[14], goal));
  assert.throws(() => learn(parent, [{ features: track, corrections: [], undone: [passage] }]), RangeError);
});

Deno.test("what was taken back is forgotten without its music, too; what was never learned changes nothing", () => {
  const { parameters, memory } = retrainModel(corrected, [], kernels, undefined, { unheard: [passage] });
  assert.deepEqual([parameters, memory], [parent.parameters, parent.memory]);
  const never = { ...verdict("accept", "never", 12, 6), modelId: "another" };
  assert.throws(() => retrainModel(corrected, [], kernels, undefined, { unheard: [never] }), RangeError);
  const known = { features: track, corrections: [passage], undone: [never] };
  assert.throws(() => learn(corrected, [known]), RangeError, "what lies under it is not taught again");
});

Deno.test("progress rises", () => {
  const told: number[] = [];
  retrainModel(parent, [{ features: track, corrections: [passage] }], kernels, ({ message, fraction }) => {
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
    retrainModel(model, [{ features: track, corrections: moves }], kernels);
  assert.throws(run(parent, []), new RangeError(message));
  assert.throws(run(parent, [move("1", 3.6, 0.8, goal)]), new RangeError(message), "no step's middle");
  assert.throws(run(corrected, [passage]), new RangeError(message));
});
