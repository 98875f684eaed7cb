import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { predictRegression } from "./bumps.ts";
import { fitGaussianProcess, groupTables, marginalObjective, type ProcessData } from "./gaussian_process.ts";

const problems = fc.record({
  rows: fc.integer({ min: 3, max: 12 }),
  sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  seed: fc.nat(),
}).map(({ rows, sizes, seed }) => {
  const random = seededRandom(seed), inputs = sizes.reduce((a, b) => a + b), groups: number[][] = [];
  for (const size of sizes) groups.push(Array.from({ length: size }, (_, i) => groups.flat().length + i));
  const normals = (length: number) => Float64Array.from({ length }, () => 2 + 3 * random.normal());
  const data: ProcessData = { inputs, outputs: 2, x: normals(rows * inputs), y: normals(rows * 2), groups };
  return { data, rows, random };
});

function tablesOf({ x, inputs, groups }: ProcessData, rows: number) {
  return groups.map((columns) => groupTables(x, { rows, inputs, columns }));
}

Deno.test("the gradient of the marginal likelihood is that of finite differences", () => {
  fc.assert(
    fc.property(problems, ({ data, rows, random }) => {
      const scaled = { ...data, x: data.x.map((value) => value / 3) };
      const y = Float64Array.from({ length: rows }, () => random.normal()), size = data.groups.length + 4;
      const start = new Float64Array(size), at = Float64Array.from({ length: size }, () => 0.7 * random.normal());
      const objective = marginalObjective(tablesOf(scaled, rows), y, start),
        gradient = new Float64Array(size);
      objective(at, gradient);
      const value = (i: number, shift: number) =>
        objective(at.map((x, j) => i === j ? x + shift : x), new Float64Array(size));
      // Central differences of h = 1e-5 err by h² times a third derivative, and by rounding over h.
      gradient.forEach((slope, i) =>
        assert.ok(Math.abs((value(i, 1e-5) - value(i, -1e-5)) / 2e-5 - slope) < 1e-5 * (1 + Math.abs(slope)), `${i}`)
      );
    }),
    { seed: 1, numRuns: 40 },
  );
});

Deno.test("the marginal likelihood is the normal density of the outputs: one and two rows by hand", () => {
  // All logarithms 0: s = ℓ = b = n = r = 1, so k(z, z') = exp(-|z - z'|²/2) + z·z' + δ.
  const logs = new Float64Array(5),
    at = (x: number[], y: number[]) =>
      marginalObjective(
        [groupTables(Float64Array.from(x), { rows: x.length, inputs: 1, columns: [0] })],
        Float64Array.from(y),
        logs,
      )(logs, new Float64Array(5));
  assert.ok(Math.abs(at([2], [3]) - (9 / 6 + Math.log(6)) / 2) < 1e-7);
  const a = 1 + 1 + 1, b = 1 + 4 + 1, c = Math.exp(-0.5) + 2, determinant = a * b - c * c;
  const squares = (b * 9 - 2 * c * 3 * -1 + a * 1) / determinant;
  // The jitter on the diagonal is 1e-8.
  assert.ok(Math.abs(at([1, 2], [3, -1]) - (squares + Math.log(determinant)) / 2) < 1e-7);
});

Deno.test("line and bumps together are the posterior mean: kᵀ(K + n)⁻¹y of the kernel that was learned", () => {
  fc.assert(
    fc.property(problems, ({ data, rows }) => {
      const { inputs: D, outputs: O } = data, model = fitGaussianProcess(data), { bumps } = model;
      // The kernel from what the model tells of it: heights are s·α, weights b·Σ r/D·α·z; so only their ratio is free.
      // Far from all rows the bumps vanish and the line is left.
      const far = Float64Array.from({ length: D }, (_, d) => model.centre[d] + 1e4 * model.scale[d]);
      const line = (o: number) =>
        model.intercept[o] +
        1e4 * Array.from({ length: D }, (_, d) => model.weights[d * O + o]).reduce((a, b) => a + b);
      predictRegression(model, far).forEach((value, o) =>
        assert.ok(Math.abs(value - line(o)) < 1e-6 * (1 + Math.abs(line(o))))
      );
      // At the training rows: heights solve for what the line leaves, less the noise's share n·α.
      const predicted = predictRegression(model, data.x);
      for (let o = 0; o < O; o++) {
        const residual = Array.from({ length: rows }, (_, i) => data.y[i * O + o] - predicted[i * O + o]);
        const height = Array.from({ length: rows }, (_, i) => bumps.heights[i * O + o]);
        // y - f(x_i) = n·α_i for every i: residuals are a multiple of the heights.
        const ratio = residual.reduce((sum, r, i) => sum + r * height[i], 0) /
          height.reduce((sum, h) => sum + h * h, 0);
        residual.forEach((r, i) => assert.ok(Math.abs(r - ratio * height[i]) < 1e-6 * (1 + Math.abs(r)), `${r}`));
        assert.ok(ratio > 0, "noise and smooth part have positive variances");
      }
    }),
    { seed: 2, numRuns: 25 },
  );
});

Deno.test("the group that matters is found among noise, and a curve is followed where a line cannot", () => {
  const random = seededRandom(3), rows = 60, noise = 30, D = 1 + noise;
  const x = new Float64Array(rows * D).map(() => random.normal());
  const law = (value: number) => Math.sin(2 * value);
  const y = Float64Array.from({ length: rows }, (_, i) => law(x[i * D]) + 0.1 * random.normal());
  const groups = [[0], Array.from({ length: noise }, (_, i) => i + 1)];
  const model = fitGaussianProcess({ inputs: D, outputs: 1, x, y, groups }), { sharpness } = model.bumps;
  assert.ok(sharpness[0] > 100 * sharpness[1], `${sharpness[0]}, ${sharpness[1]}`);
  const fresh = Float64Array.from({ length: 40 * D }, () => random.normal());
  const errors = predictRegression(model, fresh).map((value, i) => (value - law(fresh[i * D])) ** 2);
  // The law's variance is about a half.
  assert.ok(errors.reduce((a, b) => a + b) / 40 < 0.05, `${errors.reduce((a, b) => a + b) / 40}`);
});

Deno.test("outputs that do not vary, one row, columns that do not vary and rows that are alike are fine", () => {
  const fit = (x: number[], y: number[], inputs = 1) =>
    fitGaussianProcess({
      inputs,
      outputs: 1,
      x: Float64Array.from(x),
      y: Float64Array.from(y),
      groups: [Array.from({ length: inputs }, (_, d) => d)],
    });
  const all = [fit([1, 2, 3], [5, 5, 5]), fit([7], [3]), fit([1, 9, 2, 9, 3, 9], [1, 2, 3], 2), fit([4, 4], [0, 2])];
  const asked = [[10], [1], [2, 100], [4]], expected = [5, 3, NaN, 1];
  all.forEach((model, i) => {
    const [value] = predictRegression(model, asked[i]);
    assert.ok(Number.isFinite(value));
    if (i !== 2) assert.ok(Math.abs(value - expected[i]) < 1e-6, `${i}: ${value}`);
  });
});

Deno.test("the same rows give the same model, whatever the units of the inputs", () => {
  const random = seededRandom(4), x = Float64Array.from({ length: 40 }, () => random.normal());
  const y = Float64Array.from({ length: 20 }, () => random.normal()), groups = [[0], [1]];
  const of = (inputs: Float64Array) => fitGaussianProcess({ inputs: 2, outputs: 1, x: inputs, y, groups });
  assert.deepEqual(of(x), of(x));
  const other = x.map((value, i) => i % 2 === 0 ? 1000 * value + 5 : value);
  const [a, b] = [predictRegression(of(x), x), predictRegression(of(other), other)];
  // The search stops where steps bring little: rounding may end it one step apart.
  a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) < 1e-3));
});

Deno.test("columns in no group or in two are refused, and no rows", () => {
  const fit = (groups: number[][], rows = 2) => () =>
    fitGaussianProcess({ inputs: 2, outputs: 1, x: new Float64Array(2 * rows), y: new Float64Array(rows), groups });
  for (const [groups, columns] of [[[[0]], 1], [[[0, 1], [1]], 3], [[[0, 2]], 2]] as [number[][], number][]) {
    const message = "Cannot fit a Gaussian process: every column of 0 … 1 must be in one group, " +
      `current value is ${columns} columns in ${groups.length} groups`;
    assert.throws(fit(groups), new RangeError(message));
  }
  assert.throws(fit([[0, 1]], 0), /there must be at least one row/);
});

Deno.test("what only tells views apart is ignored: a shift along it changes no prediction, one across it does", () => {
  const random = seededRandom(5), rows = 30, D = 3;
  const x = Float64Array.from({ length: rows * D }, () => random.normal());
  const y = Float64Array.from({ length: rows }, (_, i) => x[i * D] + x[i * D + 1] + 0.3 * random.normal());
  const differences = Float64Array.from({ length: 20 * D }, (_, i) => i % D === 1 ? 2 * random.normal() : 0);
  const fit = (nuisances: number) =>
    fitGaussianProcess({ inputs: D, outputs: 1, x, y, groups: [[0, 1], [2]], differences, nuisances });
  const shifted = (column: number) => x.map((value, i) => i % D === column ? value + 1 : value);
  const [blind, open] = [fit(1), fit(0)], before = predictRegression(blind, x);
  predictRegression(blind, shifted(1)).forEach((value, i) => assert.ok(Math.abs(value - before[i]) < 1e-9));
  assert.ok(predictRegression(blind, shifted(0)).every((value, i) => Math.abs(value - before[i]) > 0.1));
  assert.ok(
    predictRegression(open, shifted(1)).some((value, i) => Math.abs(value - predictRegression(open, x)[i]) > 0.1),
  );
});
