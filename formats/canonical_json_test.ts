import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson } from "./canonical_json.ts";

Deno.test("canonicalJson sorts keys at every depth and leaves undefined out", () => {
  assert.equal(
    canonicalJson({ b: [1, { z: null, a: "ü\n" }], a: 0.1, B: undefined, "10": true, "2": false }),
    '{"10":true,"2":false,"a":0.1,"b":[1,{"a":"ü\\n","z":null}]}',
  );
});

Deno.test("canonicalJson says the same as JSON.stringify, up to the order of keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
    }),
    { seed: 1 },
  );
});

Deno.test("canonicalJson refuses what JSON cannot hold", () => {
  for (const value of [NaN, Infinity, 1n, () => 1, new Float32Array(1), [undefined]]) {
    assert.throws(() => canonicalJson({ value }), TypeError);
  }
  assert.throws(() => canonicalJson({ a: NaN }), {
    name: "TypeError",
    message: "Cannot write JSON: every value must be JSON, current value is NaN",
  });
});
