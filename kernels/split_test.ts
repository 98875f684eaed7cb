import assert from "node:assert/strict";
import fc from "fast-check";
import { splitRange } from "./split.ts";

Deno.test("ranges follow each other from 0 to the end, start at granules and are not empty", () => {
  const count = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(count, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 }), (length, threads, granule) => {
      const ranges = splitRange(length, threads, granule, 1e9);
      assert.ok(ranges.length <= threads);
      let end = 0;
      for (const { from, to } of ranges) {
        assert.equal(from, end);
        assert.ok(to > from && from % granule === 0);
        end = to;
      }
      assert.equal(end, length);
    }),
    { seed: 20 },
  );
});

Deno.test("large work goes to every thread in like parts, small work stays on one", () => {
  assert.deepEqual(splitRange(100, 2, 6, 1e9), [{ from: 0, to: 48 }, { from: 48, to: 100 }]);
  assert.deepEqual(splitRange(100, 2, 6, 1e6), [{ from: 0, to: 100 }]);
});
