import assert from "node:assert/strict";
import Ajv2020 from "ajv/dist/2020.js";
import fc from "fast-check";
import { CELL_COUNT } from "../core/emotion/grid.ts";
import { randomTimeline } from "./testing.ts";
import { readTimelineJson, writeTimelineJson } from "./timeline_json.ts";

const schema = JSON.parse(Deno.readTextFileSync(new URL("../static/schemas/timeline.schema.json", import.meta.url)));
const matchesSchema = new Ajv2020.default({ strict: true, allowUnionTypes: true }).compile(schema);

const timeline = fc.record({
  seed: fc.nat(1e6),
  stepCount: fc.nat(6),
  stepSeconds: fc.constantFrom(0.1, 0.5, 1, 2),
  name: fc.string(),
}).map(({ seed, ...options }) => randomTimeline(seed, options));

/** There or not as it was, to six decimals. */
function assertRounded(read: number | undefined, written: number | undefined): void {
  if (written === undefined) assert.equal(read, undefined);
  else assert.ok(Math.abs(read! - written) <= 5e-7);
}

Deno.test("a timeline comes back to 6 digits, and what came back is written as the same text", () => {
  fc.assert(
    fc.property(timeline, (written) => {
      const text = writeTimelineJson(written);
      const read = readTimelineJson(text);
      assert.deepEqual(read.source, written.source);
      assert.deepEqual(read.model, written.model);
      assert.equal(read.stepSeconds, written.stepSeconds);
      assert.equal(read.steps.length, written.steps.length);
      read.steps.forEach((step, index) => {
        const original = written.steps[index];
        assert.equal(step.startSeconds, original.startSeconds);
        assert.equal(step.path, original.path);
        for (let cell = 0; cell < CELL_COUNT; cell++) {
          const ratio = step.heatmap[cell] / original.heatmap[cell];
          assert.ok(Math.abs(ratio - 1) <= 5e-7, `cell ${cell} is off by a factor ${ratio}`);
        }
        assert.ok(Math.abs(step.heatmap.reduce((sum, p) => sum + p) - 1) <= 1e-6);
        assert.ok(Math.abs(step.entropyNats - original.entropyNats) <= 5e-7);
        assert.ok(Math.abs(step.mean.valence - original.mean.valence) <= 5e-7);
        assert.ok(Math.abs(step.mean.arousal - original.mean.arousal) <= 5e-7);
        assert.equal(step.epistemicNats === null, original.epistemicNats === null);
        assertRounded(step.unfamiliarity, original.unfamiliarity);
      });
      assertRounded(read.unfamiliarity, written.unfamiliarity);
      assert.equal(writeTimelineJson(read), text);
    }),
    { seed: 4, numRuns: 60 },
  );
});

Deno.test("written timelines satisfy the published schema, and the schema can say no", () => {
  fc.assert(
    fc.property(timeline, (written) => {
      assert.ok(matchesSchema(JSON.parse(writeTimelineJson(written))), JSON.stringify(matchesSchema.errors));
    }),
    { seed: 5, numRuns: 30 },
  );
  const damaged = JSON.parse(writeTimelineJson(randomTimeline(1)));
  damaged.steps[2].heatmap[5] = 0;
  assert.ok(!matchesSchema(damaged));
  assert.equal(matchesSchema.errors![0].instancePath, "/steps/2/heatmap/5");
});

Deno.test("a two-hour timeline is written and read", () => {
  const long = randomTimeline(7, { stepCount: 7200 });
  assert.equal(readTimelineJson(writeTimelineJson(long)).steps.length, 7200);
});

Deno.test("writing does not depend on the order of properties, and keeps unknown ones out", () => {
  const { source, model, stepSeconds, steps } = randomTimeline(2);
  const shuffled = {
    steps,
    extra: 1,
    stepSeconds,
    model: { recipe: model.recipe, sha256: model.sha256, id: model.id },
    source,
  };
  assert.equal(writeTimelineJson(shuffled), writeTimelineJson(randomTimeline(2)));
});

Deno.test("a byte-order mark and unknown properties do no harm", () => {
  const text = writeTimelineJson(randomTimeline(3));
  assert.deepEqual(readTimelineJson("\uFEFF" + text.replace("{", '{"comment":"by hand",')), readTimelineJson(text));
});

// deno-lint-ignore no-explicit-any
const refusals: [string, (timeline: any) => unknown, string, string][] = [
  [
    "a negative unfamiliarity",
    (t) => ({ ...t, unfamiliarity: -1 }),
    "RangeError",
    "$.unfamiliarity must be ≥ 0, current value is -1",
  ],
  ["a list", () => [], "TypeError", "$ must be an object, current value is []"],
  [
    "another format",
    (t) => ({ ...t, format: "jams" }),
    "RangeError",
    '$.format must be "moodline-timeline", current value is "jams" (is this a .moodline.json file?)',
  ],
  [
    "a version to come",
    (t) => ({ ...t, version: 2 }),
    "RangeError",
    "$.version must be 1, current value is 2 (was it written by a newer Moodline?)",
  ],
  [
    "the other axis order",
    (t) => ({ ...t, grid: { ...t.grid, order: "valence first" } }),
    "RangeError",
    '$.grid.order must be "index = arousalRow * size + valenceColumn, both ascending", ' +
    'current value is "valence first" (are valence and arousal the other way round?)',
  ],
  [
    "a hash that is none",
    (t) => ({ ...t, source: { ...t.source, sha256: "ABC" } }),
    "RangeError",
    '$.source.sha256 must be 64 lower-case hex digits, current value is "ABC"',
  ],
  [
    "a missing model",
    (t) => ({ ...t, model: undefined }),
    "TypeError",
    "$.model must be an object, current value is missing",
  ],
  [
    "too few steps",
    (t) => ({ ...t, steps: t.steps.slice(1).map((s: object, i: number) => ({ ...s, startSeconds: i })) }),
    "RangeError",
    "$.steps must have ceil(duration / step) = 3 elements, current value is 2",
  ],
  [
    "a step out of place",
    (t) => (t.steps[1].startSeconds = 3, t),
    "RangeError",
    "$.steps[1].startSeconds must be step number × stepSeconds = 1, current value is 3",
  ],
  [
    "a zero",
    (t) => (t.steps[2].heatmap[7] = 0, t),
    "RangeError",
    "$.steps[2].heatmap[7] must be > 0, current value is 0",
  ],
  [
    "a null",
    (t) => (t.steps[2].heatmap[7] = null, t),
    "RangeError",
    "$.steps[2].heatmap[7] must be > 0, current value is null",
  ],
  [
    "percentages",
    (t) => (t.steps[0].heatmap = [40, ...Array(120).fill(0.5)], t),
    "RangeError",
    "$.steps[0].heatmap must sum to 1, current value is 100 (is this in percent?)",
  ],
  [
    "rows of rows",
    (t) => (t.steps[0].heatmap = Array(11).fill([]), t),
    "TypeError",
    "$.steps[0].heatmap must have 121 elements, current value is 11 (is this a list of rows?)",
  ],
  [
    "a path off the grid",
    (t) => (t.steps[0].path = 121, t),
    "RangeError",
    "$.steps[0].path must be in [0, 120], current value is 121",
  ],
  [
    "a path between cells",
    (t) => (t.steps[0].path = 1.5, t),
    "RangeError",
    "$.steps[0].path must be a whole number, current value is 1.5",
  ],
  [
    "a mean off the plane",
    (t) => (t.steps[0].mean.arousal = 1.2, t),
    "RangeError",
    "$.steps[0].mean.arousal must be in [-1, 1], current value is 1.2",
  ],
];

for (const [name, change, kind, reason] of refusals) {
  Deno.test(`readTimelineJson refuses ${name}`, () => {
    const value = change(JSON.parse(writeTimelineJson(randomTimeline(3))));
    assert.throws(() => readTimelineJson(JSON.stringify(value)), {
      name: kind,
      message: `Cannot read the timeline: ${reason}`,
    });
  });
}

Deno.test("readTimelineJson refuses a text that is no JSON", () => {
  assert.throws(
    () => readTimelineJson("piece,annotator"),
    /^SyntaxError: Cannot read the timeline: it must be JSON \(/,
  );
});

Deno.test("writeTimelineJson refuses a map that does not sum to 1", () => {
  const broken = randomTimeline(1);
  broken.steps[1].heatmap[0] += 0.5;
  assert.throws(
    () => writeTimelineJson(broken),
    /^RangeError: Cannot write the timeline: \$\.steps\[1\]\.heatmap must sum/,
  );
});
