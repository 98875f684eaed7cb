import assert from "node:assert/strict";
import { normalCdf, normalDensity } from "./normal.ts";

Deno.test("Φ has the values of the tables (Abramowitz & Stegun 1964, table 26.1)", () => {
  const table: [number, number][] = [
    [0, 0.5],
    [0.5, 0.691462461274013],
    [1, 0.841344746068543],
    [2, 0.977249868051821],
    [3, 0.998650101968370],
    [4.5, 0.999996602326875],
  ];
  for (const [z, value] of table) {
    // The table has 15 digits.
    assert.ok(Math.abs(normalCdf(z) - value) < 1e-14, `${z}: ${normalCdf(z)}`);
    assert.ok(Math.abs(normalCdf(-z) - (1 - value)) < 1e-14, `${-z}`);
  }
});

Deno.test("Φ's slope is φ, and it never falls, 0 and 1 at the ends", () => {
  const h = 1e-4;
  let before = 0;
  for (let z = -9; z <= 9; z += 0.01) {
    const value = normalCdf(z), slope = (normalCdf(z + h) - normalCdf(z - h)) / (2 * h);
    // Two roundings of 1e-16 over 2h, and h²·φ″/6.
    assert.ok(Math.abs(slope - normalDensity(z)) < 1e-8, `slope at ${z}`);
    // Rounding may take back what far tails add.
    assert.ok(value >= before - 1e-15 && value <= 1, `${z}`);
    before = value;
  }
  assert.deepEqual([-Infinity, -1e4, 1e4, Infinity].map(normalCdf), [0, 0, 1, 1]);
  assert.ok(Number.isNaN(normalCdf(NaN)));
});
