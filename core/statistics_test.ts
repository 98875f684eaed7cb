import assert from "node:assert/strict";
import fc from "fast-check";
import { columnMoments, columnScale, correlation, mean, quantile } from "./statistics.ts";

const close = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-12, `${actual}, expected ${expected}`);
const reals = (length: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });

Deno.test("the mean of nothing is NaN", () => {
  assert.equal(mean([1, 2, 6]), 3);
  assert.ok(Number.isNaN(mean([])));
});

Deno.test("correlation is Pearson's: known values, bounds, and null without variation", () => {
  close(correlation([1, 2, 3], [2, 4, 6]), 1);
  close(correlation([1, 2, 3], [6, 4, 2]), -1);
  close(correlation([1, 2, 3, 4], [1, 3, 2, 4]), 0.8);
  assert.equal(correlation([1], [1]), null);
  assert.equal(correlation([1, 1], [1, 2]), null);
  assert.equal(correlation([], []), null);
  fc.assert(
    fc.property(reals(5), reals(5), (x, y) => {
      const r = correlation(x, y);
      if (r === null) return;
      assert.ok(Math.abs(r) <= 1 + 1e-12);
      close(correlation(x.map((value) => 5 - 3 * value), y), -r);
    }),
    { seed: 2 },
  );
});

Deno.test("moments of columns are those of the definition, however the rows are cut into tables", () => {
  fc.assert(
    fc.property(reals(12), fc.nat(4), (values, cut) => {
      const { mean: means, variance } = columnMoments([values.slice(0, 3 * cut), values.slice(3 * cut)], 3);
      for (let column = 0; column < 3; column++) {
        const own = values.filter((_, i) => i % 3 === column);
        close(means[column], mean(own));
        close(variance[column], mean(own.map((value) => (value - mean(own)) ** 2)));
      }
    }),
    { seed: 3 },
  );
  assert.deepEqual(columnMoments([], 2), { mean: new Float64Array(2), variance: new Float64Array(2) });
  assert.deepEqual(columnMoments([[]], 0), { mean: new Float64Array(0), variance: new Float64Array(0) });
});

Deno.test("a mean far from zero costs no digits of the variance, and what does not vary has deviation 1", () => {
  const { mean, deviation } = columnScale([[1e6 - 1, 7, 1e6 + 1, 7]], 2);
  assert.deepEqual([...mean, ...deviation], [1e6, 7, 1, 1]);
});

Deno.test("quantiles interpolate between order statistics, whatever the order given", () => {
  const values = [3, 1, 4, 2];
  assert.deepEqual([0, 0.5, 0.9, 1].map((share) => quantile(values, share)), [1, 2.5, 3.7, 4]);
  assert.deepEqual(values, [3, 1, 4, 2], "not modified");
  assert.deepEqual([quantile([7], 0.3), quantile([], 0.5)], [7, NaN]);
});
