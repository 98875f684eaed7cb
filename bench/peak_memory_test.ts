import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { peakMb } from "./peak_memory.ts";

Deno.test({
  name: "the peak rises by what is written to and does not fall when it is freed",
  ignore: !existsSync("/proc/self/status"), // Only Linux tells.
  fn() {
    const before = peakMb()!;
    new Uint8Array(200 * 2 ** 20).fill(1);
    // At least half: what was free before is used first.
    assert.ok(peakMb()! > before + 100, `${before} → ${peakMb()}`);
  },
});
