import assert from "node:assert/strict";
import { seededRandom } from "../random.ts";
import { assertClose, normals } from "./testing.ts";
import { createTransitions, type TransitionPotential, type TransitionSpec } from "./transitions.ts";

const SPECS: TransitionSpec[] = [
  { kind: "none" },
  { kind: "dense" },
  { kind: "displacement", rows: 2, columns: 3 },
  { kind: "gaussian", rows: 2, columns: 3 },
  { kind: "stencil", rows: 2, columns: 3, size: 3 },
  { kind: "lowRank", rank: 2 },
];
const shared = (spec: TransitionSpec, states: number) => createTransitions(spec, states) as TransitionPotential;
const STATES = 6;

for (const spec of SPECS) {
  const potential = shared(spec, STATES), count = potential.shape.reduce((a, b) => a * b, 1);
  const matrixAt = (parameters: Float64Array) => {
    const matrix = new Float64Array(STATES * STATES).fill(NaN);
    potential.matrixInto(parameters, matrix);
    return matrix;
  };
  /** ∂A / ∂θ_i by central differences, for each i. */
  const columns = (parameters: Float64Array) =>
    Array.from({ length: count }, (_, i) => {
      const at = (shift: number) => matrixAt(parameters.map((value, j) => j === i ? value + shift : value));
      const above = at(1e-5), below = at(-1e-5);
      return above.map((value, j) => (value - below[j]) / 2e-5);
    });

  Deno.test(`${spec.kind} transitions: the gradient is the matrix's finite difference, added to what is there`, () => {
    const random = seededRandom(1), parameters = normals(count, random), matrix = matrixAt(parameters);
    const matrixGradient = normals(STATES * STATES, random), gradient = new Float64Array(count).fill(1);
    potential.gradientInto(matrixGradient, { parameters, matrix }, gradient);
    const expected = columns(parameters).map((column) =>
      column.reduce((sum, value, j) => sum + value * matrixGradient[j], 1)
    );
    assertClose(gradient, expected, 1e-8);
  });

  Deno.test(`${spec.kind} transitions: the curvature is the variance under multinomial counts`, () => {
    const random = seededRandom(2), parameters = normals(count, random), matrix = matrixAt(parameters);
    const edges = Float64Array.from({ length: STATES * STATES }, () => 10 * random.uniform());
    const total = edges.reduce((a, b) => a + b), curvature = new Float64Array(count);
    potential.curvatureInto(edges, { parameters, matrix }, curvature);
    const expected = columns(parameters).map((column) => {
      const mean = column.reduce((sum, value, j) => sum + value * edges[j] / total, 0);
      return column.reduce((sum, value, j) => sum + edges[j] * (value - mean) ** 2, 0);
    });
    assertClose(curvature, expected, 1e-6);
    const unseen = new Float64Array(count);
    potential.curvatureInto(new Float64Array(STATES * STATES), { parameters, matrix }, unseen);
    assertClose(unseen, new Float64Array(count), 0, "without edges");
  });
}

Deno.test("no transitions are a matrix of zeros, dense ones the parameters themselves", () => {
  const parameters = normals(4, seededRandom(3)), matrix = new Float64Array(4).fill(7);
  shared({ kind: "dense" }, 2).matrixInto(parameters, matrix);
  assert.deepEqual(matrix, parameters);
  shared({ kind: "none" }, 2).matrixInto(new Float64Array(0), matrix);
  assert.deepEqual(matrix, new Float64Array(4));
});

Deno.test("displacement transitions depend on where one goes only, up to what the border cuts off", () => {
  const rows = 3, columns = 4, S = rows * columns, random = seededRandom(4);
  const potential = shared({ kind: "displacement", rows, columns }, S);
  assert.deepEqual(potential.shape, [5, 7]);
  const parameters = normals(35, random, 50), matrix = new Float64Array(S * S);
  potential.matrixInto(parameters, matrix);
  for (let r = 0; r < S; r++) {
    const row = matrix.subarray(r * S, (r + 1) * S);
    assertClose([row.reduce((sum, score) => sum + Math.exp(score), 0)], [1], 1e-12, "sum of probabilities");
    for (let s = 0; s < S; s++) {
      const down = Math.floor(s / columns) - Math.floor(r / columns), right = s % columns - r % columns;
      const parameter = parameters[(down + 2) * 7 + right + 3], stay = parameters[2 * 7 + 3];
      assertClose([row[s] - row[r]], [parameter - stay], 1e-12, `from ${r} to ${s}`);
    }
  }
});

/** log((1 - ε)·k(r, s) + ε/S) from the score of each displacement. */
function kernelByDefinition(rows: number, columns: number, w: (down: number, right: number) => number, floor = 0) {
  const S = rows * columns;
  const score = (r: number, s: number) =>
    w(Math.floor(s / columns) - Math.floor(r / columns), s % columns - r % columns);
  return Float64Array.from({ length: S * S }, (_, i) => {
    const r = Math.floor(i / S),
      sum = Array.from({ length: S }, (_, s) => Math.exp(score(r, s))).reduce((a, b) => a + b);
    return Math.log((1 - floor) * Math.exp(score(r, i % S)) / sum + floor / S);
  });
}

Deno.test("a Gaussian of the displacement: a precision with a coupling, a reward for staying, and a floor", () => {
  const matrix = new Float64Array(144);
  shared({ kind: "gaussian", rows: 3, columns: 4 }, 12).matrixInto(Float64Array.of(0.3, -0.4, -0.2, 1.5, -1), matrix);
  // P = L·Lᵀ with L = [[e^.3, 0], [-.4, e^-.2]]
  const [a, b, c] = [Math.exp(0.6), -0.4 * Math.exp(0.3), 0.16 + Math.exp(-0.4)];
  const w = (down: number, right: number) =>
    -(a * down * down + 2 * b * down * right + c * right * right) / 2 + (down === 0 && right === 0 ? 1.5 : 0);
  assertClose(matrix, kernelByDefinition(3, 4, w, 1 / (1 + Math.E)), 1e-12);
});

Deno.test("a floor keeps every transition possible where the kernel itself has none", () => {
  const matrix = new Float64Array(81), narrow = Float64Array.of(4, 0, 4, 0, -2);
  shared({ kind: "gaussian", rows: 3, columns: 3 }, 9).matrixInto(narrow, matrix);
  const floor = Math.log(1 / (1 + Math.exp(2)) / 9);
  assertClose([matrix[8]], [floor], 1e-12, "from corner to corner");
});

Deno.test("a stencil has a weight for each displacement in its window, and one for all beyond", () => {
  const parameters = normals(10, seededRandom(6)), matrix = new Float64Array(20 * 20);
  shared({ kind: "stencil", rows: 4, columns: 5, size: 3 }, 20).matrixInto(parameters, matrix);
  const w = (down: number, right: number) =>
    Math.abs(down) <= 1 && Math.abs(right) <= 1 ? parameters[(down + 1) * 3 + right + 1] : parameters[9];
  assertClose(matrix, kernelByDefinition(4, 5, w), 1e-12);
});

Deno.test("transitions of low rank are the product of their factors", () => {
  const [U, V] = [normals(6, seededRandom(7)), normals(6, seededRandom(8))], matrix = new Float64Array(9);
  shared({ kind: "lowRank", rank: 2 }, 3).matrixInto(Float64Array.from([...U, ...V]), matrix);
  const expected = matrix.map((_, i) => {
    const r = Math.floor(i / 3), s = i % 3;
    return U[r * 2] * V[s * 2] + U[r * 2 + 1] * V[s * 2 + 1];
  });
  assertClose(matrix, expected, 1e-15);
});

Deno.test("sizes and conditions that can not be are refused", () => {
  const grid = { rows: 2, columns: 2 };
  const cases: [TransitionSpec, number, string][] = [
    [{ kind: "stencil", ...grid, size: 4 }, 0, "size must be a positive odd integer, current value is 4"],
    [{ kind: "lowRank", rank: 0 }, 0, "rank must be a positive integer, current value is 0"],
    [{ kind: "nominal", features: 1.5 }, 1, "features must be a positive integer, current value is 1.5"],
    [{ kind: "novelty", ...grid, kernels: 0 }, 1, "kernels must be a positive integer, current value is 0"],
    [
      { kind: "novelty", ...grid, kernels: 1 },
      0,
      "the conditions of novelty transitions must be ≥ 1, current value is 0",
    ],
    [{ kind: "dense" }, 2, "the conditions of dense transitions must be 0, current value is 2"],
  ];
  for (const [spec, conditions, message] of cases) {
    assert.throws(() => createTransitions(spec, 4, conditions), {
      name: "RangeError",
      message: `Cannot build transitions: ${message}`,
    });
  }
});

Deno.test("a displacement table that does not fit the states is refused", () => {
  assert.throws(() => createTransitions({ kind: "displacement", rows: 11, columns: 11 }, 100), {
    name: "RangeError",
    message: "Cannot build transitions: rows × columns must be 100 states, current value is 11 × 11",
  });
});

Deno.test("a displacement table of negative or broken size is refused, although its product fits", () => {
  for (const [rows, columns] of [[-11, -11], [0.5, 242], ["11", 11] as unknown as number[]]) {
    assert.throws(() => createTransitions({ kind: "displacement", rows, columns }, 121), {
      name: "RangeError",
      message: `Cannot build transitions: rows × columns must be 121 states, current value is ${rows} × ${columns}`,
    });
  }
});
