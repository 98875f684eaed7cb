import assert from "node:assert/strict";
import type { ModelInsight } from "../core/model/insight.ts";
import type { CallOptions, ExplainResult } from "./compute.ts";
import { storedInsight } from "./stored_insight.ts";
import { testingCompute } from "./testing.ts";

/** Workers that answer when the test says so, and what they were asked. */
function slowWorkers() {
  const calls: { path: string; signal: AbortSignal; finish: () => void }[] = [];
  const explain = ({ modelPath }: { modelPath: string }, { signal }: CallOptions = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<ExplainResult>();
    signal!.addEventListener("abort", () => reject(signal!.reason));
    const insight = { id: modelPath } as ModelInsight;
    calls.push({ path: modelPath, signal: signal!, finish: () => resolve({ insight }) });
    return promise;
  };
  const tools = { blobs: { path: (sha256: string) => sha256 }, compute: { ...testingCompute(), explain } };
  const ask = (sha256: string, units: number, signal?: AbortSignal) =>
    storedInsight(tools as unknown as Parameters<typeof storedInsight>[0], { sha256 }, { units, signal });
  return { calls, ask };
}

Deno.test("an insight is worked out once for all who wait, and kept", async () => {
  const { calls, ask } = slowWorkers(), two = [ask("a", 5), ask("a", 5)];
  assert.equal(calls.length, 1);
  calls[0].finish();
  assert.deepEqual((await Promise.all(two)).map(({ id }) => id), ["a", "a"]);
  assert.equal((await ask("a", 5)).id, "a");
  assert.equal(calls.length, 1);
});

Deno.test("it is given up when the last one leaves who waits, and no sooner", async () => {
  const { calls, ask } = slowWorkers(), first = new AbortController(), second = new AbortController();
  const asked = [ask("a", 5, first.signal), ask("a", 5, second.signal)].map((one) => assert.rejects(one, /gone/));
  first.abort(new Error("gone"));
  assert.equal(calls[0].signal.aborted, false);
  second.abort(new Error("gone"));
  assert.equal(calls[0].signal.aborted, true);
  await Promise.all(asked);
  const again = ask("a", 5);
  assert.equal(calls.length, 2, "the next who asks starts it anew");
  calls[1].finish();
  await again;
});

Deno.test("who leaves after it is there takes nothing away, and who has left is not waited for", async () => {
  const { calls, ask } = slowWorkers(), visitor = new AbortController(), asked = ask("a", 5, visitor.signal);
  calls[0].finish();
  await asked;
  visitor.abort();
  assert.equal(calls[0].signal.aborted, false);
  assert.equal((await ask("a", 5)).id, "a");
  await assert.rejects(ask("b", 5, visitor.signal), { name: "AbortError" });
  assert.equal(calls.length, 1);
});
