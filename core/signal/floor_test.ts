import assert from "node:assert/strict";
import fc from "fast-check";
import { magnitudeFloor, powerFloor } from "./floor.ts";

const spectra = fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 });

Deno.test("a floor is a millionth of the mean power, a thousandth of the mean magnitude", () => {
  assert.ok(Math.abs(powerFloor([1, 3]) - 2e-6) < 1e-12);
  assert.ok(Math.abs(powerFloor([100, 1, 3], 1) - 2e-6) < 1e-12, "without DC");
  assert.ok(Math.abs(magnitudeFloor([1, 3]) - 2e-3) < 1e-8);
});

Deno.test("it follows the volume down to where nothing is heard, and is never zero", () => {
  fc.assert(
    fc.property(spectra, fc.integer({ min: -60, max: 60 }), (power, decibels) => {
      const gain = 10 ** (decibels / 10), loud = powerFloor(power), other = powerFloor(power.map((p) => p * gain));
      assert.ok(Math.abs(other / loud / gain - 1) < 0.11);
    }),
    { seed: 1 },
  );
  assert.deepEqual([powerFloor([0, 0]), magnitudeFloor([0, 0])], [1e-14, 1e-9]);
});
