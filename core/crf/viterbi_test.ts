import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { assertClose, enumerate, normals, randomLabels, scorePath } from "./testing.ts";
import { viterbi } from "./viterbi.ts";

Deno.test("the best path is the best of all paths", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (seed, S, T) => {
      const random = seededRandom(seed), scores = normals(T * S, random), transitions = normals(S * S, random);
      const expected = enumerate(scores, transitions, S), { path, score } = viterbi(scores, transitions, S);
      assert.deepEqual(path, expected.bestPath);
      assertClose([score], [expected.bestScore], 1e-12);
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("no path scores higher", () => {
  const random = seededRandom(2), S = 9, T = 40;
  const scores = normals(T * S, random, 1e4), transitions = normals(S * S, random);
  const best = viterbi(scores, transitions, S);
  for (let trial = 0; trial < 200; trial++) {
    assert.ok(scorePath(scores, transitions, S, randomLabels(T, S, random)) <= best.score);
  }
});

Deno.test("forbidden transitions are not taken; when all paths are forbidden the score says so", () => {
  const forward = Float64Array.of(0, 0, -Infinity, 0);
  assert.deepEqual(viterbi(Float64Array.of(0, 1, 5, 0), forward, 2), { path: Int32Array.of(0, 0), score: 5 });
  assert.equal(viterbi(new Float64Array(4), new Float64Array(4).fill(-Infinity), 2).score, -Infinity);
});

Deno.test("of equal paths the one of lowest indices is chosen; no step and one step work", () => {
  assert.deepEqual(viterbi(new Float64Array(9), new Float64Array(9), 3), { path: new Int32Array(3), score: 0 });
  assert.deepEqual(viterbi(new Float64Array(0), new Float64Array(9), 3), { path: new Int32Array(0), score: 0 });
  assert.deepEqual(viterbi(Float64Array.of(1, 3, 2), new Float64Array(9), 3), { path: Int32Array.of(1), score: 3 });
});

Deno.test("two hours of 121 states take less than a second", () => {
  const random = seededRandom(3), S = 121, T = 7200;
  const scores = normals(T * S, random), transitions = normals(S * S, random);
  viterbi(scores.subarray(0, 200 * S), transitions, S);
  const start = performance.now(), { path, score } = viterbi(scores, transitions, S);
  const milliseconds = performance.now() - start;
  assertClose([scorePath(scores, transitions, S, path)], [score], 1e-6);
  // About 0.15 s on one core; the limit leaves room for a busy machine.
  assert.ok(milliseconds < 1000, `${milliseconds} ms`);
});

Deno.test("lengths that disagree are refused", () => {
  assert.throws(() => viterbi(new Float64Array(5), new Float64Array(4), 2), {
    name: "TypeError",
    message: "Cannot follow paths: scores must be [T, 2] and transitions [2, 2], current lengths are 5 and 4",
  });
});
