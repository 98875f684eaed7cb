import assert from "node:assert/strict";
import { stringify } from "devalue";
import { readProps } from "./read_props.ts";

const roundTrip = (value: unknown) => readProps(JSON.parse(stringify(value)), {});

Deno.test("what devalue writes of plain values is read as it was", () => {
  const values: unknown[] = [
    null,
    true,
    "",
    "null",
    0,
    -0,
    NaN,
    Infinity,
    -Infinity,
    10n,
    [undefined, "Date"],
    // deno-lint-ignore no-sparse-arrays -- what it is about
    [1, , 3],
    Object.assign([], { 5: "far", length: 5000 }),
    { Date: ["Date"], list: [], nothing: null, missing: undefined },
    Object.assign(Object.create(null), { a: [1] }),
    new Date(1e12),
    new URL("http://x/y?z#a"),
    /a+/gi,
    new Set(["a", [1]]),
    new Map<unknown, unknown>([["k", { v: 1 }], [[1], new Set()]]),
  ];
  for (const value of values) assert.deepStrictEqual((roundTrip([value]) as unknown[])[0], value);
});

Deno.test("what was one object is one again, also within itself", () => {
  const shared = [1], list: unknown[] = [shared], map = new Map<string, unknown>();
  list.push(list);
  map.set("itself", map);
  const read = roundTrip({ a: shared, list, map }) as { a: unknown; list: unknown[]; map: Map<string, unknown> };
  assert.equal(read.list[0], read.a);
  assert.equal(read.list[1], read.list);
  assert.equal(read.map.get("itself"), read.map);
});

Deno.test("types of the application's own are made of their plain form, each once", () => {
  class Box {
    constructor(readonly value: unknown) {}
  }
  const box = new Box([2]);
  const flat = JSON.parse(stringify([box, box], { Box: (value: unknown) => value instanceof Box && [value.value] }));
  const [first, second] = readProps(flat, { Box: ([value]: [unknown]) => new Box(value) }) as Box[];
  assert.deepEqual(first, box);
  assert.equal(first, second);
  assert.throws(() => readProps(flat, {}), { name: "TypeError", message: "Cannot read props: Box must be known here" });
});
