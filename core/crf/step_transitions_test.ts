import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import type { StepTransitionPotential } from "./step_transitions.ts";
import { assertClose, normals } from "./testing.ts";
import { createTransitions, type TransitionPotential, type TransitionSpec } from "./transitions.ts";

const STATES = 6, CONDITIONS = 2, STEPS = 3, SIZE = STATES * STATES;
const SPECS: TransitionSpec[] = [
  { kind: "nominal", features: 4 },
  { kind: "conditionedLowRank", rank: 2 },
  { kind: "novelty", rows: 2, columns: 3, kernels: 2 },
];
const perStep = (spec: TransitionSpec, states = STATES) =>
  createTransitions(spec, states, CONDITIONS) as StepTransitionPotential;

/** What three steps hear; nominal features: one shows twice, one step shows none. */
function conditionsOf(kind: string): Float64Array {
  return kind === "nominal" ? Float64Array.of(0, 3, -1, -1, 2, 0) : normals(STEPS * CONDITIONS, seededRandom(8));
}

for (const spec of SPECS) {
  const potential = perStep(spec),
    count = potential.shape.reduce((a, b) => a * b, 1),
    conditions = conditionsOf(spec.kind);
  const matricesAt = (parameters: Float64Array) => {
    const matrices = new Float64Array(STEPS * SIZE).fill(NaN);
    potential.matricesInto(parameters, conditions, matrices, kernels);
    return matrices;
  };
  /** ∂A_t / ∂θ_i by central differences, for each i. */
  const columns = (parameters: Float64Array) =>
    Array.from({ length: count }, (_, i) => {
      const at = (shift: number) => matricesAt(parameters.map((value, j) => j === i ? value + shift : value));
      const above = at(1e-5), below = at(-1e-5);
      return above.map((value, j) => (value - below[j]) / 2e-5);
    });

  Deno.test(`${spec.kind} step transitions: the gradient is the matrices' finite difference, added to what is there`, () => {
    const random = seededRandom(1), parameters = normals(count, random), matrices = matricesAt(parameters);
    const slopes = normals(STEPS * SIZE, random), gradient = new Float64Array(count).fill(1);
    potential.gradientInto(slopes, { parameters, conditions, matrices }, gradient, kernels);
    const expected = columns(parameters).map((column) => column.reduce((sum, value, j) => sum + value * slopes[j], 1));
    assertClose(gradient, expected, 1e-7);
  });

  Deno.test(`${spec.kind} step transitions: the curvature is each step's variance, summed`, () => {
    const random = seededRandom(2), parameters = normals(count, random), matrices = matricesAt(parameters);
    const edges = Float64Array.from({ length: STEPS * SIZE }, () => 10 * random.uniform()).fill(0, 0, SIZE);
    const curvature = new Float64Array(count);
    potential.curvatureInto(edges, { parameters, conditions, matrices }, curvature);
    const expected = columns(parameters).map((column) => {
      let variance = 0;
      for (let t = 1; t < STEPS; t++) {
        const counts = edges.subarray(t * SIZE, (t + 1) * SIZE), slopes = column.subarray(t * SIZE, (t + 1) * SIZE);
        const total = counts.reduce((a, b) => a + b);
        const mean = slopes.reduce((sum, value, j) => sum + value * counts[j] / total, 0);
        variance += slopes.reduce((sum, value, j) => sum + counts[j] * (value - mean) ** 2, 0);
      }
      return variance;
    });
    assertClose(curvature, expected, 1e-6);
  });

  Deno.test(`${spec.kind} step transitions: no steps make no matrices and no gradient`, () => {
    const parameters = normals(count, seededRandom(3)), none = new Float64Array(0), gradient = new Float64Array(count);
    potential.matricesInto(parameters, none, none, kernels);
    potential.gradientInto(none, { parameters, conditions: none, matrices: none }, gradient, kernels);
    assertClose(gradient, new Float64Array(count), 0);
  });
}

Deno.test("nominal step transitions are the sum of the matrices of the features that show", () => {
  const potential = perStep({ kind: "nominal", features: 4 }), parameters = normals(4 * SIZE, seededRandom(4));
  const matrices = new Float64Array(STEPS * SIZE),
    of = (feature: number) => parameters.subarray(feature * SIZE, feature * SIZE + SIZE);
  potential.matricesInto(parameters, Float64Array.of(0, 3, -1, -1, 2, 2), matrices, kernels);
  assertClose(matrices.subarray(0, SIZE), of(0).map((value, i) => value + of(3)[i]), 0);
  assertClose(matrices.subarray(SIZE, 2 * SIZE), new Float64Array(SIZE), 0);
  assertClose(matrices.subarray(2 * SIZE), of(2).map((value) => 2 * value), 0);
});

Deno.test("a feature that does not exist is refused", () => {
  const potential = perStep({ kind: "nominal", features: 4 });
  for (const feature of [4, -2, 0.5]) {
    const conditions = Float64Array.of(0, 1, feature, 1);
    assert.throws(
      () => potential.matricesInto(new Float64Array(4 * SIZE), conditions, new Float64Array(2 * SIZE), kernels),
      {
        name: "RangeError",
        message: "Cannot use conditions: a feature's number must be an integer in -1 … 3, " +
          `current value of step 1, condition 0 is ${feature}`,
      },
    );
  }
});

Deno.test("conditioned transitions of low rank: a dense matrix and what is heard times a product of factors", () => {
  const potential = perStep({ kind: "conditionedLowRank", rank: 2 }), random = seededRandom(5);
  const [A, C, U, V] = [normals(SIZE, random), normals(4, random), normals(12, random), normals(12, random)];
  const matrices = new Float64Array(SIZE), [x, y] = [0.7, -1.3];
  potential.matricesInto(Float64Array.from([...A, ...C, ...U, ...V]), Float64Array.of(x, y), matrices, kernels);
  const amount = [x * C[0] + y * C[2], x * C[1] + y * C[3]];
  const expected = A.map((value, i) => {
    const r = Math.floor(i / STATES), s = i % STATES;
    return value + amount[0] * U[2 * r] * V[2 * s] + amount[1] * U[2 * r + 1] * V[2 * s + 1];
  });
  assertClose(matrices, expected, 1e-12);
});

Deno.test("novelty turns a mixture from its narrow kernel to its wide one", () => {
  const potential = createTransitions(
    { kind: "novelty", rows: 2, columns: 3, kernels: 2 },
    STATES,
    1,
  ) as StepTransitionPotential;
  const narrow = [2, 0, 2, 0, -6], wide = [-2, 0.1, -2, 0, -6], gates = [0, 0, -1, 3];
  const parameters = Float64Array.from([...narrow, ...wide, ...gates]), matrices = new Float64Array(2 * SIZE);
  potential.matricesInto(parameters, Float64Array.of(-0.5, 2), matrices, kernels);
  const single = createTransitions({ kind: "gaussian", rows: 2, columns: 3 }, STATES) as TransitionPotential;
  const [first, second] = [narrow, wide].map((values) => {
    const matrix = new Float64Array(SIZE);
    single.matrixInto(Float64Array.from(values), matrix);
    return matrix;
  });
  [-0.5, 2].forEach((heard, t) => {
    const share = 1 / (1 + Math.exp(1 - 3 * heard)); // of the wide one
    const expected = first.map((value, i) => Math.log((1 - share) * Math.exp(value) + share * Math.exp(second[i])));
    assertClose(matrices.subarray(t * SIZE, (t + 1) * SIZE), expected, 1e-12);
  });
});

Deno.test("a mixture whose kernels have all but vanished keeps its logarithm and its gradient", () => {
  const potential = createTransitions(
    { kind: "novelty", rows: 1, columns: 6, kernels: 2 },
    STATES,
    1,
  ) as StepTransitionPotential;
  // Precisions of e^9 and e^10 and floors of e^-800: from one end to the other the log score is below -745.
  const parameters = Float64Array.of(0, 0, 4.5, 0, -800, 0, 0, 5, 0, -800, 0, 0, 0, 0), conditions = Float64Array.of(1);
  const matrices = new Float64Array(SIZE), gradient = new Float64Array(14), slopes = new Float64Array(SIZE).fill(1);
  potential.matricesInto(parameters, conditions, matrices, kernels);
  assert.ok(matrices[5] < -745 && matrices.every(Number.isFinite), `${matrices[5]}`);
  potential.gradientInto(slopes, { parameters, conditions, matrices }, gradient, kernels);
  assert.ok(gradient.every(Number.isFinite), gradient.join());
});
