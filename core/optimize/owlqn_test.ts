import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { lbfgs } from "./lbfgs.ts";
import type { Objective } from "./objective.ts";
import { owlqn } from "./owlqn.ts";

const TIGHT = { maxIterations: 2000, gradientTolerance: 1e-10, objectiveTolerance: 0 };

/** ½ Σ h_i (x_i - c_i)² */
const bowl = (h: ArrayLike<number>, c: ArrayLike<number>): Objective => (x, gradientInto) => {
  let value = 0;
  for (let i = 0; i < x.length; i++) {
    gradientInto[i] = h[i] * (x[i] - c[i]);
    value += 0.5 * gradientInto[i] * (x[i] - c[i]);
  }
  return value;
};

/** ½ |A·x - b|² of a random A [rows, columns]. */
function leastSquares(rows: number, columns: number, seed: number): Objective {
  const random = seededRandom(seed), A = Float64Array.from({ length: rows * columns }, () => random.normal());
  const b = Float64Array.from({ length: rows }, () => random.normal());
  return (x, gradientInto) => {
    let value = 0;
    gradientInto.fill(0);
    for (let r = 0; r < rows; r++) {
      let rest = -b[r];
      for (let i = 0; i < columns; i++) rest += A[r * columns + i] * x[i];
      for (let i = 0; i < columns; i++) gradientInto[i] += rest * A[r * columns + i];
      value += rest * rest / 2;
    }
    return value;
  };
}

Deno.test("OWL-QN of a separable bowl is the soft threshold, with exact zeros", () => {
  const h = [1, 2, 0.5, 4, 1], c = [3, -0.2, 0.4, -2, 0], l1 = Float64Array.of(1, 0.5, 0.5, 2, 0);
  const { x, value } = owlqn(bowl(h, c), l1, Float64Array.of(1, 1, 1, 1, 1), TIGHT);
  const expected = h.map((curvature, i) => Math.sign(c[i]) * Math.max(0, Math.abs(c[i]) - l1[i] / curvature));
  x.forEach((element, i) => assert.ok(Math.abs(element - expected[i]) < 1e-9, `${i}: ${element}, ${expected[i]}`));
  assert.deepEqual([...x].map((element, i) => element === 0 || expected[i] !== 0), [true, true, true, true, true]);
  const sum = expected.reduce((total, at, i) => total + h[i] * (at - c[i]) ** 2 / 2 + l1[i] * Math.abs(at), 0);
  assert.ok(Math.abs(value - sum) < 1e-9);
});

Deno.test("the conditions of an optimum hold: a slope of -l1·sign where x is not 0, within ±l1 where it is", () => {
  fc.assert(
    fc.property(fc.record({ seed: fc.nat(), columns: fc.integer({ min: 1, max: 12 }) }), ({ seed, columns }) => {
      const objective = leastSquares(8, columns, seed), random = seededRandom(seed + 1);
      const l1 = Float64Array.from({ length: columns }, () => 3 * random.uniform());
      const start = Float64Array.from({ length: columns }, () => random.normal());
      const { x, reason } = owlqn(objective, l1, start, { maxIterations: 5000, objectiveTolerance: 0 });
      const gradient = new Float64Array(columns);
      objective(x, gradient);
      for (let i = 0; i < columns; i++) {
        const slack = x[i] === 0
          ? Math.max(0, Math.abs(gradient[i]) - l1[i])
          : Math.abs(gradient[i] + l1[i] * Math.sign(x[i]));
        assert.ok(slack < 1e-3, `element ${i} of ${reason}: ${slack}`);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("without a strength OWL-QN ends where L-BFGS does", () => {
  const objective = leastSquares(20, 6, 5), start = new Float64Array(6);
  const expected = lbfgs(objective, start, TIGHT), { x, value } = owlqn(objective, new Float64Array(6), start, TIGHT);
  assert.ok(Math.abs(value - expected.value) < 1e-10);
  x.forEach((element, i) => assert.ok(Math.abs(element - expected.x[i]) < 1e-6));
});

Deno.test("a strength beyond every slope leaves zero, from zero at once", () => {
  const objective = leastSquares(5, 4, 6),
    { x, evaluations } = owlqn(objective, new Float64Array(4).fill(1e3), new Float64Array(4), TIGHT);
  assert.deepEqual([...x], [0, 0, 0, 0]);
  assert.equal(evaluations, 1);
  assert.deepEqual(owlqn(() => 0, new Float64Array(0), new Float64Array(0), TIGHT).x, new Float64Array(0));
});

Deno.test("where the objective is not finite the step is halved", () => {
  const wall: Objective = (x, gradientInto) => {
    gradientInto[0] = -1 / x[0] + 1;
    return x[0] > 0 ? -Math.log(x[0]) + x[0] : NaN;
  };
  const { x } = owlqn(wall, Float64Array.of(0.5), Float64Array.of(30), TIGHT);
  assert.ok(Math.abs(x[0] - 1 / 1.5) < 1e-6, `${x[0]}`);
});

Deno.test("strengths that can not be, and starts that are not finite, are refused", () => {
  const objective = bowl([1, 1], [0, 0]), start = new Float64Array(2);
  assert.throws(() => owlqn(objective, new Float64Array(1), start, TIGHT), {
    name: "TypeError",
    message: "Cannot minimise: l1 must have 2 elements, current value is 1",
  });
  for (const strength of [-1, NaN, Infinity]) {
    assert.throws(() => owlqn(objective, Float64Array.of(0, strength), start, TIGHT), {
      name: "RangeError",
      message: `Cannot minimise: l1 must be finite and ≥ 0, current value of element 1 is ${strength}`,
    });
  }
  assert.throws(() => owlqn(objective, start, start, { ...TIGHT, depth: 0 }), {
    name: "RangeError",
    message: "Cannot minimise: depth must be a positive integer, current value is 0",
  });
  assert.throws(() => owlqn(() => NaN, start, start, TIGHT), {
    name: "RangeError",
    message: "Cannot minimise: the objective must be finite at the start, current value is NaN",
  });
});

Deno.test("no element ever moves against its own steepest descent, nor past zero in one step", () => {
  let turned = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const P = 10,
      objective = leastSquares(12, P, seed),
      random = seededRandom(seed),
      l1 = new Float64Array(P).fill(1.5);
    const start = Float64Array.from({ length: P }, () => random.normal());
    let before = start.slice();
    owlqn(objective, l1, start, {
      maxIterations: 30,
      onIteration: (_, { x }) => {
        const gradient = new Float64Array(P);
        objective(before, gradient);
        for (let i = 0; i < P; i++) {
          const [right, left] = [gradient[i] + l1[i], gradient[i] - l1[i]];
          const slope = before[i] > 0 ? right : before[i] < 0 ? left : right < 0 ? right : left > 0 ? left : 0;
          assert.ok((x[i] - before[i]) * slope <= 0, `seed ${seed}, element ${i}`);
          assert.ok(x[i] * before[i] >= 0, `seed ${seed}, element ${i} changes its sign`);
          if (x[i] === 0 && before[i] !== 0) turned++;
        }
        before = x.slice();
      },
    });
  }
  assert.ok(turned > 10, "many reach zero");
});
