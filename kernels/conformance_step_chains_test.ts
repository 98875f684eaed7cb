/** Forward–backward with a matrix for each step, of every implementation of `Kernels`; the oracle adds up all paths. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type ChainBatch, type Kernels, referenceKernels } from "../core/kernels.ts";
import { assertClose, numbers, runs, testEach, types } from "./conformance.ts";
import {
  assertChains,
  chainBatch,
  chainOutputs,
  chainsByEnumeration,
  type ChainSettings,
} from "./conformance_chains.ts";

const stepBatch = (kernels: Kernels, settings: ChainSettings) => chainBatch(kernels, { ...settings, perStep: true });

testEach("with a matrix for each step, expectations are those of the sum over all paths", (kernels) => {
  const settings = fc.record({
    type: fc.constantFrom(...types),
    states: fc.integer({ min: 1, max: 6 }),
    // Two steps at least: one matrix would be that of all steps.
    lengths: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 }).map((lengths) => [...lengths, 2]),
    scale: fc.constantFrom(0, 1, 10),
    own: fc.boolean(),
    forbidEvery: fc.constantFrom(5, undefined),
  });
  fc.assert(
    fc.property(settings, (given) => {
      kernels.scope(() => {
        const batch = stepBatch(kernels, given),
          expected = chainsByEnumeration(batch),
          out = chainOutputs(kernels, batch, given.own);
        // A chain without a possible path is another test's.
        fc.pre(expected.logPartitions.every(Number.isFinite));
        kernels.chainExpectations(batch, out);
        assertChains(out, expected, given.type, given.scale);
      });
    }),
    runs,
  );
});

testEach("with a matrix for each step, what is forbidden has a probability of exactly 0", (kernels) => {
  for (const type of types) {
    const batch = stepBatch(kernels, { type, states: 7, lengths: [4, 3], own: false, forbidEvery: 3 });
    batch.scores[7 + 2] = -Infinity;
    const out = chainOutputs(kernels, batch, false);
    kernels.chainExpectations(batch, out);
    assertChains(out, chainsByEnumeration(batch), type);
    batch.transitions.forEach((score, i) => score === -Infinity && assert.equal(out.edges[i], 0, `edge ${i}`));
    assert.equal(out.marginals[7 + 2], 0);
    // The one state of the first step has no way to the one of the second.
    const blocked = stepBatch(kernels, { type, states: 2, lengths: [2], own: false });
    blocked.scores.set([0, -Infinity, -Infinity, 0]);
    blocked.transitions.set([0, -Infinity, 0, 0], 4);
    const none = chainOutputs(kernels, blocked, false);
    kernels.chainExpectations(blocked, none);
    assert.equal(none.logPartitions[0], -Infinity);
  }
});

testEach("with a matrix for each step, the 121 cells agree with the log domain, in any number of chains", (kernels) => {
  for (const type of types) {
    for (const lengths of [[2], [1, 15, 0, 20, 3, 15, 2]]) {
      kernels.scope(() => {
        const batch = stepBatch(kernels, { type, states: 121, lengths, scale: 4, forbidEvery: 7 });
        const out = chainOutputs(kernels, batch, true), expected = chainOutputs(kernels, batch, false);
        kernels.chainExpectations(batch, out);
        referenceKernels.chainExpectations(batch, expected);
        assertChains(out, expected, type, 4);
      });
    }
  }
});

testEach("with a matrix for each step, scores of ±1e4 are as exact as in the log domain", (kernels) => {
  for (const type of types) {
    for (const scale of [100, 1e4]) {
      const batch = stepBatch(kernels, { type, states: 5, lengths: [4, 4, 6, 1], scale, own: false });
      for (let i = 4 * 5; i < 8 * 5; i++) batch.scores[i] /= scale;
      const out = chainOutputs(kernels, batch, false);
      kernels.chainExpectations(batch, out);
      assertChains(out, chainsByEnumeration(batch), type, scale);
      // log Z of size 6e4 in f64 is exact to 1e-11.
      if (scale === 1e4) {
        assertClose(out.logPartitions, chainsByEnumeration(batch).logPartitions, 1e-9, "logPartitions");
      }
    }
  }
});

testEach("with a matrix for each step, a state that starts hopeless and wins is not lost to underflow", (kernels) => {
  const heads = { float32: [50, 75, 120], float64: [600, 680, 800] };
  for (const type of types) {
    for (const head of heads[type]) {
      // Two states that never change; the first leads by `head` at the first step and then loses one a step.
      const T = head + 11, make = (length: number) => numbers(kernels, type, length, 1, { scale: 0, own: false });
      const batch: ChainBatch = {
        states: 2,
        offsets: Int32Array.of(0, T),
        scores: make(2 * T).map((_, i) => i === 0 ? head : i % 2 - 1),
        transitions: make(4 * T).map((_, i) => i % 4 === 0 || i % 4 === 3 ? 0 : -Infinity),
        weights: Float64Array.of(1),
      };
      const out = chainOutputs(kernels, batch, false), first = 1 / (1 + Math.exp(10)), second = 1 - first;
      kernels.chainExpectations(batch, out);
      assertClose(out.logPartitions, [Math.log1p(Math.exp(-10))], type === "float32" ? 1e-4 : 1e-10, "logPartitions");
      assertClose(out.marginals, out.marginals.map((_, i) => i % 2 ? second : first), 1e-6, "marginals");
      const edges = out.edges.map((_, i) => i < 4 ? 0 : i % 4 === 0 ? first : i % 4 === 3 ? second : 0);
      assertClose(out.edges, edges, 1e-6, "edges");
    }
  }
});

testEach("with a matrix for each step, a rare transition that all paths need is not lost to underflow", (kernels) => {
  for (const type of types) {
    for (const depth of [60, 90, 400, 720, 2000]) {
      // From the first state there is one way to the second, far below the rest of its matrix; later scores demand it.
      const batch: ChainBatch = {
        states: 2,
        offsets: Int32Array.of(0, 3),
        scores: numbers(kernels, type, 6, 1, { scale: 0, own: false }),
        transitions: numbers(kernels, type, 12, 1, { scale: 0, own: false }),
        weights: Float64Array.of(2),
      };
      batch.scores.set([0, -Infinity, 0, 0, -Infinity, 0]);
      batch.transitions.set([0, -depth, -Infinity, 0], 4);
      batch.transitions.set([-Infinity, -2 * depth, 0, 0], 8);
      const out = chainOutputs(kernels, batch, false);
      kernels.chainExpectations(batch, out);
      assertChains(out, chainsByEnumeration(batch), type, depth);
    }
  }
});

testEach(
  "with a matrix for each step, a chain that is broken or impossible does not spoil its neighbours",
  (kernels) => {
    for (const type of types) {
      for (const wrong of [NaN, -Infinity]) {
        const settings = { type, states: 6, lengths: [5, 5, 5], own: false }, batch = stepBatch(kernels, settings);
        const plain = chainOutputs(kernels, batch, false), out = chainOutputs(kernels, batch, false);
        kernels.chainExpectations(batch, plain);
        batch.transitions.fill(wrong, 7 * 36, 8 * 36);
        kernels.chainExpectations(batch, out);
        assert.ok(!Number.isFinite(out.logPartitions[1]), `${out.logPartitions[1]}`);
        for (const c of [0, 2]) {
          const same = (name: "marginals" | "edges", width: number) =>
            assertClose(
              out[name].subarray(c * 5 * width, (c + 1) * 5 * width),
              plain[name].subarray(c * 5 * width, (c + 1) * 5 * width),
              0,
              name,
            );
          same("marginals", 6);
          same("edges", 36);
          assert.equal(out.logPartitions[c], plain.logPartitions[c]);
        }
      }
    }
  },
);

testEach("with a matrix for each step, the same call gives the same bytes again", (kernels) => {
  const results = [1, 2].map(() => {
    const batch = stepBatch(kernels, { type: "float32", states: 30, lengths: Array(40).fill(9), scale: 2, own: false });
    const out = chainOutputs(kernels, batch, false);
    kernels.chainExpectations(batch, out);
    return out;
  });
  assert.deepEqual(results[0], results[1]);
});
