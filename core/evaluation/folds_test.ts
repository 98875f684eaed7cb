import assert from "node:assert/strict";
import fc from "fast-check";
import { dealPieces, type FoldOptions, planFolds, splitFold } from "./folds.ts";

const none = new Float64Array(1);
const piece = (name: string, raters: string[]) => ({
  name,
  series: raters.map((annotator) => ({ piece: name, annotator, times: none, arousal: none, valence: none })),
});
const names = (count: number) => Array.from({ length: count }, (_, i) => `piece ${i}`);
const raters = (count: number) => Array.from({ length: count }, (_, i) => `rater ${i}`);

Deno.test("pieces by name, index modulo folds; each once", () => {
  assert.deepEqual(dealPieces(["b", "d", "a", "c"], { count: 2 }), [["a", "c"], ["b", "d"]]);
  assert.deepEqual(
    dealPieces(names(11), { count: 3 })[1],
    ["piece 1", "piece 3", "piece 6", "piece 9"],
    "by code unit",
  );
});

Deno.test("all pieces of a group are in one fold, groups by name, whatever the order", () => {
  const groups = new Map([["a", "y"], ["b", "x"], ["c", "y"], ["d", "z"], ["not here", "w"]]);
  assert.deepEqual(dealPieces(["d", "c", "b", "a"], { count: 2, groups }), [["b", "d"], ["a", "c"]]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 8, maxLength: 30 }), (own) => {
      const pieces = names(own.length), group = new Map(pieces.map((name, i) => [name, `g${own[i]}`]));
      const units = [...new Set(group.values())].sort();
      if (units.length < 2) return;
      const folds = dealPieces(pieces, { count: 2, groups: group });
      assert.deepEqual(folds.flat().sort(), pieces.sort());
      folds.forEach((fold, k) => fold.forEach((name) => assert.equal(units.indexOf(group.get(name)!) % 2, k)));
    }),
    { seed: 1 },
  );
});

/** Any raters on any pieces. */
const rated = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 }), {
  minLength: 4,
  maxLength: 12,
}).map((all) => all.map((own, i) => piece(`piece ${i}`, own.map((r) => `rater ${r}`))));

Deno.test("unseen raters: nobody who judges a fold has taught it, and what is scored are its raters on its pieces", () => {
  const options: FoldOptions = { count: 3, task: "songs-and-raters" };
  fc.assert(
    fc.property(rated, (pieces) => {
      const plan = planFolds(pieces, options), scored = new Set<string>();
      const pairs = (all: typeof pieces) =>
        all.flatMap(({ name, series }) => series.map((one) => `${name} ${one.annotator}`));
      for (let fold = 0; fold < 3; fold++) {
        const { training, heldOut } = splitFold(pieces, plan, fold);
        const judges = new Set(heldOut.flatMap(({ series }) => series.map(({ annotator }) => annotator)));
        for (const { name, series } of training) {
          assert.ok(!plan.folds[fold].includes(name));
          for (const { annotator } of series) assert.ok(!judges.has(annotator), annotator);
        }
        for (const { name } of heldOut) assert.ok(plan.folds[fold].includes(name));
        for (const pair of pairs(heldOut)) scored.add(pair);
        if (plan.raterFolds) {
          const own = new Set(plan.raterFolds[fold]);
          const expected = pairs(pieces).filter((pair) => {
            const [, name, rater] = pair.match(/^(piece \d+) (rater \d+)$/)!;
            return plan.folds[fold].includes(name) && own.has(rater);
          });
          assert.deepEqual(pairs(heldOut), expected);
        }
      }
      if (!plan.raterFolds) assert.deepEqual([...scored].sort(), pairs(pieces).sort(), "all of it counts");
    }),
    { seed: 2 },
  );
});

Deno.test("who is dealt and what is said of it", () => {
  const shared = [piece("a", raters(3)), piece("b", raters(3))];
  const songs = planFolds(shared, { count: 2 });
  assert.deepEqual(songs.raterFolds, null);
  assert.deepEqual(songs.notes, [
    "3 of 3 raters rated pieces of several folds: the model has learned from raters who judge it.",
  ]);
  const both = planFolds(shared, { count: 2, task: "songs-and-raters" });
  assert.deepEqual(both.raterFolds, [["rater 0", "rater 2"], ["rater 1"]]);
  assert.match(both.notes.join(), /the diagonal of piece folds × rater folds/);
  const { training, heldOut } = splitFold(shared, both, 1);
  assert.deepEqual(training, [piece("a", ["rater 0", "rater 2"])]);
  assert.deepEqual(heldOut, [piece("b", ["rater 1"])]);
});

Deno.test("raters of one fold each: the tasks are one, nobody is left out, and the notes say so", () => {
  const apart = [piece("a", ["x"]), piece("b", ["y"]), piece("c", ["x"])];
  for (const task of ["songs", "songs-and-raters"] as const) {
    const plan = planFolds(apart, { count: 2, task });
    assert.deepEqual([plan.folds, plan.raterFolds], [[["a", "c"], ["b"]], null]);
    assert.match(plan.notes[0], /^Nobody rated pieces of two folds: .+ the two tasks are the same\.$/);
  }
});

Deno.test("what cannot be dealt is refused", () => {
  const refused = (options: FoldOptions, message: string) =>
    assert.throws(() => dealPieces(["a", "b", "c"], options), new RangeError(message));
  for (const count of [1, 4, 2.5, NaN]) {
    refused(
      { count },
      `Cannot cross-validate: folds must be an integer in 2 … 3 (the number of pieces), current value is ${count}`,
    );
  }
  refused(
    { count: 3, groups: new Map([["a", "x"], ["b", "x"], ["c", "y"]]) },
    "Cannot cross-validate: folds must be an integer in 2 … 2 (the number of groups), current value is 3",
  );
  refused(
    { count: 2, groups: new Map([["a", "x"], ["c", "y"]]) },
    "Cannot deal folds: every piece must have a group, current value of b is nothing",
  );
});
