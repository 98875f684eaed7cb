import assert from "node:assert/strict";
import fc from "fast-check";
import { clipsFromSequences } from "./clips.ts";

const SHAPE = { states: 3, inputs: 2 };
const INPUTS = Float64Array.of(0, 1, 10, 11, 20, 21, 30, 31);
const labels = (...values: number[]) => ({ labels: Int32Array.from(values) });

Deno.test("annotators of the same span share one clip, its counts summed", () => {
  const clips = clipsFromSequences(SHAPE, INPUTS, [
    labels(0, 0, 1, 2),
    { ...labels(0, 1, 1, 2), weight: 0.5 },
  ]);
  assert.equal(clips.length, 1);
  const { steps, weight, inputs, conditions, gold, edgeSteps, edges, edgeCounts } = clips[0];
  assert.deepEqual([steps, weight], [4, 1.5]);
  assert.deepEqual(inputs, INPUTS);
  assert.equal(conditions.length, 0);
  assert.deepEqual([...gold], [1.5, 0, 0, 1, 0.5, 0, 0, 1.5, 0, 0, 0, 1.5]);
  // 0→0, 0→1 into step 1; 0→1, 1→1 into step 2; 1→2 into step 3; as r·3 + s.
  assert.deepEqual([...edgeSteps], [1, 1, 2, 2, 3]);
  assert.deepEqual([...edges], [0, 1, 1, 4, 5]);
  assert.deepEqual([...edgeCounts], [1, 0.5, 1, 0.5, 1.5]);
});

Deno.test("a clip has the conditions of its own steps", () => {
  const shape = { ...SHAPE, conditions: 1 }, conditions = Float64Array.of(0.1, 0.2, 0.3, 0.4);
  const clips = clipsFromSequences(shape, INPUTS, [labels(0, -1, 2, 2)], conditions);
  assert.deepEqual(clips.map((clip) => [...clip.conditions]), [[0.1], [0.3, 0.4]]);
  assert.throws(() => clipsFromSequences(shape, INPUTS, [labels(0)]), {
    name: "TypeError",
    message: "Cannot build clips: the conditions must be [4, 1], current length is 0",
  });
});

Deno.test("gaps, late starts and early ends split the piece into clips, ordered by start and end", () => {
  const clips = clipsFromSequences(SHAPE, INPUTS, [
    labels(0, -1, 2, 2),
    labels(-1, -1, 1, 2),
    labels(1, 1),
    labels(2),
    labels(-1, -1, -1, -1),
    labels(),
  ]);
  assert.deepEqual(clips.map(({ steps, weight, inputs }) => [steps, weight, inputs[0]]), [
    [1, 2, 0],
    [2, 1, 0],
    [2, 2, 20],
  ]);
  assert.deepEqual([...clips[0].gold], [1, 0, 1]);
  assert.deepEqual([...clips[0].edges], []);
  assert.deepEqual([...clips[2].gold], [0, 1, 1, 0, 0, 2]);
  assert.deepEqual([...clips[2].edges], [5, 8]);
});

Deno.test("a clip's inputs are a view of the piece's", () => {
  const [clip] = clipsFromSequences(SHAPE, INPUTS, [labels(-1, 0, 0)]);
  assert.equal(clip.inputs.buffer, INPUTS.buffer);
});

Deno.test("without sequences there are no clips; without inputs the labels give the length", () => {
  assert.deepEqual(clipsFromSequences(SHAPE, INPUTS, []), []);
  const [clip] = clipsFromSequences({ states: 3, inputs: 0 }, new Float64Array(0), [labels(0, 1)]);
  assert.equal(clip.steps, 2);
});

Deno.test("every label and transition is counted once, whatever the gaps", () => {
  const annotators = fc.array(fc.array(fc.integer({ min: -1, max: 2 }), { maxLength: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(annotators, (rows) => {
      const clips = clipsFromSequences(SHAPE, INPUTS, rows.map((row) => labels(...row)));
      const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);
      const flat = rows.flat(), steps = sum(clips.map(({ steps, weight }) => steps * weight));
      assert.equal(steps, flat.filter((label) => label >= 0).length);
      assert.equal(sum(clips.flatMap(({ gold }) => [...gold])), steps);
      const moves = rows.flatMap((row) => row.slice(1).filter((label, t) => label >= 0 && row[t] >= 0)).length;
      assert.equal(sum(clips.flatMap(({ edgeCounts }) => [...edgeCounts])), moves);
      const spans = clips.map(({ inputs, steps }) => `${inputs.byteOffset} ${steps}`);
      assert.equal(new Set(spans).size, spans.length, "one clip a span");
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("labels, weights and inputs out of range are refused", () => {
  assert.throws(() => clipsFromSequences(SHAPE, INPUTS, [labels(0, 3)]), {
    name: "RangeError",
    message: "Cannot build clips: labels must be -1 or in 0 … 2, current value of step 1 is 3",
  });
  assert.throws(() => clipsFromSequences(SHAPE, INPUTS, [labels(-2)]), {
    name: "RangeError",
    message: "Cannot build clips: labels must be -1 or in 0 … 2, current value of step 0 is -2",
  });
  assert.throws(() => clipsFromSequences(SHAPE, INPUTS, [labels(0, 0, 0, 0, 0)]), {
    name: "RangeError",
    message: "Cannot build clips: labels must not outlast the piece's 4 steps, current value is 5 " +
      "(is the step of both the same?)",
  });
  assert.throws(() => clipsFromSequences(SHAPE, INPUTS, [{ ...labels(0), weight: 0 }]), {
    name: "RangeError",
    message: "Cannot build clips: weight must be finite and > 0, current value is 0",
  });
  assert.throws(() => clipsFromSequences(SHAPE, new Float64Array(7), [labels(0)]), {
    name: "TypeError",
    message: "Cannot build clips: the inputs must be a multiple of 2 numbers, current value is 7",
  });
});
