import assert from "node:assert/strict";
import fc from "fast-check";
import { CELL_COUNT } from "../emotion/grid.ts";
import { sortPieces, type TrainingPiece } from "../model/training_piece.ts";
import { trainingMeanSystem } from "./baselines/training_mean.ts";
import { crossValidate, heldOutPredictions, shufflePairing, type System } from "./cross_validate.ts";
import { planFolds } from "./folds.ts";

/** A piece of some steps that each of some annotators rated once, all at one point. */
function piece(name: string, at = { arousal: 0, valence: 0 }, steps = 2, annotators = 1): TrainingPiece {
  const features = { steps, spectra: new Float32Array(0), descriptors: new Float32Array(0) };
  const series = Array.from({ length: annotators }, (_, i) => ({
    piece: name,
    annotator: `${name}/${i}`,
    times: Float64Array.of(0),
    arousal: Float64Array.of(at.arousal),
    valence: Float64Array.of(at.valence),
  }));
  return { name, features, series };
}

const flat = ({ features }: TrainingPiece) => new Float64Array(features.steps * CELL_COUNT).fill(1 / CELL_COUNT);
const names = (count: number) => Array.from({ length: count }, (_, i) => `piece ${i}`);

Deno.test("every piece is asked for once, of a system trained on all pieces but those of its fold", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 2, max: 8 }), fc.nat(), (count, wanted, rotate) => {
      const folds = Math.min(wanted, count), sorted = names(count).sort();
      const asked: string[] = [];
      const spy: System = (training) => {
        const heard = new Set(training.map(({ name }) => name));
        return (one) => {
          asked.push(one.name);
          const fold = sorted.indexOf(one.name) % folds;
          assert.deepEqual([...heard], sorted.filter((_, i) => i % folds !== fold), `trained for ${one.name}`);
          return flat(one);
        };
      };
      const given = names(count).map((_, i, all) => piece(all[(i + rotate) % count]));
      const scores = crossValidate(given, folds, spy);
      assert.deepEqual(scores.map((score) => score.piece), sorted);
      assert.deepEqual(asked.sort(), sorted);
    }),
    { seed: 1, numRuns: 40 },
  );
});

Deno.test("names are sorted by code unit: piece 10 comes before piece 2", () => {
  const sorted = sortPieces(["b", "piece 2", "piece 10", "Z"].map((name) => piece(name)));
  assert.deepEqual(sorted.map(({ name }) => name), ["Z", "b", "piece 10", "piece 2"]);
});

Deno.test("progress runs over the folds", () => {
  const told: { message: string; fraction: number }[] = [];
  const system: System = (_, onProgress) => {
    onProgress({ message: "half", fraction: 0.5 });
    return flat;
  };
  crossValidate(["a", "b"].map((name) => piece(name)), 2, system, (event) => told.push(event));
  assert.deepEqual(told, [{ message: "fold 1 of 2: half", fraction: 0.25 }, {
    message: "fold 2 of 2: half",
    fraction: 0.75,
  }]);
});

Deno.test("the floor is the frequency of the training ratings, half a rating added to each cell", () => {
  const high = { arousal: 1, valence: 1 };
  const predict = trainingMeanSystem([piece("a", high, 2, 3), piece("b", { arousal: -1, valence: -1 })], () => {});
  const maps = predict(piece("c", high, 3));
  assert.equal(maps.length, 3 * CELL_COUNT);
  for (let t = 0; t < 3; t++) {
    const map = maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT), total = 4 + 0.5 * CELL_COUNT;
    const expected = (cell: number) => (cell === 120 ? 3.5 : cell === 0 ? 1.5 : 0.5) / total;
    map.forEach((p, cell) => assert.ok(Math.abs(p - expected(cell)) < 1e-15));
  }
  // By hand: trained on two ratings of cell 120, one of cell 0 is to be scored.
  const [score] = crossValidate(
    [piece("a", { arousal: -1, valence: -1 }), piece("b", high, 2, 2)],
    2,
    trainingMeanSystem,
  );
  assert.ok(Math.abs(score.nllNats + Math.log(0.5 / 62.5)) < 1e-12);
});

Deno.test("held out: the fold of each piece, and only the ratings that count; pieces without any are left out", () => {
  const common = (name: string, raters: string[]) => {
    const one = piece(name, undefined, 2, raters.length);
    return { ...one, series: one.series.map((own, i) => ({ ...own, annotator: raters[i] })) };
  };
  const pieces = [common("a", ["x", "y"]), common("b", ["x", "y"]), common("c", ["y"])];
  const plan = planFolds(pieces, { count: 2, task: "songs-and-raters" }), taught: string[][] = [];
  const spy: System = (training) => {
    taught.push(training.flatMap(({ name, series }) => series.map(({ annotator }) => `${annotator} ${name}`)));
    return flat;
  };
  const found = heldOutPredictions(pieces, plan, spy);
  const told = found.map(({ name, fold, series }) => [name, fold, ...series.map(({ annotator }) => annotator)]);
  assert.deepEqual(told, [["a", 0, "x"], ["b", 1, "y"]]);
  assert.deepEqual(taught, [["y b"], ["x a"]]);
  assert.deepEqual(crossValidate(pieces, plan, spy).map(({ ratings }) => ratings), [1, 1]);
});

Deno.test("a fold of which nothing is scored is not trained for", () => {
  const plan = { folds: [["a"], ["b"]], raterFolds: [["a/0"], ["nobody"]], rule: "", notes: [] };
  let trained = 0;
  const counting: System = () => (trained++, flat);
  assert.deepEqual(heldOutPredictions([piece("a"), piece("b")], plan, counting).map(({ name }) => name), ["a"]);
  assert.equal(trained, 1);
});

Deno.test("raters who never meet the pieces of their fold leave nothing to score", () => {
  const one = (name: string, rater: string) => {
    const own = piece(name);
    return { ...own, series: own.series.map((series) => ({ ...series, annotator: rater })) };
  };
  const plan = { folds: [["a"], ["b"]], raterFolds: [["y"], ["x"]], rule: "", notes: [] };
  assert.throws(
    () => heldOutPredictions([one("a", "x"), one("b", "y")], plan, () => flat),
    new RangeError(
      "Cannot score unseen raters: some rater must have rated a piece of the same fold, current number is 0 " +
        "(fewer folds leave more)",
    ),
  );
});

Deno.test("shuffled pairing: every piece gets the ratings of another, every rating is used once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), (count, seed) => {
      const pieces = names(count).map((name) => piece(name, undefined, 2, 2)), shuffled = shufflePairing(pieces, seed);
      for (const { name, series } of shuffled) assert.ok(series.every((one) => one.piece !== name));
      assert.deepEqual(shuffled.map(({ name }) => name), names(count).sort());
      assert.deepEqual(shuffled.map(({ series }) => series[0].piece).sort(), names(count).sort());
      const reversed = shufflePairing([...pieces].reverse(), seed);
      assert.deepEqual(reversed, shuffled, "whatever the order given");
      assert.ok(pieces.every(({ name, series }) => series[0].piece === name), "the pieces given stay as they were");
    }),
    { seed: 2, numRuns: 40 },
  );
  const orders = new Set(Array.from({ length: 20 }, (_, seed) => pairing(seed)));
  assert.ok(orders.size > 10, "the seed decides");
});

function pairing(seed: number): string {
  return shufflePairing(names(10).map((name) => piece(name)), seed).map(({ series }) => series[0].piece).join();
}

Deno.test("folds that can not be are refused", () => {
  const run = (folds: number) => () => crossValidate(["a", "b", "c"].map((name) => piece(name)), folds, () => flat);
  for (const folds of [1, 4, 2.5, NaN]) {
    const message = "Cannot cross-validate: folds must be an integer in 2 … 3 (the number of pieces), " +
      `current value is ${folds}`;
    assert.throws(run(folds), new RangeError(message));
  }
});
