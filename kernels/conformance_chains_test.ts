/**
 * Forward–backward of every implementation of `Kernels`. The oracle adds up all paths; where they are too many, the log
 * domain of the reference stands in, which is held to the same oracle.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type ChainBatch, referenceKernels } from "../core/kernels.ts";
import { assertClose, floats, numbers, places, runs, sumOf, testEach, types } from "./conformance.ts";
import { assertChains, chainBatch, chainOutputs, chainsByEnumeration } from "./conformance_chains.ts";

testEach("chain expectations are those of the sum over all paths", (kernels) => {
  const settings = fc.record({
    type: fc.constantFrom(...types),
    states: fc.integer({ min: 1, max: 4 }),
    lengths: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 6 }),
    scale: fc.constantFrom(0, 1, 10),
    own: fc.boolean(),
    forbidEvery: fc.constantFrom(3, undefined),
  });
  fc.assert(
    fc.property(settings, (given) => {
      kernels.scope(() => {
        const batch = chainBatch(kernels, given), out = chainOutputs(kernels, batch, given.own);
        kernels.chainExpectations(batch, out);
        assertChains(out, chainsByEnumeration(batch), given.type, given.scale);
      });
    }),
    runs,
  );
});

testEach("chain expectations agree with the log domain on the 121 cells", (kernels) => {
  for (const type of types) {
    for (const own of places) {
      kernels.scope(() => {
        const lengths = [1, 15, 0, 40, 3, 15, 15, 2];
        const batch = chainBatch(kernels, { type, states: 121, lengths, scale: 4, own, forbidEvery: 7 });
        const out = chainOutputs(kernels, batch, own), expected = chainOutputs(kernels, batch, false);
        kernels.chainExpectations(batch, out);
        referenceKernels.chainExpectations(batch, expected);
        assertChains(out, expected, type, 4);
      });
    }
  }
});

testEach("many chains of many lengths are shared out without a gap", (kernels) => {
  for (const type of types) {
    const lengths = Array.from({ length: 400 }, (_, c) => (c * 7) % 31);
    const batch = chainBatch(kernels, { type, states: 20, lengths, scale: 3, own: false });
    const out = chainOutputs(kernels, batch, false), expected = chainOutputs(kernels, batch, false);
    kernels.chainExpectations(batch, out);
    referenceKernels.chainExpectations(batch, expected);
    assertClose(out.marginals, expected.marginals, type === "float32" ? 2e-6 : 1e-13, "marginals");
    assertClose(out.logPartitions, expected.logPartitions, type === "float32" ? 1e-4 : 1e-10, "logPartitions");
    // Weights go up to 400, and 6,000 transitions are summed.
    const total = sumOf(expected.edges);
    assertClose(out.edges, expected.edges, total * (type === "float32" ? 1e-7 : 1e-14), "edges");
  }
});

testEach("scores of ±1e4 are as exact as in the log domain, beside chains of plain scores", (kernels) => {
  for (const type of types) {
    for (const scale of [100, 1e4]) {
      kernels.scope(() => {
        const batch = chainBatch(kernels, { type, states: 5, lengths: [4, 4, 6, 1], scale });
        // The second chain is plain but for the transitions.
        for (let i = 4 * 5; i < 8 * 5; i++) batch.scores[i] /= scale;
        const out = chainOutputs(kernels, batch), expected = chainsByEnumeration(batch);
        kernels.chainExpectations(batch, out);
        // Sums of the given scores are formed in f64 by the one that falls back, in f32 by scaling otherwise.
        assertChains(out, expected, type, scale);
        // log Z of size 6e4 in f64 is exact to 1e-11.
        if (scale === 1e4) assertClose(out.logPartitions, expected.logPartitions, 1e-9, "logPartitions");
      });
    }
  }
});

testEach("a state that starts hopeless and wins in the end is not lost to underflow", (kernels) => {
  // exp(-head): held; flushed to 0 while exp(head) is finite; beyond the type's range.
  const heads = { float32: [50, 75, 120], float64: [600, 680, 800] };
  for (const type of types) {
    for (const head of heads[type]) {
      // Two states that never change; the first leads by `head` at the first step and then loses one a step.
      const T = head + 11, make = (length: number) => numbers(kernels, type, length, 1, { scale: 0, own: false });
      const batch: ChainBatch = {
        states: 2,
        offsets: Int32Array.of(0, T),
        scores: make(2 * T).map((_, i) => i === 0 ? head : i % 2 - 1),
        transitions: make(4),
        weights: Float64Array.of(1),
      };
      batch.transitions.set([0, -Infinity, -Infinity, 0]);
      const out = chainOutputs(kernels, batch, false);
      kernels.chainExpectations(batch, out);
      // The two paths total head - (T - 1) = -10 and 0.
      const first = 1 / (1 + Math.exp(10)), second = 1 - first;
      assertClose(out.logPartitions, [Math.log1p(Math.exp(-10))], type === "float32" ? 1e-4 : 1e-10, "logPartitions");
      assertClose(out.marginals, out.marginals.map((_, i) => i % 2 ? second : first), 1e-6, "marginals");
      assertClose(out.edges, [first * (T - 1), 0, 0, second * (T - 1)], 1e-3, "edges");
    }
  }
});

testEach("a score of -Infinity forbids its state at that step", (kernels) => {
  for (const type of types) {
    const batch = chainBatch(kernels, { type, states: 3, lengths: [4], own: false });
    for (const index of [1, 3, 8]) batch.scores[index] = -Infinity;
    const out = chainOutputs(kernels, batch, false);
    kernels.chainExpectations(batch, out);
    assertChains(out, chainsByEnumeration(batch), type);
    for (const index of [1, 3, 8]) assert.equal(out.marginals[index], 0);
  }
});

testEach("more states than a block of a product holds are summed in blocks", (kernels) => {
  for (const type of types) {
    const batch = chainBatch(kernels, { type, states: 300, lengths: [3, 2], own: false });
    const out = chainOutputs(kernels, batch, false), expected = chainOutputs(kernels, batch, false);
    kernels.chainExpectations(batch, out);
    referenceKernels.chainExpectations(batch, expected);
    assertChains(out, expected, type);
  }
});

testEach("the marginals of a long chain keep the sum 1, and do not drift", (kernels) => {
  const S = 7,
    T = 5000,
    batch = chainBatch(kernels, { type: "float32", states: S, lengths: [T], scale: 3, own: false });
  const out = chainOutputs(kernels, batch, false), expected = chainOutputs(kernels, batch, false);
  kernels.chainExpectations(batch, out);
  referenceKernels.chainExpectations(batch, expected);
  for (let t = 0; t < T; t++) {
    const sum = sumOf(out.marginals.subarray(t * S, (t + 1) * S));
    assert.ok(Math.abs(sum - 1) < 1e-6, `step ${t}: ${sum}`);
  }
  assertClose(out.marginals, expected.marginals, 1e-5, "marginals");
  assertClose(out.logPartitions, expected.logPartitions, 1e-2, "logPartitions");
  assertClose(out.edges, expected.edges, 1e-2, "edges");
});

testEach("a chain of NaN scores does not spoil its neighbours", (kernels) => {
  const batch = chainBatch(kernels, { type: "float32", states: 6, lengths: [5, 5, 5], own: false });
  const plain = chainOutputs(kernels, batch, false), out = chainOutputs(kernels, batch, false);
  kernels.chainExpectations(batch, plain);
  batch.scores[5 * 6 + 3] = NaN;
  kernels.chainExpectations(batch, out);
  assert.ok(Number.isNaN(out.logPartitions[1]));
  for (const c of [0, 2]) {
    assertClose(out.logPartitions.subarray(c, c + 1), plain.logPartitions.subarray(c, c + 1), 0, "logPartitions");
    assertClose(
      out.marginals.subarray(c * 30, c * 30 + 30),
      plain.marginals.subarray(c * 30, c * 30 + 30),
      0,
      "marginals",
    );
  }
});

testEach("no chains and chains without steps give zeros", (kernels) => {
  for (const lengths of [[], [0], [0, 0, 0]]) {
    const batch = chainBatch(kernels, { type: "float32", states: 3, lengths, own: false });
    const out = chainOutputs(kernels, batch, false);
    kernels.chainExpectations(batch, out);
    assert.deepEqual([...out.edges], new Array(9).fill(0));
    assert.deepEqual([...out.logPartitions], lengths.map(() => 0));
  }
});

testEach("the same call gives the same bytes again", (kernels) => {
  const results = [1, 2].map(() => {
    const batch = chainBatch(kernels, {
      type: "float32",
      states: 30,
      lengths: Array(100).fill(9),
      scale: 2,
      own: false,
    });
    const out = chainOutputs(kernels, batch, false), c = new Float32Array(300 * 90);
    kernels.chainExpectations(batch, out);
    const a = floats(kernels, 300 * 300, 1, { own: false }), b = floats(kernels, 300 * 90, 2, { own: false });
    kernels.gemm({ m: 300, n: 90, k: 300, a, b, c });
    return [out.marginals, out.edges, out.logPartitions, c];
  });
  assert.deepEqual(results[0], results[1]);
});
