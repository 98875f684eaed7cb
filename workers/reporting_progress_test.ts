import assert from "node:assert/strict";
import type { FromWorker } from "./protocol.ts";
import { reportingProgress } from "./reporting_progress.ts";

Deno.test("progress is told, not every time, until nobody waits: then the task ends where it tells of it", () => {
  const stopped = new Int32Array(new SharedArrayBuffer(4)), posted: FromWorker[] = [];
  const onProgress = reportingProgress((message) => posted.push(message), stopped);
  const progress = { fraction: 0.5, message: "half" };
  onProgress(progress);
  onProgress(progress);
  assert.deepEqual(posted, [{ kind: "progress", progress }]);
  stopped[0] = 1;
  assert.throws(() => onProgress(progress), { name: "AbortError" });
});
