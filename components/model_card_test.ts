import assert from "node:assert/strict";
import { cardRows, formatBytes, splitName } from "./model_card.ts";

Deno.test("names become words, their ends units", () => {
  assert.deepEqual(splitName("nllNats"), { name: "NLL", unit: "nats" });
  assert.deepEqual(splitName("trainingSetSha256"), { name: "training set SHA256", unit: "" });
  assert.deepEqual(splitName("seconds"), { name: "seconds", unit: "" });
});

Deno.test("nested values are named by their path, units follow numbers", () => {
  const card = { evaluation: { test: { nllNats: 4.21987, pieces: 200 } }, licence: "CC0", committee: null };
  assert.deepEqual(cardRows(card, { without: ["committee"] }), [
    { name: "evaluation: test: NLL", value: "4.22 nats" },
    { name: "evaluation: test: pieces", value: "200" },
    { name: "licence", value: "CC0" },
  ]);
});

Deno.test("long lists are counted, long texts cut, so that any file can be shown", () => {
  const rows = cardRows({
    curvature: Array.from({ length: 5000 }, () => 0.1),
    layers: [300, 100],
    note: "x".repeat(999),
  });
  assert.deepEqual(rows.map(({ value }) => value.length < 300 && value), [
    "5000 values",
    "300, 100",
    "x".repeat(200) + "…",
  ]);
});

Deno.test("sizes are rounded to what one can remember", () => {
  assert.deepEqual([0, 999, 1000, 1_449_000, 2e12].map(formatBytes), [
    "0 bytes",
    "999 bytes",
    "1.0 kB",
    "1.4 MB",
    "2000.0 GB",
  ]);
});
