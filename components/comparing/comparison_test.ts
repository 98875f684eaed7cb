import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { CELL_COUNT } from "../../core/emotion/grid.ts";
import type { HeatmapTimeline } from "../../core/emotion/timeline.ts";
import { earthMoversDistance } from "../../core/evaluation/transport.ts";
import { randomTimeline } from "../../formats/testing.ts";
import { createComparison } from "./comparison.ts";

/** Answers as the worker does, when it is let. */
function slowWorker() {
  const asked: number[] = [], gates: (() => void)[] = [];
  return {
    asked,
    /** Lets one question be answered. */
    async answer(): Promise<void> {
      gates.shift()?.();
      for (let tick = 0; tick < 5; tick++) await Promise.resolve();
    },
    async ask(maps: Float64Array): Promise<Float64Array> {
      const count = maps.length / CELL_COUNT / 2;
      asked.push(count);
      await new Promise<void>((resolve) => gates.push(resolve));
      const map = (i: number) => maps.subarray(i * CELL_COUNT, (i + 1) * CELL_COUNT);
      return Float64Array.from({ length: count }, (_, i) => earthMoversDistance(map(2 * i), map(2 * i + 1)));
    },
  };
}

function comparing(stepCount: number) {
  const a = signal<HeatmapTimeline | null>(randomTimeline(1, { stepCount }));
  const b = signal<HeatmapTimeline | null>(randomTimeline(2, { stepCount })), worker = slowWorker();
  return { a, b, worker, comparison: createComparison({ a, b, askDistances: worker.ask }) };
}

Deno.test("divergences are there at once; nothing is asked of the worker for them", () => {
  const { b, comparison, worker } = comparing(4);
  assert.equal(comparison.progress.value, 1);
  assert.ok(comparison.distances.value!.every((distance) => distance > 0 && distance <= Math.LN2));
  b.value = null;
  assert.deepEqual([comparison.distances.value, comparison.jump("largest", 0)], [null, null]);
  assert.deepEqual(worker.asked, []);
});

Deno.test("earth mover's distances arrive a part at a time, the largest divergences first", async () => {
  const { a, b, comparison, worker } = comparing(30);
  const divergences = comparison.distances.value!.slice();
  comparison.measure.value = "emd";
  assert.deepEqual([comparison.progress.value, comparison.jump("next", 0), worker.asked], [0, null, [24]]);
  await worker.answer();
  const first = comparison.distances.value!, known = [...first.keys()].filter((t) => first[t] >= 0);
  assert.equal(known.length, 24);
  assert.ok(Math.min(...known.map((t) => divergences[t])) >= divergences.toSorted().at(-24)!);
  await worker.answer();
  assert.deepEqual([comparison.progress.value, worker.asked], [1, [24, 6]]);
  const expected = a.value!.steps.map((step, t) => earthMoversDistance(step.heatmap, b.value!.steps[t].heatmap));
  assert.deepEqual([...comparison.distances.value!], expected);
  assert.equal(comparison.jump("largest", 0), expected.indexOf(Math.max(...expected)));
});

Deno.test("an edit asks for its own steps only; steps that both share need no measuring", async () => {
  const { a, b, comparison, worker } = comparing(10);
  comparison.measure.value = "emd";
  await worker.answer();
  const steps = [...a.value!.steps];
  steps[3] = { ...steps[3], heatmap: steps[4].heatmap };
  steps[5] = b.value!.steps[5];
  a.value = { ...a.value!, steps };
  assert.deepEqual(worker.asked, [10, 1]);
  await worker.answer();
  assert.deepEqual([comparison.progress.value, comparison.distances.value![5]], [1, 0]);
});

Deno.test("what is not wanted any more is not asked for, and a worker that fails is told of", async () => {
  const { comparison, worker } = comparing(60);
  comparison.measure.value = "emd";
  comparison.measure.value = "js";
  await worker.answer();
  assert.deepEqual(worker.asked, [24], "the other 36 steps were not asked for");
  const failing = createComparison({
    a: signal(randomTimeline(1)),
    b: signal(randomTimeline(2)),
    askDistances: () => Promise.reject(new Error("no worker")),
  });
  failing.measure.value = "emd";
  for (let tick = 0; tick < 5; tick++) await Promise.resolve();
  assert.equal(failing.problem.value, "no worker");
  failing.measure.value = "js";
  assert.equal(failing.problem.value, "");
});

Deno.test("timelines of other steps are not compared", () => {
  const { b, comparison } = comparing(3);
  b.value = randomTimeline(2, { stepSeconds: 0.5 });
  assert.deepEqual([comparison.distances.value, comparison.peaks.value, comparison.progress.value], [null, [], 1]);
});
