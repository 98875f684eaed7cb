import assert from "node:assert/strict";
import fc from "fast-check";
import { selectSmallest } from "./select.ts";

Deno.test("the smallest values come to the front, and none is lost", () => {
  const values = fc.array(fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, 1)), { maxLength: 60 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const array = Float32Array.from(list), count = Math.round(share * array.length);
      const sorted = array.slice().sort(), chosen = selectSmallest(array, count);
      assert.deepEqual(chosen.slice().sort(), sorted.slice(0, count));
      assert.deepEqual(array.slice().sort(), sorted);
    }),
    { seed: 1, numRuns: 500 },
  );
});
