import assert from "node:assert/strict";
import fc from "fast-check";
import { randomTimeline } from "../../formats/testing.ts";
import { readTimelineJson, writeTimelineJson } from "../../formats/timeline_json.ts";
import { columnsToTimeline, packDecimal, timelineToColumns, unpackDecimal } from "./timeline_columns.ts";

const timeline = fc.record({
  seed: fc.nat(1e6),
  stepCount: fc.nat(6),
  stepSeconds: fc.constantFrom(0.1, 0.5, 1, 2),
  name: fc.string({ unit: "binary" }),
}).map(({ seed, ...options }) => randomTimeline(seed, options));

Deno.test("columns hold just what the JSON holds", () => {
  fc.assert(
    fc.property(timeline, (made) => {
      const read = readTimelineJson(writeTimelineJson(made));
      assert.deepEqual(columnsToTimeline(timelineToColumns(read).buffer), read);
    }),
    { seed: 7, numRuns: 60 },
  );
});

Deno.test("every decimal of up to 7 digits comes back as the same number, the smallest, too", () => {
  const digits = fc.integer({ min: 1, max: 9_999_999 }), exponent = fc.integer({ min: 7, max: 250 });
  fc.assert(
    fc.property(digits, exponent, (digits, exponent) => {
      const value = Number(`${digits}e-${exponent}`);
      assert.equal(unpackDecimal(packDecimal(value)), value);
    }),
    {
      seed: 7,
      numRuns: 20_000,
      examples: [[1, 7], [9_999_999, 7], [1_000_000, 22], [1_000_001, 23], [1, 250]],
    },
  );
  for (const value of [1, 0.1, 0.001, 0.000999999, 1e-12, 0.9999999]) {
    assert.equal(unpackDecimal(packDecimal(value)), value);
  }
});

Deno.test("a number of more digits is rounded to 7, as the JSON rounds it", () => {
  const probability = fc.double({ min: 1e-15, max: 1, noNaN: true });
  fc.assert(
    fc.property(probability, (value) => {
      assert.equal(unpackDecimal(packDecimal(value)), Number(value.toPrecision(7)));
    }),
    { seed: 7, numRuns: 20_000 },
  );
});

Deno.test("what is no timeline, and one that was cut short, are refused", () => {
  const { buffer } = timelineToColumns(readTimelineJson(writeTimelineJson(randomTimeline(1))));
  for (const bytes of [new ArrayBuffer(0), new ArrayBuffer(64), buffer.slice(1)]) {
    assert.throws(() => columnsToTimeline(bytes), {
      name: "SyntaxError",
      message: "Cannot read a timeline's columns: they must begin with MLTIMEC1",
    });
  }
  const end = buffer.byteLength;
  assert.throws(() => columnsToTimeline(buffer.slice(0, end - 1)), {
    name: "SyntaxError",
    message: `Cannot read a timeline's columns: 3 steps must have ${end} bytes, current value is ${end - 1}`,
  });
});
