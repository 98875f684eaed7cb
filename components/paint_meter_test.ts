import assert from "node:assert/strict";
import { createPaintMeter } from "./paint_meter.ts";

Deno.test("figures come once a second and tell of the last five", () => {
  const meter = createPaintMeter();
  const paint = (at: number, behindMs: number) => meter.painted(at, { behindMs, busyMs: behindMs / 2 });
  assert.equal(paint(5000, 900), null, "one paint has no rate");
  // Ten a second, 40 … 49 ms behind.
  const reports = Array.from({ length: 100 }, (_, i) => paint(5100 + 100 * i, 40 + i % 10));
  assert.equal(reports.filter((report) => report !== null).length, 10);
  const early = reports.find((report) => report !== null)!, late = reports.findLast((report) => report !== null)!;
  assert.equal(early.mostBehindMs, 900);
  assert.deepEqual(late, { updatesPerSecond: 10, behindMs: 45, mostBehindMs: 49, busyMs: 22.5 });
});

Deno.test("a reset forgets what was painted", () => {
  const meter = createPaintMeter();
  meter.painted(0, { behindMs: 900, busyMs: 1 });
  meter.reset();
  assert.equal(meter.painted(2000, { behindMs: 10, busyMs: 1 }), null);
  assert.equal(meter.painted(2100, { behindMs: 20, busyMs: 1 })?.mostBehindMs, 20);
});
