import assert from "node:assert/strict";
import { seededRandom } from "../random.ts";
import { assertClose, normals } from "./testing.ts";
import { createTransitions, type TransitionSpec } from "./transitions.ts";

const SPECS: TransitionSpec[] = [
  { kind: "none" },
  { kind: "dense" },
  { kind: "displacement", rows: 2, columns: 3 },
];
const STATES = 6;

for (const spec of SPECS) {
  const potential = createTransitions(spec, STATES), count = potential.shape.reduce((a, b) => a * b, 1);
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
  createTransitions({ kind: "dense" }, 2).matrixInto(parameters, matrix);
  assert.deepEqual(matrix, parameters);
  createTransitions({ kind: "none" }, 2).matrixInto(new Float64Array(0), matrix);
  assert.deepEqual(matrix, new Float64Array(4));
});

Deno.test("displacement transitions depend on where one goes only, up to what the border cuts off", () => {
  const rows = 3, columns = 4, S = rows * columns, random = seededRandom(4);
  const potential = createTransitions({ kind: "displacement", rows, columns }, S);
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
