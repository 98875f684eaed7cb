import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../random.ts";
import { clipFromMaps, clipsFromSequences } from "./clips.ts";
import { assertClose } from "./testing.ts";

const SHAPE = { states: 3, inputs: 2 };
const INPUTS = Float64Array.of(0, 1, 10, 11, 20, 21, 30, 31);
const labels = (...values: number[]) => ({ labels: Int32Array.from(values) });

Deno.test("annotators of the same span share one clip, its counts summed", () => {
  const clips = clipsFromSequences(SHAPE, INPUTS, [
    labels(0, 0, 1, 2),
    { ...labels(0, 1, 1, 2), weight: 0.5 },
  ]);
  assert.equal(clips.length, 1);
  const { steps, weight, inputs, gold, edges, edgeCounts } = clips[0];
  assert.deepEqual([steps, weight], [4, 1.5]);
  assert.deepEqual(inputs, INPUTS);
  assert.deepEqual([...gold], [1.5, 0, 0, 1, 0.5, 0, 0, 1.5, 0, 0, 0, 1.5]);
  // 0→0, 0→1, 1→1, 1→2 as r·3 + s.
  assert.deepEqual([...edges], [0, 1, 4, 5]);
  assert.deepEqual([...edgeCounts], [1, 1.5, 0.5, 1.5]);
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

Deno.test("a clip of maps keeps as much as it can where it is, and its transitions lead from map to map", () => {
  const shape = { states: 3, inputs: 0 }, none = new Float64Array(0);
  const { gold, edges, edgeCounts, steps, weight } = clipFromMaps(
    shape,
    none,
    Float64Array.of(0.5, 0.5, 0, 0.25, 0.25, 0.5),
    4,
  );
  assert.deepEqual([steps, weight], [2, 4]);
  assert.deepEqual([...gold], [2, 2, 0, 1, 1, 2]);
  // One of each pair stays, the other goes to state 2: 0→0, 0→2, 1→1, 1→2.
  assert.deepEqual([...edges], [0, 2, 4, 5]);
  assert.deepEqual([...edgeCounts], [1, 1, 1, 1]);

  const random = seededRandom(2), S = 5, T = 6, maps = new Float64Array(T * S).map(() => random.uniform());
  for (let t = 0; t < T; t++) {
    const row = maps.subarray(t * S, (t + 1) * S), sum = row.reduce((a, b) => a + b);
    for (let s = 0; s < S; s++) row[s] /= sum;
  }
  const clip = clipFromMaps({ states: S, inputs: 0 }, none, maps, 3);
  const leaving = new Float64Array(S), arriving = new Float64Array(S);
  clip.edges.forEach((edge, i) => {
    leaving[Math.floor(edge / S)] += clip.edgeCounts[i];
    arriving[edge % S] += clip.edgeCounts[i];
  });
  const column = (s: number, from: number, to: number) => {
    let sum = 0;
    for (let t = from; t < to; t++) sum += clip.gold[t * S + s];
    return sum;
  };
  assertClose(leaving, leaving.map((_, s) => column(s, 0, T - 1)), 1e-12, "leaving");
  assertClose(arriving, arriving.map((_, s) => column(s, 1, T)), 1e-12, "arriving");
});

Deno.test("maps that are no distributions, or of another length than the inputs, are refused", () => {
  assert.throws(() => clipFromMaps(SHAPE, Float64Array.of(0, 0), Float64Array.of(0.5, 0.25, 0), 1), {
    name: "RangeError",
    message: "Cannot build a clip: a map's probabilities must be ≥ 0 and sum to 1, current sum of step 0 is 0.75",
  });
  assert.throws(() => clipFromMaps(SHAPE, Float64Array.of(0, 0), Float64Array.of(1.5, -0.5, 0), 1), {
    name: "RangeError",
    message: "Cannot build a clip: a map's probabilities must be ≥ 0 and sum to 1, current sum of step 0 is 1",
  });
  assert.throws(() => clipFromMaps(SHAPE, INPUTS, Float64Array.of(1, 0, 0), 1), {
    name: "TypeError",
    message: "Cannot build a clip: maps [T, 3] and inputs [T, 2] must have the same T, current lengths are 3 and 8",
  });
  assert.throws(() => clipFromMaps(SHAPE, Float64Array.of(0, 0), Float64Array.of(1, 0, 0), -1), {
    name: "RangeError",
    message: "Cannot build a clip: weight must be finite and > 0, current value is -1",
  });
});
