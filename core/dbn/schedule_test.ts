import assert from "node:assert/strict";
import { learningRateAt, momentumAt, type ScheduleSpec } from "./schedule.ts";

const spec: ScheduleSpec = { epochs: 4, learningRate: 0.8, momentum: 0.9 };
const epochs = [1, 2, 3, 4];

Deno.test("the learning rate stays, or falls evenly and never to nothing", () => {
  assert.deepEqual(epochs.map((epoch) => learningRateAt(spec, epoch)), [0.8, 0.8, 0.8, 0.8]);
  const linear = epochs.map((epoch) => learningRateAt({ ...spec, learningRateSchedule: "linear" }, epoch));
  [0.8, 0.6, 0.4, 0.2].forEach((rate, i) => assert.ok(Math.abs(linear[i] - rate) < 1e-15));
});

Deno.test("the first epochs may have a momentum of their own", () => {
  assert.deepEqual(epochs.map((epoch) => momentumAt(spec, epoch)), [0.9, 0.9, 0.9, 0.9]);
  const initialMomentum = { momentum: 0.5, epochs: 2 };
  assert.deepEqual(epochs.map((epoch) => momentumAt({ ...spec, initialMomentum }, epoch)), [0.5, 0.5, 0.9, 0.9]);
});
