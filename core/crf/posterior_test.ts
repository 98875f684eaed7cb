import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { referenceKernels as kernels } from "../kernels.ts";
import { backwardMessages, type Chain, forwardMessages } from "./chain.ts";
import { ForwardFilter } from "./filter.ts";
import {
  nextGivenAny,
  nextGivenPresent,
  nextWithoutHearing,
  pairMarginals,
  pathLogProbability,
  pathSampler,
  pathScore,
  sequenceEntropy,
} from "./posterior.ts";
import { assertClose, enumerate, normals, scorePath } from "./testing.ts";

const CHAINS = fc.record({
  seed: fc.nat(),
  S: fc.integer({ min: 1, max: 4 }),
  T: fc.integer({ min: 2, max: 5 }),
  own: fc.boolean(),
  scale: fc.constantFrom(1, 1e4),
});

function chainFrom(
  { seed, S, T, own, scale }: { seed: number; S: number; T: number; own: boolean; scale: number },
): Chain {
  const random = seededRandom(seed);
  const transitions = normals((own ? T : 1) * S * S, random, scale);
  return { states: S, scores: normals(T * S, random, scale), transitions };
}

/** Every path and its probability. */
function pathsOf(chain: Chain): { path: number[]; p: number }[] {
  const { states: S, scores, transitions } = chain, T = scores.length / S;
  const { logPartition } = enumerate(scores, transitions, S);
  return Array.from({ length: S ** T }, (_, index) => {
    const path = Array.from({ length: T }, (_, t) => Math.floor(index / S ** t) % S);
    return { path, p: Math.exp(scorePath(scores, transitions, S, path) - logPartition) };
  });
}

Deno.test("entropy, path probabilities, pairs of steps and where next follow the enumeration of all paths", () => {
  fc.assert(
    fc.property(CHAINS, (given) => {
      const chain = chainFrom(given), { states: S } = chain, paths = pathsOf(chain), t = given.seed % (given.T - 1);
      const entropy = paths.reduce((sum, { p }) => p > 0 ? sum - p * Math.log(p) : sum, 0);
      assertClose([sequenceEntropy(chain)], [entropy], 1e-9);
      const some = paths[given.seed % paths.length];
      assertClose([Math.exp(pathLogProbability(chain, some.path))], [some.p], 1e-9);
      const pairs = new Float64Array(S * S);
      for (const { path, p } of paths) pairs[path[t] * S + path[t + 1]] += p;
      assertClose(pairMarginals(chain, t), pairs, 1e-9);
      const all = nextGivenAny(chain, t);
      for (let state = 0; state < S; state++) {
        const leaving = pairs.subarray(state * S, (state + 1) * S), total = leaving.reduce((a, b) => a + b);
        const next = all.subarray(state * S, (state + 1) * S);
        if (total > 1e-3) assertClose(next, leaving.map((p) => p / total), 1e-9);
        assertClose(nextGivenPresent(chain, t, state), next, 0);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("entropy is log Z minus the expected score, also of long chains", () => {
  const S = 9, T = 200, chain = chainFrom({ seed: 2, S, T, own: false, scale: 1 });
  const batch = { offsets: Int32Array.of(0, T), weights: Float64Array.of(1), ...chain };
  const out = {
    marginals: new Float64Array(T * S),
    edges: new Float64Array(S * S),
    logPartitions: new Float64Array(1),
  };
  kernels.chainExpectations(batch, out);
  const expected = out.marginals.reduce((sum, p, i) => sum + p * chain.scores[i], 0) +
    out.edges.reduce((sum, count, i) => sum + count * chain.transitions[i], 0);
  assertClose([sequenceEntropy(chain)], [out.logPartitions[0] - expected], 1e-8);
  assertClose([forwardMessages(chain).logPartition], [out.logPartitions[0]], 1e-9);
  const uniform = { states: 3, scores: new Float64Array(12), transitions: new Float64Array(9) };
  assertClose([sequenceEntropy(uniform)], [4 * Math.log(3)], 1e-12);
  assert.equal(sequenceEntropy({ ...uniform, scores: new Float64Array(0) }), 0);
});

Deno.test("draws are as frequent as their paths are probable", () => {
  for (const own of [false, true]) {
    const chain = chainFrom({ seed: 3, S: 3, T: 3, own, scale: 1 }),
      draw = pathSampler(chain),
      random = seededRandom(7);
    const counts = new Map<string, number>(), draws = 20_000;
    for (let i = 0; i < draws; i++) {
      const key = draw(random).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    // Pearson's statistic of 27 paths is below 56 but in one of 2,000 cases.
    const statistic = pathsOf(chain).reduce(
      (sum, { path, p }) => sum + ((counts.get(path.join()) ?? 0) - draws * p) ** 2 / (draws * p),
      0,
    );
    assert.ok(statistic < 56, `${statistic}`);
  }
  const forward = {
    states: 2,
    scores: Float64Array.of(0, 1, 5, 0),
    transitions: Float64Array.of(0, -Infinity, -Infinity, 0),
  };
  const draw = pathSampler(forward), random = seededRandom(8);
  for (let i = 0; i < 100; i++) assert.equal(new Set(draw(random)).size, 1, "no forbidden transition is drawn");
});

Deno.test("the filter's state is the last marginal of the chain so far, and its log Z the chain's", () => {
  fc.assert(
    fc.property(CHAINS, (given) => {
      const chain = chainFrom(given), { states: S, scores, transitions } = chain, own = given.own ? S * S : 0;
      const filter = new ForwardFilter(S, given.own ? undefined : transitions);
      for (let t = 0; t < given.T; t++) {
        const matrix = transitions.slice(t * own, t * own + S * S), ahead = filter.predict(matrix);
        const state = filter.push(scores.slice(t * S, (t + 1) * S), given.own ? matrix : undefined);
        const prefix = {
          ...chain,
          scores: scores.slice(0, (t + 1) * S),
          transitions: given.own ? transitions.slice(0, (t + 1) * S * S) : transitions,
        };
        const expected = enumerate(prefix.scores, prefix.transitions, S);
        assertClose(state, expected.marginals.subarray(t * S), 1e-9);
        assertClose([filter.logPartition], [expected.logPartition], 1e-9 * given.scale);
        // Unheard: a step whose scores are all alike.
        const silent = prefix.scores.slice();
        silent.fill(0, t * S);
        assertClose(
          ahead,
          t === 0 ? ahead.map(() => 1 / S) : enumerate(silent, prefix.transitions, S).marginals.subarray(t * S),
          1e-9,
        );
      }
      filter.reset();
      assert.deepEqual([filter.steps, filter.logPartition], [0, 0]);
      assertClose(
        filter.push(scores.slice(0, S)),
        enumerate(scores.slice(0, S), new Float64Array(S * S), S).marginals,
        1e-9,
      );
    }),
    { seed: 4, numRuns: 100 },
  );
});

Deno.test("a step that can not be leaves the filter as it was", () => {
  const filter = new ForwardFilter(2, Float64Array.of(0, -Infinity, -Infinity, 0));
  filter.push(Float64Array.of(0, -Infinity));
  const before = [filter.state, filter.steps, filter.logPartition];
  assert.throws(() => filter.push(Float64Array.of(-Infinity, 3)), {
    name: "RangeError",
    message: "Cannot filter: a state must be possible, current value is none",
  });
  assert.throws(() => filter.push(Float64Array.of(0, NaN)), {
    name: "RangeError",
    message: "Cannot filter: scores must be numbers below Infinity, current value of state 1 is NaN",
  });
  assert.throws(() => filter.push(new Float64Array(3)), {
    name: "TypeError",
    message: "Cannot filter: a step must have 2 scores, current value is 3",
  });
  assert.throws(() => new ForwardFilter(2, new Float64Array(3)), {
    name: "TypeError",
    message: "Cannot filter: transitions must be [2, 2], current length is 3",
  });
  for (const wrong of [NaN, Infinity]) {
    const message = `Cannot filter: transitions must be numbers below Infinity, current value of element 2 is ${wrong}`;
    const matrix = Float64Array.of(0, 0, wrong, 0);
    assert.throws(() => filter.push(new Float64Array(2), matrix), { name: "RangeError", message });
    assert.throws(() => filter.predict(matrix), { name: "RangeError", message });
    assert.throws(() => new ForwardFilter(2, matrix), { name: "RangeError", message });
  }
  assert.deepEqual([filter.state, filter.steps, filter.logPartition], before);
});

Deno.test("where the scores alone lead is the softmax of a row; a state that can not be left is refused", () => {
  const matrix = Float64Array.of(0, Math.log(3), -Infinity, -Infinity);
  assertClose(nextWithoutHearing(matrix, 2, 0), [0.25, 0.75], 1e-15);
  assert.throws(() => nextWithoutHearing(matrix, 2, 1), {
    name: "RangeError",
    message: "Cannot look ahead: a next state must be possible, current value is none",
  });
  const chain = { states: 2, scores: new Float64Array(4), transitions: new Float64Array(4) };
  assert.throws(() => nextGivenPresent(chain, 1, 0), {
    name: "RangeError",
    message: "Cannot look ahead: the step must be an integer in 0 … 0, current value is 1",
  });
  assert.throws(() => nextGivenPresent(chain, 0, 2), {
    name: "RangeError",
    message: "Cannot look ahead: the state must be an integer in 0 … 1, current value is 2",
  });
  assert.throws(() => pathLogProbability(chain, [0]), {
    name: "TypeError",
    message: "Cannot weigh a path: it must have 2 states, current value is 1",
  });
});

Deno.test("a chain without a possible path is refused, one without steps is empty", () => {
  const none = { states: 2, scores: new Float64Array(4), transitions: new Float64Array(4).fill(-Infinity) };
  assert.throws(() => forwardMessages(none), {
    name: "RangeError",
    message: "Cannot run a chain forward: a path must be possible, current value at step 1 is none",
  });
  const empty = { ...none, scores: new Float64Array(0) };
  assert.deepEqual([forwardMessages(empty).logPartition, backwardMessages(empty).length], [0, 0]);
  assert.deepEqual(pathSampler(empty)(seededRandom(1)), new Int32Array(0));
  assert.equal(pathScore(empty, []), 0);
});
