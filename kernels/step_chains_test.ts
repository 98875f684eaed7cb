import assert from "node:assert/strict";
import fc from "fast-check";
import { type ChainBatch, chainExpectationsLog, type Reals } from "../core/kernels.ts";
import { seededRandom } from "../core/random.ts";
import { assertClose, type Type, types } from "./conformance.ts";
import { stepChainExpectations } from "./step_chains.ts";

const make = (type: Type, length: number): Reals =>
  type === "float32" ? new Float32Array(length) : new Float64Array(length);

/** Normal scores, and a matrix for each step of which one element in `forbidEvery` is forbidden. */
function stepBatch(type: Type, states: number, lengths: number[], scale: number, forbidEvery = Infinity): ChainBatch {
  const random = seededRandom(states), offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, c) => offsets[c + 1] = offsets[c] + length);
  const normals = (length: number) => make(type, length).map(() => scale * random.normal()) as Reals;
  const N = offsets[lengths.length], transitions = normals(N * states * states);
  for (let i = 1; i < transitions.length; i += forbidEvery) transitions[i] = -Infinity;
  return {
    states,
    offsets,
    scores: normals(N * states),
    transitions,
    weights: Float64Array.from(lengths, (_, c) => c + 1),
  };
}

/** Full of rubbish beforehand: everything must be written. */
function outputs(type: Type, batch: ChainBatch) {
  const like = ({ length }: Reals) => make(type, length).fill(7) as Reals;
  return {
    marginals: like(batch.scores),
    edges: like(batch.transitions),
    logPartitions: new Float64Array(batch.weights.length).fill(7),
  };
}

function assertAsLog(batch: ChainBatch, type: Type, tolerance: number): void {
  const out = outputs(type, batch), expected = outputs(type, batch);
  stepChainExpectations(batch, out);
  chainExpectationsLog(batch, expected);
  assertClose(out.marginals, expected.marginals, tolerance, "marginals");
  assertClose(out.edges, expected.edges, tolerance * batch.weights.length, "edges");
  assertClose(out.logPartitions, expected.logPartitions, tolerance * 100, "logPartitions");
}

// Rounding of f32 outputs, and of sums of f64.
const TOLERANCE = { float32: 1e-6, float64: 1e-11 };

Deno.test("a matrix for each step: as in the log domain, whatever the lengths", () => {
  const settings = fc.record({
    type: fc.constantFrom(...types),
    states: fc.integer({ min: 1, max: 9 }),
    lengths: fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 5 }),
    scale: fc.constantFrom(0, 1, 8),
    forbidEvery: fc.constantFrom(4, Infinity),
  }).filter(({ lengths }) => lengths.some((length) => length > 1));
  fc.assert(
    fc.property(settings, ({ type, states, lengths, scale, forbidEvery }) => {
      // A single state must not be forbidden: no path would be left.
      const batch = stepBatch(type, states, lengths, scale, states > 1 ? forbidEvery : Infinity);
      assertAsLog(batch, type, TOLERANCE[type]);
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("scores of ±1e4, and a transition at -120 on the way of the best path, are left to the log domain", () => {
  for (const type of types) {
    assertAsLog(stepBatch(type, 5, [4, 6], 1e4), type, TOLERANCE[type]);
    // Two states: the second is reached only by the deep transition, and is worth it a little more at every step.
    const T = 9, batch = stepBatch(type, 2, [T], 0);
    for (let t = 1; t < T; t++) batch.transitions.set([0, t === 1 ? -120 : -Infinity, -Infinity, 0], 4 * t);
    batch.scores[1] = -Infinity;
    for (let t = 2; t < T; t++) batch.scores[2 * t + 1] = 20;
    assertAsLog(batch, type, TOLERANCE[type]);
    const out = outputs(type, batch);
    stepChainExpectations(batch, out);
    assert.ok(out.marginals[2 * T - 1] > 0.9999);
  }
});

Deno.test("a chain of NaN scores does not spoil its neighbours", () => {
  const batch = stepBatch("float64", 3, [4, 4, 4], 1),
    plain = outputs("float64", batch),
    out = outputs("float64", batch);
  stepChainExpectations(batch, plain);
  batch.scores[4 * 3 + 1] = NaN;
  stepChainExpectations(batch, out);
  assert.ok(Number.isNaN(out.logPartitions[1]));
  for (const c of [0, 2]) {
    assert.deepEqual(out.marginals.subarray(c * 12, c * 12 + 12), plain.marginals.subarray(c * 12, c * 12 + 12));
    assert.deepEqual(out.edges.subarray(c * 36, c * 36 + 36), plain.edges.subarray(c * 36, c * 36 + 36));
  }
});
