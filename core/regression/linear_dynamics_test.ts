import assert from "node:assert/strict";
import { type Random, seededRandom } from "../random.ts";
import { fitLinearDynamics, type KnownSequence, type LinearDynamics, stateInference } from "./linear_dynamics.ts";
import { invertSymmetric, product, transpose } from "./small_matrix.ts";

/** A system of two states and three observations. */
const SYSTEM: LinearDynamics = {
  ...{ states: 2, observations: 3 },
  stateMean: Float64Array.of(0.3, -0.2),
  observationMean: Float64Array.of(1, 2, 3),
  transition: Float64Array.of(0.9, 0.1, -0.2, 0.8),
  stateNoise: Float64Array.of(0.05, 0.01, 0.01, 0.04),
  emission: Float64Array.of(1, 0.5, -0.7, 2, 0.3, 0.1),
  observationNoise: Float64Array.of(0.5, 0.1, 0, 0.1, 0.8, 0.2, 0, 0.2, 0.6),
  first: { mean: Float64Array.of(0.5, 0.1), covariance: Float64Array.of(0.3, 0.05, 0.05, 0.2) },
};

/** Cholesky factor times normals. */
function draw(covariance: Float64Array, n: number, random: Random): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = covariance[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = i === j ? Math.sqrt(sum) : sum / l[j * n + j];
    }
  }
  return product(l, Float64Array.from({ length: n }, () => random.normal()), n, n, 1);
}

function sample(system: LinearDynamics, steps: number, random: Random): KnownSequence {
  const { states: S, observations: F, stateMean, observationMean, transition, stateNoise, first } = system;
  const states = new Float64Array(steps * S), observations = new Float64Array(steps * F);
  let x = first.mean.map((m) => m), noise = draw(first.covariance, S, random);
  for (let t = 0; t < steps; t++) {
    if (t > 0) {
      x = product(transition, x.map((v, i) => v - stateMean[i]), S, S, 1).map((v, i) => v + stateMean[i]);
      noise = draw(stateNoise, S, random);
    }
    x = x.map((v, i) => v + noise[i]);
    states.set(x, t * S);
    const said = product(system.emission, x.map((v, i) => v - stateMean[i]), F, S, 1);
    const error = draw(system.observationNoise, F, random);
    observations.set(said.map((v, i) => v + observationMean[i] + error[i]), t * F);
  }
  return { states, observations };
}

/** Mean and covariance of all states given all observations, by conditioning one joint normal distribution: no recursion. */
function batch(system: LinearDynamics, y: Float64Array) {
  const { states: S, observations: F, stateMean, observationMean, transition: A, stateNoise, first, emission } = system;
  const T = y.length / F, n = T * S, m = T * F, prior = new Float64Array(n), K = new Float64Array(n * n);
  let mean: Float64Array = first.mean, P: Float64Array = first.covariance;
  for (let t = 0; t < T; t++) {
    if (t > 0) {
      mean = product(A, mean.map((v, i) => v - stateMean[i]), S, S, 1).map((v, i) => v + stateMean[i]);
      P = product(product(A, P, S, S, S), transpose(A, S, S), S, S, S).map((v, i) => v + stateNoise[i]);
    }
    prior.set(mean, t * S);
    // Cov(x_u, x_t) = A^(u-t)·P_t
    for (let u = t, C: Float64Array = P; u < T; u++, C = product(A, C, S, S, S)) {
      for (let i = 0; i < S; i++) {
        for (let j = 0; j < S; j++) K[(u * S + i) * n + t * S + j] = K[(t * S + j) * n + u * S + i] = C[i * S + j];
      }
    }
  }
  const H = new Float64Array(m * n), R = new Float64Array(m * m);
  for (let t = 0; t < T; t++) {
    for (let f = 0; f < F; f++) {
      for (let s = 0; s < S; s++) H[(t * F + f) * n + t * S + s] = emission[f * S + s];
      for (let g = 0; g < F; g++) R[(t * F + f) * m + t * F + g] = system.observationNoise[f * F + g];
    }
  }
  const KH = product(K, transpose(H, m, n), n, n, m), noise = product(H, KH, m, n, m).map((v, i) => v + R[i]);
  const gain = product(KH, invertSymmetric(noise, m), n, m, m);
  const expected = product(H, prior.map((v, i) => v - stateMean[i % S]), m, n, 1);
  const surprise = y.map((v, i) => v - observationMean[i % F] - expected[i]);
  const moved = product(gain, surprise, n, m, 1), less = product(gain, transpose(KH, n, m), n, m, n);
  return { means: prior.map((v, i) => v + moved[i]), covariance: K.map((v, i) => v - less[i]), n };
}

Deno.test("smoothed states are those of conditioning the joint normal distribution of all steps, filtered ones of the steps so far", () => {
  const T = 7, { observations } = sample(SYSTEM, T, seededRandom(1)), { states: S, observations: F } = SYSTEM;
  const { smoothed, filtered } = stateInference(SYSTEM)(observations), whole = batch(SYSTEM, observations);
  // f64 throughout; the batch inverts a 21 × 21 matrix.
  smoothed.means.forEach((v, i) => assert.ok(Math.abs(v - whole.means[i]) < 1e-9, `mean ${i}`));
  for (let t = 0; t < T; t++) {
    const soFar = batch(SYSTEM, observations.slice(0, (t + 1) * F));
    for (let i = 0; i < S; i++) {
      assert.ok(Math.abs(filtered.means[t * S + i] - soFar.means[t * S + i]) < 1e-9);
      for (let j = 0; j < S; j++) {
        const at = (t * S + i) * whole.n + t * S + j, own = (t * S + i) * soFar.n + t * S + j;
        assert.ok(Math.abs(smoothed.covariances[(t * S + i) * S + j] - whole.covariance[at]) < 1e-9);
        assert.ok(Math.abs(filtered.covariances[(t * S + i) * S + j] - soFar.covariance[own]) < 1e-9);
      }
    }
  }
});

Deno.test("a system is found again from its own sequences", () => {
  const random = seededRandom(2), sequences = Array.from({ length: 400 }, () => sample(SYSTEM, 40, random));
  const found = fitLinearDynamics(sequences, 2);
  const near = (a: Float64Array, b: Float64Array, by: number) =>
    a.forEach((v, i) => assert.ok(Math.abs(v - b[i]) < by, `${v} ${b[i]}`));
  // 16,000 steps: standard errors are below .015 (transition .006, emission .013), of the first states' covariance .02.
  near(found.transition, SYSTEM.transition, 0.03);
  near(found.stateNoise, SYSTEM.stateNoise, 0.003);
  near(found.emission, SYSTEM.emission, 0.06);
  near(found.observationNoise, SYSTEM.observationNoise, 0.03);
  near(found.first.mean, SYSTEM.first.mean, 0.1);
  near(found.first.covariance, SYSTEM.first.covariance, 0.08);
});

Deno.test("observations that are believed less leave the prior; covariances of R can be left out", () => {
  const { observations } = sample(SYSTEM, 4, seededRandom(3));
  const deaf = stateInference(SYSTEM, { inflation: 1e12 })(observations).smoothed;
  assert.ok(Math.abs(deaf.means[0] - 0.5) < 1e-9 && Math.abs(deaf.means[1] - 0.1) < 1e-9);
  const diagonal = { ...SYSTEM, observationNoise: SYSTEM.observationNoise.map((v, i) => i % 4 === 0 ? v : 0) };
  assert.deepEqual(stateInference(SYSTEM, { shrinkage: 1 })(observations), stateInference(diagonal)(observations));
});

Deno.test("no steps give none; what does not vary is bearable; nothing runs away", () => {
  assert.equal(stateInference(SYSTEM)(new Float64Array(0)).smoothed.means.length, 0);
  const flat = { states: new Float64Array(6).fill(1), observations: new Float64Array(9).fill(2) };
  const still = fitLinearDynamics([flat, flat], 2);
  const { means } = stateInference(still)(flat.observations).smoothed;
  assert.ok(means.every((v) => Math.abs(v - 1) < 1e-3));
  const growing = Array.from({ length: 3 }, (_, k) => {
    const states = Float64Array.from({ length: 20 }, (_, t) => (k - 1) * 1.5 ** t);
    return { states, observations: states.slice() };
  });
  // The radius is found from above, within a per cent.
  const [a] = fitLinearDynamics(growing, 1).transition;
  assert.ok(a <= 1 && a > 0.99, `${a}`);
});

Deno.test("too little to learn from is refused", () => {
  const one = { states: Float64Array.of(1, 2), observations: Float64Array.of(1, 2) };
  assert.throws(() => fitLinearDynamics([one], 1), {
    name: "RangeError",
    message:
      "Cannot fit dynamics: there must be at least 2 sequences and 2 successive steps, current values are 1 and 2",
  });
});
