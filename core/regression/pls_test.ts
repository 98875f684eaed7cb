import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { fitPls } from "./pls.ts";
import { fitRidge, predictRidge, type RidgeData } from "./ridge.ts";

function linear(rows: number, inputs: number, outputs: number, seed: number, noise = 0): RidgeData {
  const random = seededRandom(seed), weights = Array.from({ length: inputs * outputs }, () => random.normal());
  const x = Float64Array.from({ length: rows * inputs }, (_, i) => (i % inputs + 1) * random.normal() + i % 3);
  const y = Float64Array.from({ length: rows * outputs }, (_, i) => {
    const n = Math.floor(i / outputs), o = i % outputs;
    let sum = 5 + noise * random.normal();
    for (let d = 0; d < inputs; d++) sum += x[n * inputs + d] * weights[d * outputs + o];
    return sum;
  });
  return { inputs, outputs, x, y };
}

const close = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number) =>
  Array.from(a).every((value, i) => Math.abs(value - b[i]) <= tolerance);

Deno.test("as many components as inputs are least squares", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      fc.nat(1e6),
      (inputs, outputs, seed) => {
        const data = linear(20, inputs, outputs, seed, 0.5);
        const pls = predictRidge(fitPls(data, inputs), data.x), squares = predictRidge(fitRidge(data, 1e-9), data.x);
        assert.ok(close(pls, squares, 1e-6));
      },
    ),
    { seed: 1, numRuns: 40 },
  );
});

Deno.test("one output, one component: the weights go along with the covariances (the closed form of PLS1)", () => {
  const data = linear(30, 4, 1, 7, 1), model = fitPls(data, 1);
  const z = data.x.map((value, i) => (value - model.centre[i % 4]) / model.scale[i % 4]);
  const covariance = [0, 1, 2, 3].map((d) => {
    let sum = 0;
    for (let n = 0; n < 30; n++) sum += z[n * 4 + d] * (data.y[n] - model.intercept[0]);
    return sum;
  });
  const t = Float64Array.from({ length: 30 }, (_, n) => covariance.reduce((sum, c, d) => sum + c * z[n * 4 + d], 0));
  const slope = t.reduce((sum, value, n) => sum + value * (data.y[n] - model.intercept[0]), 0) /
    t.reduce((sum, value) => sum + value * value, 0);
  assert.ok(close(model.weights, covariance.map((c) => slope * c), 1e-9));
});

Deno.test("a hundred inputs that say two things are learned from twelve rows", () => {
  const random = seededRandom(3), loads = Array.from({ length: 200 }, () => random.normal());
  const rows = (count: number) => {
    const causes = Array.from({ length: 2 * count }, () => random.normal());
    const x = Float64Array.from({ length: 100 * count }, (_, i) => {
      const n = Math.floor(i / 100), d = i % 100;
      return loads[d] * causes[2 * n] + loads[100 + d] * causes[2 * n + 1] + 0.1 * random.normal();
    });
    return {
      inputs: 100,
      outputs: 1,
      x,
      y: Float64Array.from({ length: count }, (_, n) => causes[2 * n] - causes[2 * n + 1]),
    };
  };
  const model = fitPls(rows(12), 2),
    unseen = rows(50),
    error = predictRidge(model, unseen.x).map((y, n) => y - unseen.y[n]);
  assert.ok(Math.sqrt(error.reduce((sum, e) => sum + e * e, 0) / 50) < 0.1);
});

Deno.test("constant inputs and outputs, and more components than there are, are fine; the weights of columns count", () => {
  const constant = { inputs: 2, outputs: 1, x: new Float64Array(8).fill(3), y: new Float64Array(4).fill(2) };
  assert.deepEqual([...predictRidge(fitPls(constant, 5), [3, 3, 9, 9])], [2, 2]);
  const data = linear(6, 2, 1, 4);
  assert.ok(close(predictRidge(fitPls(data, 99), data.x), data.y, 1e-9));
  const [even, first] = [[1, 1], [10, 1]].map((weights) =>
    fitPls({ ...data, columnWeights: Float64Array.from(weights) }, 1)
  );
  const share = ({ weights, scale }: typeof even) => Math.abs(weights[0] / scale[0] / (weights[1] / scale[1]));
  assert.ok(share(first) > 10 * share(even));
});

Deno.test("no components and no rows are refused", () => {
  const data = linear(3, 2, 1, 1);
  for (const components of [0, 1.5]) {
    const message = `Cannot fit a regression: components must be a positive integer, current value is ${components}`;
    assert.throws(() => fitPls(data, components), new RangeError(message));
  }
  assert.throws(
    () => fitPls({ ...data, x: new Float64Array(0), y: new Float64Array(0) }, 1),
    new RangeError("Cannot fit a regression: there must be at least one row, current value is 0"),
  );
});
