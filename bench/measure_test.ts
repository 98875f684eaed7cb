import assert from "node:assert/strict";
import { median, medianMs } from "./measure.ts";

Deno.test("the median is the middle of the sorted values", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 9, 1, 2]), 5.5);
  assert.throws(() => median([]), { message: "Cannot take a median: there must be a value, current value is none" });
});

Deno.test("the first run is not counted, and at least `times` are", async () => {
  let runs = 0;
  const ms = await medianMs(() => {
    for (const end = performance.now() + (runs === 0 ? 60 : 2); performance.now() < end;);
    runs++;
  }, { times: 5, warmUpMs: 0, minMs: 0 });
  assert.equal(runs, 6);
  assert.ok(ms >= 2 && ms < 60);
});

Deno.test("runs of the warm-up are not counted", async () => {
  const start = performance.now(), slowMs = 40;
  const ms = await medianMs(() => {
    const early = performance.now() - start < slowMs;
    for (const end = performance.now() + (early ? 10 : 1); performance.now() < end;);
  }, { times: 3, warmUpMs: slowMs, minMs: 0 });
  assert.ok(ms >= 1 && ms < 10);
});
