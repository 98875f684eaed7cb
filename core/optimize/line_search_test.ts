import assert from "node:assert/strict";
import fc from "fast-check";
import { cubicMinimum, type LinePoint, strongWolfe } from "./line_search.ts";

const OPTIONS = { firstStep: 1, decrease: 1e-4, curvature: 0.1, valueNoise: 0, maxEvaluations: 60 };

Deno.test("cubicMinimum finds the minimum of a cubic from two of its points", () => {
  // φ = α³ - 3α has its minimum at 1 and its maximum at -1.
  const point = (step: number) => ({ step, value: step ** 3 - 3 * step, slope: 3 * step ** 2 - 3 });
  for (const [a, b] of [[0, 2], [2, 0], [0.5, 0.9], [1.5, 4]]) {
    assert.ok(Math.abs(cubicMinimum(point(a), point(b)) - 1) < 1e-12, `from ${a} and ${b}`);
  }
});

Deno.test("an accepted step meets both strong Wolfe conditions, whatever the line and the first step", () => {
  // Waves on a parabola: several minima, slopes of both signs, a negative slope at 0.
  const lines = fc.record({
    tilt: fc.double({ min: 0.1, max: 10, noNaN: true }),
    wave: fc.double({ min: -3, max: 3, noNaN: true }),
    frequency: fc.double({ min: 0.1, max: 8, noNaN: true }),
    bend: fc.double({ min: 1e-3, max: 10, noNaN: true }),
    firstStep: fc.double({ min: 1e-6, max: 1e4, noNaN: true }),
    curvature: fc.constantFrom(0.1, 0.9),
  });
  let searched = 0;
  fc.assert(
    fc.property(lines, ({ tilt, wave, frequency, bend, firstStep, curvature }) => {
      const line = (step: number): LinePoint => ({
        step,
        value: -tilt * step + bend * step ** 2 + wave * Math.sin(frequency * step),
        slope: -tilt + 2 * bend * step + wave * frequency * Math.cos(frequency * step),
      });
      const start = line(0);
      fc.pre(start.slope < -1e-3);
      searched++;
      const { point, satisfied } = strongWolfe(line, start, { ...OPTIONS, firstStep, curvature });
      assert.ok(satisfied);
      assert.deepEqual(point, line(point.step));
      assert.ok(point.step > 0);
      assert.ok(point.value <= start.value + OPTIONS.decrease * point.step * start.slope, "sufficient decrease");
      assert.ok(Math.abs(point.slope) <= curvature * Math.abs(start.slope), "curvature");
    }),
    { seed: 1, numRuns: 500 },
  );
  assert.ok(searched >= 400);
});

Deno.test("a step beyond the domain is shortened until the value is finite", () => {
  // φ = -log(α + 1) - log(1 - 1e6·α): defined below 1e-6 only, where the first step of 1 is far outside.
  for (const outside of [NaN, Infinity, -Infinity]) {
    const line = (step: number): LinePoint => ({
      step,
      value: step < 1e-6 ? -2e6 * step - Math.log(1 - 1e6 * step) : outside,
      slope: step < 1e-6 ? -2e6 + 1e6 / (1 - 1e6 * step) : outside,
    });
    // Halving would need twenty evaluations to come inside.
    const { point, satisfied } = strongWolfe(line, line(0), { ...OPTIONS, maxEvaluations: 15 });
    assert.ok(satisfied);
    assert.ok(Math.abs(point.step - 5e-7) < 1e-7, `the minimum lies at 5e-7, current value is ${point.step}`);
  }
});

Deno.test("a line without a lowest point ends unsatisfied, at the lowest point seen", () => {
  const line = (step: number): LinePoint => ({ step, value: -step, slope: -1 });
  const { point, satisfied } = strongWolfe(line, line(0), { ...OPTIONS, maxEvaluations: 5 });
  assert.equal(satisfied, false);
  assert.equal(point.step, 10 ** 4);
});

Deno.test("a slope that does not descend is refused", () => {
  assert.throws(() => strongWolfe(() => ({ step: 0, value: 0, slope: 0 }), { step: 0, value: 0, slope: 2 }, OPTIONS), {
    name: "RangeError",
    message: "Cannot search along a line: its slope at the start must be negative, current value is 2",
  });
});
