import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { ascend, cdMemory, type ChainSpec, contrastiveStatistics, type Speeds } from "./contrastive_divergence.ts";
import type { Rbm, VisibleKind } from "./rbm.ts";
import { Enumeration, normals, randomRbm, type Statistics } from "./testing.ts";

const PATTERNS: Record<VisibleKind, number[][]> = {
  bernoulli: [[0, 0, 1, 1], [1, 0, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1]],
  gaussian: [[0.5, -1, 0, 2], [-1, 0.2, 1.5, 0.3], [0, 0, -0.7, -1.2], [1, 1, 1, 1], [-0.4, -1.5, 0.1, 0.6]],
};
/** Far more rows than patterns, so that what is sampled averages out. */
const COUNTS = [9000, 4000, 16000, 3000, 8000], ROWS = 40000;
const SHARES = COUNTS.map((count) => count / ROWS);

function repeated(kind: VisibleKind): Float32Array {
  return Float32Array.from(PATTERNS[kind].flatMap((row, r) => Array.from({ length: COUNTS[r] }, () => row)).flat());
}

/** Statistics of the data less those of the chains, by the implementation. */
function difference(rbm: Rbm, spec: ChainSpec, updates = 1): Statistics {
  const { visible: V, hidden: H } = rbm.layer, memory = cdMemory(ROWS, V, H, kernels), state = Uint32Array.of(77, 0);
  memory.data.set(repeated(rbm.visibleKind));
  for (let update = 0; update < updates; update++) contrastiveStatistics(rbm, memory, spec, state, kernels);
  const weights = Float64Array.from(memory.positiveStatistics, (x, i) => x - memory.negativeStatistics[i]);
  return Float64Array.of(...weights, ...memory.visibleDifference, ...memory.hiddenDifference).map((x) => x / ROWS);
}

const subtract = (a: Statistics, b: Statistics) => a.map((value, i) => value - b[i]);
const largest = (x: Statistics) => x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

Deno.test("statistics of CD-n are their expectation over all states, for n, both kinds, means or samples", () => {
  for (const kind of ["bernoulli", "gaussian"] as const) {
    for (const sampleVisible of kind === "bernoulli" ? [false, true] : [false]) {
      for (const gibbsSteps of [1, 2, 4]) {
        const rbm = randomRbm(4, 3, kind, 20), oracle = new Enumeration(rbm);
        const chains = oracle.chainStatistics(PATTERNS[kind], SHARES, gibbsSteps, sampleVisible);
        const expected = subtract(oracle.dataStatistics(PATTERNS[kind], SHARES), chains);
        const off = largest(subtract(difference(rbm, { gibbsSteps, sampleVisible }), expected));
        // 40,000 samples of terms of size 1 (Bernoulli) or 4 (Gaussian): five standard errors.
        const tolerance = 5 * (kind === "bernoulli" ? 0.5 : 4) / Math.sqrt(ROWS);
        assert.ok(off < tolerance, `${kind} ${gibbsSteps} ${sampleVisible}: ${off}`);
        assert.ok(largest(expected) > 5 * tolerance, "the statistics must stand out of the noise");
      }
    }
  }
});

Deno.test("with sampled visible states CD-n goes to the likelihood's gradient as n grows; with means it stays beside it", () => {
  const rbm = randomRbm(4, 3, "bernoulli", 20, 1.5), oracle = new Enumeration(rbm), rows = PATTERNS.bernoulli;
  const data = oracle.dataStatistics(rows, SHARES), exact = subtract(data, oracle.modelStatistics());
  const bias = (steps: number, sampled: boolean) =>
    largest(subtract(subtract(data, oracle.chainStatistics(rows, SHARES, steps, sampled)), exact));
  // By enumeration the bias shrinks with every doubling, down to nothing.
  const biases = [1, 2, 4, 8, 16].map((steps) => bias(steps, true));
  biases.forEach((value, i) => assert.ok(i === 0 || value < biases[i - 1], biases.join(" ")));
  assert.ok(biases[0] > 0.05 && biases.at(-1)! < 1e-5, biases.join(" "));
  assert.ok(bias(64, false) > 0.02, "means are no samples");
  // And so does what is drawn.
  const off = (gibbsSteps: number) => largest(subtract(difference(rbm, { gibbsSteps, sampleVisible: true }), exact));
  const noise = 5 * 0.5 / Math.sqrt(ROWS), [one, many] = [off(1), off(64)];
  assert.ok(one > 3 * noise && many < noise + bias(64, true), `${one} ${many}, noise ${noise}`);
});

Deno.test("persistent chains come to the machine's own statistics, one step an update", () => {
  const rbm = randomRbm(4, 3, "bernoulli", 20), oracle = new Enumeration(rbm);
  const exact = subtract(oracle.dataStatistics(PATTERNS.bernoulli, SHARES), oracle.modelStatistics());
  const spec = { gibbsSteps: 1, sampleVisible: true, persistent: true };
  const off = [1, 60].map((updates) => largest(subtract(difference(rbm, spec, updates), exact)));
  const noise = 5 * 0.5 / Math.sqrt(ROWS);
  // The chains know nothing of the data: they start with all hidden units off.
  assert.ok(off[0] > 3 * noise && off[1] < noise, off.join(" "));
});

Deno.test("a step goes up the averaged statistics, with decay of the weights and the share of the step before", () => {
  const rbm = randomRbm(3, 2, "gaussian", 4), memory = cdMemory(4, 3, 2, kernels);
  memory.positiveStatistics.set(normals(6, 1));
  memory.negativeStatistics.set(normals(6, 2));
  memory.visibleDifference.set(normals(3, 3));
  memory.hiddenDifference.set(normals(2, 4));
  const speeds: Speeds = { weights: normals(6, 5), visibleBias: normals(3, 6), hiddenBias: normals(2, 7) };
  const before = structuredClone(rbm), old = structuredClone(speeds);
  ascend(rbm, speeds, memory, { learningRate: 0.2, momentum: 0.5, weightDecay: 0.1 }, kernels);
  const check = (now: Float32Array, was: Float32Array, speed: Float32Array, gradient: (i: number) => number) =>
    now.forEach((value, i) => assert.ok(Math.abs(value - was[i] - 0.5 * speed[i] - 0.2 * gradient(i)) < 1e-6, `${i}`));
  const { positiveStatistics: p, negativeStatistics: n } = memory;
  check(rbm.layer.weights, before.layer.weights, old.weights, (i) => (p[i] - n[i]) / 4 - 0.1 * before.layer.weights[i]);
  check(rbm.visibleBias, before.visibleBias, old.visibleBias, (i) => memory.visibleDifference[i] / 4);
  check(rbm.layer.bias, before.layer.bias, old.hiddenBias, (i) => memory.hiddenDifference[i] / 4);
  speeds.weights.forEach((speed, i) =>
    assert.ok(Math.abs(speed - (rbm.layer.weights[i] - before.layer.weights[i])) < 1e-6)
  );
});
