import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import type { Heard } from "./hearing.ts";
import {
  EMPTY_MEMORY,
  familiarity,
  keepMoments,
  type Memory,
  MOST_MOMENTS,
  type Passage,
  remember,
  standardRows,
} from "./memory.ts";

const WIDTH = 5;
function rows(steps: number, seed: number, shift = 0): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: steps * WIDTH }, () => shift + random.normal());
}

const learn = (memory: Memory, correction: string, passage: Omit<Passage, "correction">) =>
  remember(memory, [{ correction, ...passage }]);

Deno.test("a passage becomes moments of four steps: their mean, and their mean squared distance to it", () => {
  const all = rows(12, 1), memory = learn(EMPTY_MEMORY, "c1", { rows: all, width: WIDTH, first: 2, end: 9 });
  assert.deepEqual([memory.corrections, [...memory.steps]], [["c1", "c1"], [2, 6, 6, 9]]);
  for (const [k, first, end] of [[0, 2, 6], [1, 6, 9]]) {
    const steps = Array.from(
      { length: end - first },
      (_, i) => all.subarray((first + i) * WIDTH, (first + i + 1) * WIDTH),
    );
    const centre = Array.from({ length: WIDTH }, (_, i) => steps.reduce((sum, row) => sum + row[i], 0) / steps.length);
    centre.forEach((value, i) => assert.ok(Math.abs(memory.centres[k * WIDTH + i] - value) < 1e-14));
    const spread = steps.flatMap((row) => centre.map((value, i) => (row[i] - value) ** 2)).reduce((a, b) => a + b) /
      (WIDTH * steps.length);
    assert.ok(Math.abs(memory.spreads[k] - spread) < 1e-14);
  }
});

Deno.test("familiarity is 1 at the moment itself, about e⁻¹ in its passage, and falls with the distance", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 4 }), fc.nat(), (steps, seed) => {
      const all = rows(steps, seed),
        memory = learn(EMPTY_MEMORY, "c", { rows: all, width: WIDTH, first: 0, end: steps });
      const near = familiarity(memory, all, WIDTH);
      assert.equal(familiarity(memory, memory.centres, WIDTH)[0], 1);
      // Squared distances average to the spread, so the exponents average to -1.
      const mean = near.reduce((sum, value) => sum + Math.log(value), 0) / steps;
      assert.ok(Math.abs(mean + 1) < 1e-9 || memory.spreads[0] === 0.05);
      const [close, far] = [0.1, 0.2].map((by) => familiarity(memory, memory.centres.map((x) => x + by), WIDTH)[0]);
      assert.ok(far < close && close < 1);
      assert.ok(familiarity(memory, rows(3, seed, 20), WIDTH).every((value) => value < 1e-12), "other music");
    }),
    { seed: 2, numRuns: 50 },
  );
});

Deno.test("more passages come after the old ones, which stay; an even passage is not infinitely narrow", () => {
  const one = learn(EMPTY_MEMORY, "a", { rows: rows(4, 3), width: WIDTH, first: 0, end: 4 });
  const even = new Float64Array(2 * WIDTH).fill(0.5);
  const two = learn(one, "b", { rows: even, width: WIDTH, first: 0, end: 2 });
  assert.deepEqual([two.corrections, two.spreads[1]], [["a", "b"], 0.05]);
  assert.deepEqual([two.spreads[0], two.centres.slice(0, WIDTH)], [one.spreads[0], one.centres]);
  assert.deepEqual([one.corrections, EMPTY_MEMORY.corrections], [["a"], []], "memories are not modified");
  const both = familiarity(two, even, WIDTH);
  assert.deepEqual([both.length, both[1], both[3]], [4, 1, 1]);
});

Deno.test("standard rows are recent rows in deviations, cut at 4", () => {
  const heard: Heard = {
    steps: 3,
    width: 2,
    rows: Float64Array.of(0, 100, 2, 100, 4, 1e9),
    units: 0,
    activations: new Float32Array(0),
  };
  const scale = { mean: Float64Array.of(1, 100), deviation: Float64Array.of(2, 1) };
  assert.deepEqual([...standardRows(heard, scale, 2)], [-0.5, 0, 0, 0, 1, 4]);
});

Deno.test("no memory, no steps: nothing", () => {
  assert.equal(familiarity(EMPTY_MEMORY, rows(3, 1), WIDTH).length, 0);
  const memory = learn(EMPTY_MEMORY, "a", { rows: rows(1, 3), width: WIDTH, first: 0, end: 1 });
  assert.equal(familiarity(memory, new Float64Array(0), WIDTH).length, 0);
  assert.equal(learn(EMPTY_MEMORY, "a", { rows: rows(1, 3), width: WIDTH, first: 1, end: 1 }).spreads.length, 0);
});

Deno.test("more moments than a model may have are refused before any is made", () => {
  const full = { ...EMPTY_MEMORY, spreads: new Float64Array(MOST_MOMENTS - 1) };
  const passage = { rows: rows(5, 3), width: WIDTH, first: 0, end: 5 };
  assert.equal(learn(full, "a", { ...passage, end: 4 }).spreads.length, MOST_MOMENTS);
  assert.throws(
    () => learn(full, "a", passage),
    new RangeError(
      "Cannot remember a correction: a model must have at most 16384 moments, current value is 16385 " +
        "(retrain with fewer or shorter corrections)",
    ),
  );
});

Deno.test("moments can be left out; those that stay, stay as they were", () => {
  const all = rows(12, 5), passage = { rows: all, width: WIDTH };
  const [a, b] = [{ ...passage, correction: "a", first: 0, end: 6 }, {
    ...passage,
    correction: "b",
    first: 7,
    end: 12,
  }];
  const both = remember(EMPTY_MEMORY, [a, b]);
  assert.deepEqual(keepMoments(both, [false, false, true, true]), remember(EMPTY_MEMORY, [b]));
  assert.deepEqual(keepMoments(both, [true, true, true, true]), both);
  assert.deepEqual(keepMoments(both, [false, false, false, false]), EMPTY_MEMORY);
});

Deno.test("thousands of passages are joined once, not copied for each", () => {
  const width = 60, rows = new Float64Array(4000 * width).map((_, i) => i % 7), start = performance.now();
  remember(
    EMPTY_MEMORY,
    Array.from({ length: 4000 }, (_, t) => ({ correction: "c", rows, width, first: t, end: t + 1 })),
  );
  // Some 10 ms; a copy of all for each passage took a minute.
  assert.ok(performance.now() - start < 3000);
});
