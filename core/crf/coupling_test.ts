import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { addCouplingInto } from "./coupling.ts";

/** A positive table of sum 1 a row. */
function randomRows(rows: number, columns: number, seed: number): Float64Array {
  const random = seededRandom(seed), out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const row = out.subarray(r * columns, (r + 1) * columns).map(() => Math.exp(2 * random.normal()));
    const sum = row.reduce((a, b) => a + b, 0);
    out.set(row.map((value) => value / sum), r * columns);
  }
  return out;
}

function couple(kernel: Float64Array, before: Float64Array, after: Float64Array, weight = 1): Float64Array {
  const joint = new Float64Array(kernel.length);
  addCouplingInto(kernel, { before, after, weight }, joint);
  return joint;
}

Deno.test("of two states: the coupling with the margins and the kernel's odds ratio, in closed form", () => {
  // E = [[x, p-x], [q-x, 1-p-q+x]] with x(1-p-q+x) / ((p-x)(q-x)) = ratio: a quadratic in x.
  const [p, q, ratio] = [0.3, 0.6, 7];
  const a = 1 - ratio, b = 1 - p - q + ratio * (p + q), c = -ratio * p * q;
  const x = (-b + Math.sqrt(b * b - 4 * a * c)) / (2 * a);
  const joint = couple(Float64Array.of(7, 1, 1, 1), Float64Array.of(p, 1 - p), Float64Array.of(q, 1 - q));
  [x, p - x, q - x, 1 - p - q + x].forEach((value, i) =>
    assert.ok(Math.abs(joint[i] - value) < 1e-6, `${joint[i]}, ${value}`)
  );
});

Deno.test("margins are the maps, whatever the kernel; the result is added, times the weight", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.nat({ max: 9999 }),
      fc.double({ min: 0.5, max: 20, noNaN: true }),
      (S, seed, w) => {
        const kernel = randomRows(S, S, seed), before = randomRows(1, S, seed + 1), after = randomRows(1, S, seed + 2);
        const joint = new Float64Array(S * S).fill(1);
        addCouplingInto(kernel, { before, after, weight: w }, joint);
        for (let r = 0; r < S; r++) {
          let row = 0, column = 0;
          for (let s = 0; s < S; s++) {
            row += (joint[r * S + s] - 1) / w;
            column += (joint[s * S + r] - 1) / w;
          }
          // The first margin is met to the tolerance, the second to rounding.
          assert.ok(Math.abs(row - before[r]) < 1e-5, `row ${row}, ${before[r]}`);
          assert.ok(Math.abs(column - after[r]) < 1e-12, `column ${column}, ${after[r]}`);
        }
      },
    ),
    { seed: 3, numRuns: 200 },
  );
});

Deno.test("nearest to the kernel: no exchange between four cells of the joint brings it nearer", () => {
  const S = 5, kernel = randomRows(S, S, 1), joint = couple(kernel, randomRows(1, S, 2), randomRows(1, S, 3));
  const slope = (i: number) => Math.log(joint[i] / kernel[i]) + 1;
  for (let r = 1; r < S; r++) {
    for (let s = 1; s < S; s++) {
      // Moving mass around a rectangle keeps the margins; at the minimum KL has no slope along it.
      const change = slope(0) - slope(s) - slope(r * S) + slope(r * S + s);
      assert.ok(Math.abs(change) < 1e-9, `${change}`);
    }
  }
});

Deno.test("states that do not occur get nothing, and maps far apart are joined over the kernel's floor", () => {
  const kernel = Float64Array.of(1, 1e-9, 1e-9, 1e-9, 1, 1e-9, 1e-9, 1e-9, 1);
  const joint = couple(kernel, Float64Array.of(1, 0, 0), Float64Array.of(0, 0, 1), 2);
  assert.deepEqual([...joint].map((value) => Math.round(value * 1e9) / 1e9), [0, 0, 2, 0, 0, 0, 0, 0, 0]);
});

Deno.test("a kernel that forbids a transition is refused", () => {
  const half = Float64Array.of(0.5, 0.5);
  assert.throws(
    () => couple(Float64Array.of(1, 1, 0, 1), half, half),
    new RangeError("Cannot couple maps: every transition must be possible, current likelihood of 1 → 0 is 0"),
  );
});
