import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { Adam } from "./adam.ts";

Deno.test("the first two steps are those of the paper's formulae", () => {
  const x = Float64Array.of(1, -2), adam = new Adam(2, { learningRate: 0.1, beta1: 0.8, beta2: 0.9, epsilon: 0.01 });
  const close = (expected: number[]) => expected.forEach((value, i) => assert.ok(Math.abs(x[i] - value) < 1e-14));
  adam.step(x, Float64Array.of(3, -1));
  // Corrected for their start, mean and root mean square are the gradient itself.
  const first = [1 - 0.1 * 3 / 3.01, -2 + 0.1 / 1.01];
  close(first);
  adam.step(x, Float64Array.of(-1, -1));
  const mean = (0.8 * 0.2 * 3 + 0.2 * -1) / (1 - 0.64), square = (0.9 * 0.1 * 9 + 0.1) / (1 - 0.81);
  close([first[0] - 0.1 * mean / (Math.sqrt(square) + 0.01), first[1] + 0.1 / 1.01]);
});

Deno.test("steps do not depend on the scale of the gradient", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (scale) => {
      const walk = (factor: number) => {
        const x = Float64Array.of(4), adam = new Adam(1, { learningRate: 0.05, epsilon: 0 });
        for (let step = 0; step < 20; step++) adam.step(x, Float64Array.of(factor * (x[0] - 1)));
        return x[0];
      };
      assert.ok(Math.abs(walk(scale) - walk(1)) < 1e-9);
    }),
    { seed: 1, numRuns: 30 },
  );
});

Deno.test("noisy gradients of a valley lead to its bottom; a gradient of zero leads nowhere", () => {
  const random = seededRandom(1), x = Float64Array.of(3, 3), adam = new Adam(2, { learningRate: 0.02 });
  for (let step = 0; step < 3000; step++) {
    adam.step(x, Float64Array.of(x[0] + 0.1 * random.normal(), 100 * (x[1] - 1) + 5 * random.normal()));
  }
  assert.ok(Math.hypot(x[0], x[1] - 1) < 0.1, `${x}`);
  const still = Float64Array.of(7);
  new Adam(1, { learningRate: 1 }).step(still, Float64Array.of(0));
  assert.equal(still[0], 7);
});

Deno.test("a learning rate that is none is refused", () => {
  for (const learningRate of [0, -1, NaN, Infinity]) {
    const message = `Cannot minimise with Adam: learningRate must be positive, current value is ${learningRate}`;
    assert.throws(() => new Adam(1, { learningRate }), new RangeError(message));
  }
});
