import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { fitRidge, fitRidges, predictRidge, type RidgeData, solveSymmetricInto } from "./ridge.ts";

function normals(length: number, seed: number, scale = 1, shift = 0): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, () => shift + scale * random.normal());
}

const problems = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  inputs: fc.integer({ min: 1, max: 12 }),
  outputs: fc.integer({ min: 1, max: 3 }),
  strength: fc.constantFrom(0.1, 1, 30),
  weighted: fc.boolean(),
  seed: fc.nat(),
}).map(({ rows, inputs, outputs, strength, weighted, seed }) => {
  const columnWeights = weighted ? normals(inputs, seed + 2).map((x) => 0.2 + Math.abs(x)) : undefined;
  const x = normals(rows * inputs, seed, 3, 5), y = normals(rows * outputs, seed + 1, 2, -4);
  return { data: { inputs, outputs, x, y, columnWeights } satisfies RidgeData, rows, strength };
});

/** Σ_n |y_n - ŷ_n|² + strength·Σ w², by the docstring, of any weights. */
function loss(data: RidgeData, weights: Float64Array, strength: number): number {
  const { inputs: D, outputs: O, x, y } = data, N = y.length / O;
  const column = (d: number) => Array.from({ length: N }, (_, n) => x[n * D + d]);
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / N;
  const z = Array.from({ length: D }, (_, d) => {
    const values = column(d), centre = mean(values), deviation = Math.sqrt(mean(values.map((v) => (v - centre) ** 2)));
    return values.map((v) => deviation > 0 ? (v - centre) / deviation * (data.columnWeights?.[d] ?? 1) : 0);
  });
  let sum = strength * weights.reduce((squares, w) => squares + w * w, 0);
  for (let o = 0; o < O; o++) {
    const intercept = mean(Array.from({ length: N }, (_, n) => y[n * O + o]));
    for (let n = 0; n < N; n++) {
      let residual = y[n * O + o] - intercept;
      for (let d = 0; d < D; d++) residual -= z[d][n] * weights[d * O + o];
      sum += residual * residual;
    }
  }
  return sum;
}

Deno.test("the weights are the minimum of the penalised squares, with fewer rows than inputs and with more", () => {
  fc.assert(
    fc.property(problems, ({ data, strength }) => {
      const { weights } = fitRidge(data, strength), least = loss(data, weights, strength);
      // The loss is quadratic: at its minimum the central differences are zero, but for the rounding of values up to 1e4.
      weights.forEach((_, i) => {
        const at = (shift: number) => loss(data, weights.map((w, j) => i === j ? w + shift : w), strength);
        assert.ok(Math.abs(at(1e-3) - at(-1e-3)) / 2e-3 < 1e-7 * (1 + least), `weight ${i}`);
        assert.ok(at(0.1) > least);
      });
    }),
    { seed: 1, numRuns: 60 },
  );
});

Deno.test("several strengths at once are as each by itself", () => {
  fc.assert(
    fc.property(problems, ({ data }) => {
      const strengths = [0.1, 7, 300];
      assert.deepEqual(fitRidges(data, strengths), strengths.map((strength) => fitRidge(data, strength)));
      assert.deepEqual(fitRidges(data, []), []);
    }),
    { seed: 9, numRuns: 20 },
  );
});

Deno.test("one input has a closed form: Σ z·y / (N + strength), at either side of N = D", () => {
  for (const rows of [1, 2, 3, 40]) {
    const x = normals(rows, 3, 2, 7),
      y = normals(rows, 4),
      mean = (v: Float64Array) => v.reduce((a, b) => a + b) / rows;
    const centre = mean(x), deviation = Math.sqrt(mean(x.map((value) => (value - centre) ** 2))) || 1;
    const product = x.reduce((sum, value, n) => sum + (value - centre) / deviation * y[n], 0);
    const { weights, intercept } = fitRidge({ inputs: 1, outputs: 1, x, y }, 0.7);
    assert.ok(Math.abs(weights[0] - (rows === 1 ? 0 : product / (rows + 0.7))) < 1e-12);
    assert.ok(Math.abs(intercept[0] - mean(y)) < 1e-14);
  }
});

Deno.test("without a penalty it is least squares: a linear law is found again, in the inputs' own units", () => {
  const x = normals(3 * 50, 5, 4, 100), law = (row: ArrayLike<number>) => [2 * row[0] - row[2] + 3, 0.5 * row[1]];
  const y = Float64Array.from(Array.from({ length: 50 }, (_, n) => law(x.subarray(3 * n, 3 * n + 3))).flat());
  const model = fitRidge({ inputs: 3, outputs: 2, x, y }, 0), unheard = normals(30, 6, 50);
  predictRidge(model, unheard).forEach((value, i) => {
    const n = i >> 1;
    assert.ok(Math.abs(value - law(unheard.subarray(3 * n, 3 * n + 3))[i % 2]) < 1e-9);
  });
});

Deno.test("units and offsets of the inputs do not matter; twice the weight is a quarter of the strength", () => {
  fc.assert(
    fc.property(problems, ({ data, strength }) => {
      const D = data.inputs, rescale = (x: Float64Array) => x.map((value, i) => (1 + i % D) * 10 * value - 3 * (i % D));
      const plain = predictRidge(fitRidge(data, strength), data.x);
      const scaled = predictRidge(fitRidge({ ...data, x: rescale(data.x) }, strength), rescale(data.x));
      scaled.forEach((value, i) => assert.ok(Math.abs(value - plain[i]) < 1e-8));
      const columnWeights = (data.columnWeights ?? new Float64Array(D).fill(1)).map((weight) => 2 * weight);
      const heavier = predictRidge(fitRidge({ ...data, columnWeights }, 4 * strength), data.x);
      heavier.forEach((value, i) => assert.ok(Math.abs(value - plain[i]) < 1e-8));
    }),
    { seed: 2, numRuns: 40 },
  );
});

Deno.test("a constant column counts for nothing, now and when it later varies; one row is its own prediction", () => {
  const x = normals(2 * 10, 7).map((value, i) => i % 2 === 0 ? 1e6 : value), y = normals(10, 8);
  const model = fitRidge({ inputs: 2, outputs: 1, x, y }, 1);
  assert.ok(Math.abs(model.weights[0]) < 1e-9);
  const [a, b] = predictRidge(model, [1e6, 0.3, -5, 0.3]);
  assert.ok(Math.abs(a - b) < 1e-3, "a million times a weight of rounding size");
  assert.deepEqual([
    ...predictRidge(fitRidge({ inputs: 2, outputs: 2, x: x.slice(0, 2), y: y.slice(0, 2) }, 1), [3, 4]),
  ], [
    ...y.slice(0, 2),
  ]);
});

Deno.test("predictions shrink to the mean as the penalty grows, and no rows predict nothing", () => {
  const x = normals(60, 9), y = normals(20, 10, 1, 5), mean = y.reduce((a, b) => a + b) / 20;
  const spread = [1e-3, 1, 100, 1e12].map((strength) =>
    Math.max(...predictRidge(fitRidge({ inputs: 3, outputs: 1, x, y }, strength), x).map((v) => Math.abs(v - mean)))
  );
  assert.ok(spread.every((value, i) => i === 0 || value < spread[i - 1]) && spread[3] < 1e-9, spread.join(" "));
  assert.equal(predictRidge(fitRidge({ inputs: 3, outputs: 1, x, y }, 1), []).length, 0);
});

Deno.test("a symmetric system is solved for every right-hand side", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 3 }), fc.nat(), (n, columns, seed) => {
      const a = normals(n * n, seed), x = normals(n * columns, seed + 1), m = new Float64Array(n * n);
      for (let i = 0; i < n * n; i++) {
        const [r, c] = [Math.floor(i / n), i % n];
        m[i] = r === c ? 1 : 0;
        for (let k = 0; k < n; k++) m[i] += a[r * n + k] * a[c * n + k];
      }
      const b = Float64Array.from({ length: n * columns }, (_, i) => {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += m[Math.floor(i / columns) * n + k] * x[k * columns + i % columns];
        return sum;
      });
      solveSymmetricInto(m, b, n);
      // Condition numbers up to about 1e3.
      b.forEach((value, i) => assert.ok(Math.abs(value - x[i]) < 1e-10));
    }),
    { seed: 3, numRuns: 40 },
  );
});

Deno.test("what can not be solved or fitted is refused", () => {
  const pivot = (m: number[], n: number) => () => solveSymmetricInto(Float64Array.from(m), new Float64Array(n), n);
  const message = "Cannot solve: the matrix must be positive definite, current value of pivot";
  assert.throws(pivot([1, 2, 2, 1], 2), new RangeError(`${message} 1 is -3`));
  assert.throws(pivot([0], 1), new RangeError(`${message} 0 is 0`));
  assert.throws(pivot([NaN], 1), new RangeError(`${message} 0 is NaN`));
  const constant = Float64Array.of(1, 5, 1, 6, 1, 8), y = Float64Array.of(1, 2, 3);
  assert.throws(() => fitRidge({ inputs: 2, outputs: 1, x: constant, y }, 0), new RangeError(`${message} 0 is 0`));
  const none = { inputs: 2, outputs: 1, x: new Float64Array(0), y: new Float64Array(0) };
  assert.throws(
    () => fitRidge(none, 1),
    new RangeError("Cannot fit a regression: there must be at least one row, current value is 0"),
  );
  assert.throws(
    () => fitRidge({ ...none, x: constant, y: new Float64Array(2) }, 1),
    new TypeError(
      "Cannot fit a regression: x [N, 2] and y [N, 1] must have the same N, current lengths are 6 and 2",
    ),
  );
});
