import assert from "node:assert/strict";
import fc from "fast-check";
import { correlation, mean } from "../statistics.ts";
import {
  axisMoments,
  betweenMoments,
  concordance,
  momentCorrelation,
  pooledMoments,
  rootMeanSquaredError,
  squaredErrors,
} from "./axis_moments.ts";

const value = fc.double({ min: -1, max: 1, noNaN: true });
const piece = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 8 });
const momentsOf = (pairs: [number, number][]) => axisMoments(pairs.map(([p]) => p), pairs.map(([, o]) => o));
const close = (a: number | null, b: number | null) => assert.ok(a === b || Math.abs(a! - b!) < 1e-9, `${a} ${b}`);

Deno.test("put together, pieces are as if all of their bins had been one piece", () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
      const pooled = pooledMoments(pieces.map(momentsOf)), whole = momentsOf(pieces.flat());
      for (const [key, expected] of Object.entries(whole)) close(pooled[key as keyof typeof pooled], expected);
    }),
    { seed: 1 },
  );
});

Deno.test("errors between and within add up to the squared error of all bins", () => {
  fc.assert(
    fc.property(piece, (pairs) => {
      const moments = momentsOf(pairs), { between, within } = squaredErrors(moments);
      const expected = mean(pairs.map(([p, o]) => (p - o) ** 2));
      close(between + within, expected);
      close(rootMeanSquaredError(moments), Math.sqrt(expected));
      close(between, (mean(pairs.map(([p]) => p)) - mean(pairs.map(([, o]) => o))) ** 2);
      assert.ok(within >= 0);
    }),
    { seed: 2 },
  );
});

Deno.test("the movement's gain: the error of standing still at the predicted mean, less that of moving", () => {
  fc.assert(
    fc.property(piece, (pairs) => {
      const moments = momentsOf(pairs), errors = squaredErrors(moments);
      const still = momentsOf(pairs.map(([, o]) => [moments.predictedMean, o]));
      close(errors.movementGain, rootMeanSquaredError(still) ** 2 - rootMeanSquaredError(moments) ** 2);
    }),
    { seed: 3 },
  );
});

Deno.test("r is Pearson's", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 3, maxLength: 8 }), (pairs) => {
      const r = correlation(pairs.map(([p]) => p), pairs.map(([, o]) => o)),
        found = momentCorrelation(momentsOf(pairs));
      if (r !== null && found !== null) close(found, r);
    }),
    { seed: 4 },
  );
});

Deno.test("concordance: by hand, 1 only when all agree, never further from 0 than r, 0 for what stands still", () => {
  // Means 2 and 3, variances 2/3 and 2/3, covariance 2/3: r = 1, CCC = (4/3) / (4/3 + 1).
  close(concordance(momentsOf([[1, 2], [2, 3], [3, 4]])), 4 / 7);
  close(concordance(momentsOf([[1, 1], [2, 2]])), 1);
  close(concordance(momentsOf([[0, 1], [0, -1]])), 0);
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 8 }), (pairs) => {
      const moments = momentsOf(pairs), ccc = concordance(moments), r = momentCorrelation(moments);
      if (ccc !== null && r !== null) assert.ok(Math.abs(ccc) <= Math.abs(r) + 1e-9 && ccc * r >= -1e-12);
    }),
    { seed: 5 },
  );
});

Deno.test("one pair, pairs that are all alike, and none", () => {
  assert.deepEqual([concordance(momentsOf([[1, 1]])), momentCorrelation(momentsOf([[1, 0]]))], [null, null]);
  const still = momentsOf([[0.3, 0.3], [0.3, 0.3]]);
  assert.deepEqual([concordance(still), momentCorrelation(still)], [null, null]);
  assert.ok(Number.isNaN(momentsOf([]).predictedMean) && Number.isNaN(rootMeanSquaredError(pooledMoments([]))));
});

Deno.test("between pieces every piece counts once, however many bins it has", () => {
  const between = betweenMoments([momentsOf([[1, 0], [1, 0], [1, 0]]), momentsOf([[-1, 2]])]);
  assert.deepEqual([between.bins, between.predictedMean, between.observedMean, between.covariance], [2, 0, 1, -1]);
});
