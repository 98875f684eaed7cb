import assert from "node:assert/strict";
import { seededRandom } from "../random.ts";
import { predictRegression, type Regression, regressionBack } from "./bumps.ts";
import { predictRidge } from "./ridge.ts";

const random = seededRandom(1);
const normals = (length: number) => Float64Array.from({ length }, () => random.normal());
const line = { inputs: 3, outputs: 2, centre: normals(3), scale: normals(3).map(Math.exp), weights: normals(6) };
const model: Regression = {
  ...line,
  intercept: normals(2),
  bumps: {
    ...{ rows: normals(12), sharpness: normals(6).map(Math.exp), heights: normals(8) },
    nuisances: new Float64Array(0),
  },
};

Deno.test("a bump is its height at its row and e^-½ of it a width away, on the line", () => {
  const { centre, scale, bumps } = model, alone = { ...bumps!, rows: bumps!.rows.subarray(0, 3) };
  const one: Regression = { ...model, bumps: { ...alone, heights: Float64Array.of(2, -3) } };
  const at = (away: number) =>
    Float64Array.from(centre, (c, d) => c + scale[d] * (alone.rows[d] + (d === 1 ? away : 0)));
  for (const [output, height] of [[0, 2], [1, -3]]) {
    const width = 1 / Math.sqrt(alone.sharpness[2 + output]);
    const above = (away: number) => predictRegression(one, at(away))[output] - predictRidge(one, at(away))[output];
    assert.ok(Math.abs(above(0) - height) < 1e-12);
    assert.ok(Math.abs(above(width) - height * Math.exp(-0.5)) < 1e-12);
  }
});

Deno.test("without bumps it is the line; rows are predicted one by one", () => {
  const x = normals(12), { bumps: _, ...plain } = model;
  assert.deepEqual(predictRegression(plain, x), predictRidge(model, x));
  const single = Array.from({ length: 4 }, (_, n) => [...predictRegression(model, x.subarray(3 * n, 3 * n + 3))]);
  assert.deepEqual([...predictRegression(model, x)], single.flat());
  assert.equal(predictRegression(model, []).length, 0);
});

Deno.test("the reverse is that of finite differences, with bumps and without", () => {
  const nuisances = Float64Array.of(0.6, 0, 0.8), blind = { ...model, bumps: { ...model.bumps!, nuisances } };
  for (const one of [model, blind, { ...model, bumps: undefined }]) {
    const x = normals(3), slopes = [0.7, -1.3], back = regressionBack(one, x)(slopes);
    const value = (d: number, shift: number) =>
      predictRegression(one, x.map((v, i) => i === d ? v + shift : v)).reduce((sum, y, o) => sum + slopes[o] * y, 0);
    // Central differences of 1e-5: an error of 1e-10 times a third derivative, and rounding of 1e-16 / 1e-5.
    back.forEach((slope, d) => assert.ok(Math.abs((value(d, 1e-5) - value(d, -1e-5)) / 2e-5 - slope) < 1e-7));
  }
});
