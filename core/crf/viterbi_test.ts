import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { assertClose, enumerate, normals, randomLabels, scorePath } from "./testing.ts";
import { bestPaths, viterbi } from "./viterbi.ts";

Deno.test("the best path is the best of all paths", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      (seed, S, T, own) => {
        const random = seededRandom(seed), scores = normals(T * S, random);
        const transitions = normals((own ? T : 1) * S * S, random);
        const expected = enumerate(scores, transitions, S),
          { path, score } = viterbi({ states: S, scores, transitions });
        assert.deepEqual(path, expected.bestPath);
        assertClose([score], [expected.bestScore], 1e-12);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("no path scores higher", () => {
  const random = seededRandom(2), S = 9, T = 40;
  const scores = normals(T * S, random, 1e4), transitions = normals(S * S, random);
  const best = viterbi({ states: S, scores, transitions });
  for (let trial = 0; trial < 200; trial++) {
    assert.ok(scorePath(scores, transitions, S, randomLabels(T, S, random)) <= best.score);
  }
});

Deno.test("forbidden transitions are not taken; when all paths are forbidden the score says so", () => {
  const forward = Float64Array.of(0, 0, -Infinity, 0);
  assert.deepEqual(viterbi({ states: 2, scores: Float64Array.of(0, 1, 5, 0), transitions: forward }), {
    path: Int32Array.of(0, 0),
    score: 5,
  });
  assert.equal(
    viterbi({ states: 2, scores: new Float64Array(4), transitions: new Float64Array(4).fill(-Infinity) }).score,
    -Infinity,
  );
});

Deno.test("of equal paths the one of lowest indices is chosen; no step and one step work", () => {
  assert.deepEqual(viterbi({ states: 3, scores: new Float64Array(9), transitions: new Float64Array(9) }), {
    path: new Int32Array(3),
    score: 0,
  });
  assert.deepEqual(viterbi({ states: 3, scores: new Float64Array(0), transitions: new Float64Array(9) }), {
    path: new Int32Array(0),
    score: 0,
  });
  assert.deepEqual(viterbi({ states: 3, scores: Float64Array.of(1, 3, 2), transitions: new Float64Array(9) }), {
    path: Int32Array.of(1),
    score: 3,
  });
});

Deno.test("the score of a long path is the sum of its terms", () => {
  const random = seededRandom(3), S = 121, T = 2000;
  const scores = normals(T * S, random), transitions = normals(S * S, random);
  const { path, score } = viterbi({ states: S, scores, transitions });
  assertClose([scorePath(scores, transitions, S, path)], [score], 1e-6);
});

/** All paths with their scores, the best first. */
function rankedPaths(scores: Float64Array, transitions: Float64Array, S: number) {
  const T = scores.length / S;
  const paths = Array.from(
    { length: S ** T },
    (_, index) => Int32Array.from({ length: T }, (_, t) => Math.floor(index / S ** t) % S),
  );
  return paths.map((path) => ({ path, score: scorePath(scores, transitions, S, path) })).sort((a, b) =>
    b.score - a.score
  );
}

Deno.test("the k best paths are the first k of all, in order, whatever the size of the scores", () => {
  const shapes = fc.record({
    seed: fc.nat(),
    S: fc.integer({ min: 1, max: 4 }),
    T: fc.integer({ min: 1, max: 5 }),
    k: fc.integer({ min: 1, max: 40 }),
    own: fc.boolean(),
    scale: fc.constantFrom(1, 1e4),
  });
  fc.assert(
    fc.property(shapes, ({ seed, S, T, k, own, scale }) => {
      const random = seededRandom(seed), scores = normals(T * S, random, scale);
      const transitions = normals((own ? T : 1) * S * S, random, scale);
      const all = rankedPaths(scores, transitions, S), chain = { states: S, scores, transitions };
      const found = bestPaths(chain, k);
      assert.equal(found.length, Math.min(k, all.length));
      assert.deepEqual(found[0].path, viterbi(chain).path);
      found.forEach(({ path, score }, i) => {
        assertClose([score], [all[i].score], 1e-12 * scale * T * 8);
        assertClose([scorePath(scores, transitions, S, path)], [score], 1e-12 * scale * T * 8);
      });
      assert.equal(new Set(found.map(({ path }) => path.join())).size, found.length);
    }),
    { seed: 4, numRuns: 300 },
  );
});

Deno.test("of equal paths the best are distinct, and begin with Viterbi's; forbidden ones are not among them", () => {
  const equal = { states: 3, scores: new Float64Array(9), transitions: new Float64Array(9) };
  const found = bestPaths(equal, 100);
  assert.equal(new Set(found.map(({ path }) => path.join())).size, 27);
  assert.deepEqual([...found[0].path], [0, 0, 0]);
  assert.deepEqual(bestPaths(equal, 100), found);
  const forward = Float64Array.of(0, 0, -Infinity, 0),
    chain = { states: 2, scores: Float64Array.of(0, 1, 5, 0), transitions: forward };
  assert.deepEqual(bestPaths(chain, 9).map(({ path, score }) => [[...path], score]), [[[0, 0], 5], [[1, 1], 1], [
    [0, 1],
    0,
  ]]);
  assert.deepEqual(bestPaths({ ...chain, transitions: forward.map(() => -Infinity) }, 9), []);
  assert.deepEqual(bestPaths({ ...chain, scores: new Float64Array(0) }, 2), [{ path: new Int32Array(0), score: 0 }]);
});

Deno.test("a hundred best paths of a long chain are in order, and as good as their terms", () => {
  const random = seededRandom(5),
    S = 121,
    T = 300,
    scores = normals(T * S, random),
    transitions = normals(S * S, random);
  const found = bestPaths({ states: S, scores, transitions }, 100);
  assert.equal(new Set(found.map(({ path }) => path.join())).size, 100);
  found.forEach(({ path, score }, i) => {
    assert.ok(i === 0 || score <= found[i - 1].score);
    assertClose([scorePath(scores, transitions, S, path)], [score], 1e-8);
  });
});

Deno.test("lengths, numbers and counts that can not be are refused", () => {
  const fine = { states: 2, scores: new Float64Array(4), transitions: new Float64Array(4) };
  assert.throws(() => viterbi({ ...fine, scores: new Float64Array(5) }), {
    name: "TypeError",
    message:
      "Cannot follow paths: scores must be [T, 2] and transitions [2, 2] or [T, 2, 2], current lengths are 5 and 4",
  });
  for (const value of [NaN, Infinity]) {
    assert.throws(() => viterbi({ ...fine, scores: Float64Array.of(0, 0, value, 0) }), {
      name: "RangeError",
      message: `Cannot follow paths: scores must be numbers below Infinity, current value of element 2 is ${value}`,
    });
  }
  assert.throws(() => bestPaths(fine, 0), {
    name: "RangeError",
    message: "Cannot follow paths: their number must be a positive integer, current value is 0",
  });
});
