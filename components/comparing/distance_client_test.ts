import assert from "node:assert/strict";
import { strings } from "../strings.ts";
import { openDistanceClient } from "./distance_client.ts";

/** What a browser hands out when the worker's script cannot be fetched: an event without a message. */
class AbsentWorker extends EventTarget {
  onerror: ((event: Event) => void) | null = null;
  terminate() {}
  postMessage() {
    queueMicrotask(() => this.onerror?.(new Event("error", { cancelable: true })));
  }
}

Deno.test("a worker that does not start is told of in words, and is started again when it is asked again", async () => {
  let started = 0;
  const client = openDistanceClient(() => {
    started++;
    return new AbsentWorker() as unknown as Worker;
  });
  for (let i = 0; i < 2; i++) {
    await assert.rejects(client.ask(new Float64Array(242)), { message: strings.errors.notStarted });
  }
  assert.equal(started, 2);
  client.close();
});
