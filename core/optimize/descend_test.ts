/** What holds of both optimisers, then what holds of L-BFGS alone. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { conjugateGradient } from "./conjugate_gradient.ts";
import { descend, type DirectionRule } from "./descend.ts";
import { lbfgs } from "./lbfgs.ts";
import type { Checkpoint, Iteration, Objective, OptimizeOptions } from "./objective.ts";
import { owlqn } from "./owlqn.ts";

const METHODS = { lbfgs, conjugateGradient };
/** A little of the absolute value on every parameter. */
const owlqnEverywhere = (objective: Objective, start: Float64Array, options: OptimizeOptions) =>
  owlqn(objective, new Float64Array(start.length).fill(1e-3), start, options);

/** Σ 100(x_{i+1} - x_i²)² + (1 - x_i)²: minimum 0 at (1, …, 1). */
const rosenbrock: Objective = (x, gradientInto) => {
  gradientInto.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const valley = x[i + 1] - x[i] ** 2, rest = 1 - x[i];
    value += 100 * valley ** 2 + rest ** 2;
    gradientInto[i] -= 400 * valley * x[i] + 2 * rest;
    gradientInto[i + 1] += 200 * valley;
  }
  return value;
};

/** ½ Σ h_i (x_i - 1)². */
const quadratic = (h: ArrayLike<number>): Objective => (x, gradientInto) => {
  let value = 0;
  for (let i = 0; i < x.length; i++) {
    gradientInto[i] = h[i] * (x[i] - 1);
    value += 0.5 * gradientInto[i] * (x[i] - 1);
  }
  return value;
};

function assertNear(actual: ArrayLike<number>, expected: number, tolerance: number): void {
  for (let i = 0; i < actual.length; i++) {
    assert.ok(Math.abs(actual[i] - expected) <= tolerance, `element ${i} is ${actual[i]}, expected ${expected}`);
  }
}

for (const [name, minimize] of Object.entries({ ...METHODS, owlqn: owlqnEverywhere })) {
  Deno.test(`${name} goes on from a checkpoint as if it had never stopped, to the last bit`, () => {
    const start = Float64Array.from({ length: 10 }, (_, i) => (i % 2 ? 1 : -1.2)), options = { maxIterations: 60 };
    const whole = minimize(rosenbrock, start, options);
    for (const stop of [1, 2, 12, 30]) {
      let saved: Checkpoint | undefined;
      const cut = minimize(rosenbrock, start, {
        ...options,
        onIteration: ({ iteration }, { x, checkpoint }) => {
          if (iteration < stop) return;
          assert.deepEqual(checkpoint().x, x);
          saved = structuredClone(checkpoint());
          return false;
        },
      });
      assert.equal(cut.reason, "cancelled");
      const resumed = minimize(rosenbrock, start, { ...options, resume: saved });
      assert.deepEqual(resumed, whole);
      assert.equal(saved!.history.length, stop, "a checkpoint does not grow");
    }
  });

  Deno.test(`${name} stops when three changes in a row are small, as CRF++ does`, () => {
    const options = { maxIterations: 500, gradientTolerance: 0, objectiveTolerance: 0, changeTolerance: 1e-3 };
    const h = Float64Array.from({ length: 30 }, (_, i) => 10 ** (3 * i / 29));
    const raised: Objective = (x, gradientInto) => 1 + quadratic(h)(x, gradientInto);
    const { history, reason } = minimize(raised, new Float64Array(30), options);
    assert.equal(reason, "objective");
    const changes = history.slice(1).map(({ value }, i) => Math.abs(history[i].value - value) / history[i].value);
    assert.ok(changes.slice(-3).every((change) => change < 1e-3), changes.slice(-3).join());
    for (let i = 0; i + 3 < changes.length; i++) assert.ok(changes.slice(i, i + 3).some((change) => change >= 1e-3));
  });
}

for (const [name, minimize] of Object.entries(METHODS)) {
  Deno.test(`${name} follows Rosenbrock's valley to its end in 2 and in 10 dimensions`, () => {
    for (const start of [[-1.2, 1], Array.from({ length: 10 }, (_, i) => (i % 2 ? 1 : -1.2))]) {
      const options = { maxIterations: 2000, gradientTolerance: 1e-9, objectiveTolerance: 0 };
      const result = minimize(rosenbrock, Float64Array.from(start), options);
      assert.equal(result.reason, "gradient");
      assertNear(result.x, 1, 1e-7);
      assert.ok(result.evaluations < 1000, `${result.evaluations} evaluations`);
    }
  });

  Deno.test(`${name} solves a quadratic of condition 10^4`, () => {
    const h = Float64Array.from({ length: 30 }, (_, i) => 10 ** (4 * i / 29));
    const options = { maxIterations: 5000, gradientTolerance: 1e-7, objectiveTolerance: 0 };
    const result = minimize(quadratic(h), new Float64Array(30), options);
    assert.equal(result.reason, "gradient");
    assertNear(result.x, 1, 1e-6);
    // SciPy 1.10 needs 809 evaluations with L-BFGS-B and 2484 with CG.
    assert.ok(result.evaluations < 1600, `${result.evaluations} evaluations`);
  });

  Deno.test(`${name} fits a logistic regression: the gradient vanishes and no neighbour is lower`, () => {
    const random = seededRandom(3), rows = 200, columns = 5;
    const inputs = Float64Array.from({ length: rows * columns }, () => random.normal());
    const labels = Float64Array.from({ length: rows }, (_, i) => inputs[i * columns] + random.normal() > 0 ? 1 : 0);
    const objective: Objective = (x, gradientInto) => {
      let value = 0;
      for (let j = 0; j < columns; j++) {
        gradientInto[j] = 0.1 * x[j];
        value += 0.05 * x[j] ** 2;
      }
      for (let i = 0; i < rows; i++) {
        const row = inputs.subarray(i * columns, (i + 1) * columns);
        const score = row.reduce((sum, input, j) => sum + input * x[j], 0);
        value += Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - labels[i] * score;
        for (let j = 0; j < columns; j++) gradientInto[j] += (1 / (1 + Math.exp(-score)) - labels[i]) * row[j];
      }
      return value;
    };
    const { x, value } = minimize(objective, new Float64Array(columns), {
      maxIterations: 200,
      gradientTolerance: 1e-9,
    });
    const gradient = new Float64Array(columns);
    assert.equal(objective(x, gradient), value);
    assertNear(gradient, 0, 1e-5);
    for (let trial = 0; trial < 20; trial++) {
      assert.ok(objective(x.map((weight) => weight + 0.01 * random.normal()), gradient) > value);
    }
  });

  Deno.test(`${name} never goes up, and the same start gives the same bytes`, () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.01, max: 100, noNaN: true })),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        (pairs) => {
          const start = Float64Array.from(pairs, ([x]) => x), objective = quadratic(pairs.map(([, h]) => h));
          const result = minimize(objective, start, { maxIterations: 50, valueNoise: 0 });
          let last = objective(start, new Float64Array(start.length));
          for (const { value } of result.history) {
            assert.ok(value <= last);
            last = value;
          }
          assert.equal(result.value, last);
          assert.deepEqual(minimize(objective, start, { maxIterations: 50, valueNoise: 0 }), result);
        },
      ),
      { seed: 2, numRuns: 100 },
    );
  });

  Deno.test(`${name} stays inside the domain of an objective with a wall`, () => {
    // x - log x is finite for x > 0 only; from 1e-3 the first steps lead outside or far off.
    const walled: Objective = (x, gradientInto) => {
      gradientInto[0] = 1 - 1 / x[0];
      return x[0] > 0 ? x[0] - Math.log(x[0]) : NaN;
    };
    const result = minimize(walled, Float64Array.of(1e-3), { maxIterations: 200 });
    assert.equal(result.reason, "gradient");
    assertNear(result.x, 1, 1e-4);
  });

  Deno.test(`${name} refuses a start where the objective or its gradient is not finite`, () => {
    assert.throws(() => minimize(() => NaN, new Float64Array(2), { maxIterations: 5 }), {
      name: "RangeError",
      message: "Cannot minimise: the objective must be finite at the start, current value is NaN",
    });
    const steep: Objective = (_, gradientInto) => {
      gradientInto[1] = Infinity;
      return 0;
    };
    assert.throws(() => minimize(steep, new Float64Array(2), { maxIterations: 5 }), {
      name: "RangeError",
      message: "Cannot minimise: the gradient must be finite at the start, current value of element 1 is Infinity",
    });
  });

  Deno.test(`${name} tells of every iteration and stops when told to`, () => {
    const start = Float64Array.of(-1.2, 1), seen: Iteration[] = [];
    const onIteration = (iteration: Iteration) => {
      seen.push(iteration);
      return seen.length < 3;
    };
    const stopped = minimize(rosenbrock, start, { maxIterations: 100, onIteration });
    assert.equal(stopped.reason, "cancelled");
    assert.deepEqual(stopped.history, seen);
    assert.deepEqual(seen.map(({ iteration }) => iteration), [1, 2, 3]);
    assert.deepEqual(start, Float64Array.of(-1.2, 1));

    const controller = new AbortController();
    const abort = () => controller.abort();
    const aborted = minimize(rosenbrock, start, { maxIterations: 100, onIteration: abort, signal: controller.signal });
    assert.equal(aborted.reason, "cancelled");
    assert.equal(aborted.history.length, 1);
  });

  Deno.test(`${name} says why it stopped`, () => {
    const start = Float64Array.of(-1.2, 1);
    assert.equal(minimize(rosenbrock, start, { maxIterations: 4 }).reason, "iterations");
    assert.equal(minimize(rosenbrock, start, { maxIterations: 0 }).reason, "iterations");
    const loose = minimize(rosenbrock, start, { maxIterations: 500, gradientTolerance: 0, objectiveTolerance: 0.1 });
    assert.equal(loose.reason, "objective");
    assert.equal(minimize(rosenbrock, Float64Array.of(1, 1), { maxIterations: 5 }).reason, "gradient");
    assert.equal(minimize(() => 7, new Float64Array(0), { maxIterations: 5 }).reason, "gradient");
    // A gradient of the wrong sign leads uphill everywhere: no lower point, at the start already.
    const wrong: Objective = (x, gradientInto) => {
      gradientInto[0] = -2 * x[0];
      return x[0] ** 2;
    };
    const stalled = minimize(wrong, Float64Array.of(1), { maxIterations: 5 });
    assert.equal(stalled.reason, "stalled");
    assert.deepEqual(stalled.x, Float64Array.of(1));
  });
}

for (const [name, minimize] of Object.entries(METHODS)) {
  Deno.test(`${name} returns the value of the point that it returns, also where no step meets the conditions`, () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 10, noNaN: true }), (kink) => {
        const objective: Objective = (x, gradientInto) => {
          gradientInto[0] = x[0] < kink ? -1 : 2;
          return Math.max(kink - x[0], 2 * (x[0] - kink));
        };
        const { x, value } = minimize(objective, new Float64Array(1), { maxIterations: 50 });
        assert.equal(objective(x, new Float64Array(1)), value);
        assert.ok(value < 0.1 * kink);
      }),
      { seed: 3, numRuns: 50 },
    );
  });
}

Deno.test("when a remembered direction leads nowhere, the search starts afresh along the steepest descent", () => {
  // Finite on one line only; what the rule learns makes it leave that line.
  const line: Objective = (x, gradientInto) => {
    gradientInto[0] = 4 * (x[0] - 3) ** 3;
    gradientInto[1] = 0;
    return x[1] === 0 ? (x[0] - 3) ** 4 : NaN;
  };
  let misled = false, resets = 0;
  const rule: DirectionRule = {
    curvature: 0.9,
    directionInto(gradient, direction) {
      direction[0] = -gradient[0];
      direction[1] = misled ? 1 : 0;
    },
    firstStep: () => null,
    update() {
      misled = true;
    },
    reset() {
      misled = false;
      resets++;
    },
    save: () => [],
    restore() {},
  };
  const { x, reason } = descend(line, Float64Array.of(0, 0), rule, { maxIterations: 100 });
  assert.equal(reason, "gradient");
  assertNear([x[0]], 3, 0.02);
  assert.ok(resets > 2);
});

Deno.test("L-BFGS of any depth finds the minimum, deeper in fewer iterations", () => {
  const h = Float64Array.from({ length: 40 }, (_, i) => 1.3 ** i);
  const iterations = [1, 5, 40].map((depth) => {
    const result = lbfgs(quadratic(h), new Float64Array(40), { depth, maxIterations: 5000, gradientTolerance: 1e-9 });
    assertNear(result.x, 1, 1e-3);
    return result.history.length;
  });
  assert.ok(iterations[0] > iterations[1] && iterations[1] > iterations[2], `iterations ${iterations}`);
});

Deno.test("L-BFGS refuses a depth that is no positive integer", () => {
  assert.throws(() => lbfgs(rosenbrock, new Float64Array(2), { maxIterations: 5, depth: 0 }), {
    name: "RangeError",
    message: "Cannot minimise: depth must be a positive integer, current value is 0",
  });
});

Deno.test("noise in the objective does not stop L-BFGS early when its size is given", () => {
  const random = seededRandom(5), noise = 1e-4;
  const noisy: Objective = (x, gradientInto) => {
    const value = quadratic([1, 30, 1000])(x, gradientInto);
    return (1000 + value) * (1 + noise * (random.uniform() - 0.5));
  };
  const options = { maxIterations: 200, gradientTolerance: 1e-7, objectiveTolerance: -Infinity };
  const told = lbfgs(noisy, Float64Array.of(30, -20, 10), { ...options, valueNoise: noise });
  assert.equal(told.reason, "gradient");
  assertNear(told.x, 1, 1e-3);
  const untold = lbfgs(noisy, Float64Array.of(30, -20, 10), { ...options, valueNoise: 0 });
  assert.equal(untold.reason, "stalled");
});
