import assert from "node:assert/strict";
import { SEED_SPECTRUM } from "../core/signal/step_spectrum_spec.ts";
import { openPool, type WorkerPool } from "./pool.ts";

/** Stands for `worker.ts`: its tasks are named by the path of a "features" request. */
const script = (start = `post({ kind: "ready" })`) =>
  new URL(`data:application/javascript,${
    encodeURIComponent(`
    const post = (message) => self.postMessage(message), id = crypto.randomUUID();
    let stopped;
    self.onmessage = ({ data }) => {
      if ("threads" in data) { stopped = data.stopped; ${start}; return; }
      const { audioPath } = data.request;
      if (audioPath === "who") post({ kind: "done", result: id });
      if (audioPath === "wait") post({ kind: "progress", progress: { fraction: 0.5, message: "waiting" } });
      if (audioPath === "spin") { post({ kind: "progress", progress: { fraction: 0, message: "" } }); for (;;); }
      if (audioPath === "heed") {
        post({ kind: "progress", progress: { fraction: 0, message: "" } });
        while (Atomics.load(stopped, 0) === 0);
        Atomics.store(data.request.spec, 0, 1);
        Atomics.notify(data.request.spec, 0);
      }
      if (audioPath === "fail") post({ kind: "failed", name: "AudioError", message: "Cannot decode x" });
      if (audioPath === "die") setTimeout(() => { throw new Error("fell over"); });
      if (audioPath === "die later") {
        post({ kind: "done", result: id });
        setTimeout(() => { throw new Error("fell over later"); });
      }
    };`)
  }`);

async function withPool(size: number, work: (pool: WorkerPool) => Promise<void>, start?: string): Promise<void> {
  const pool = openPool({ size, threads: 1, script: script(start) });
  try {
    await work(pool);
  } finally {
    pool.close();
  }
}

const ask = (pool: WorkerPool, audioPath: string, signal?: AbortSignal): Promise<unknown> =>
  pool.run("features", { audioPath, spec: SEED_SPECTRUM }, { signal });

/** Resolves when the task has begun. */
function begin(pool: WorkerPool, audioPath: string, signal?: AbortSignal) {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const ended = pool.run("features", { audioPath, spec: SEED_SPECTRUM }, { signal, onProgress: () => resolve() }).then(
    () => "done",
    (error: Error) => error.message,
  );
  return { begun, ended };
}

Deno.test("a worker is kept, also after a task that failed", () =>
  withPool(1, async (pool) => {
    const id = await ask(pool, "who");
    await assert.rejects(ask(pool, "fail"), { name: "AudioError", message: "Cannot decode x" });
    assert.equal(await ask(pool, "who"), id);
  }));

Deno.test("a worker that ends while it works fails its task, and the next one gets another", () =>
  withPool(1, async (pool) => {
    const id = await ask(pool, "who");
    await assert.rejects(ask(pool, "die"), /^Error: A worker ended: .*fell over/);
    assert.notEqual(await ask(pool, "who"), id);
  }));

Deno.test("a worker that ends between two tasks gets no more", () =>
  withPool(1, async (pool) => {
    const id = await ask(pool, "die later");
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.notEqual(await ask(pool, "who"), id);
  }));

Deno.test("a cancelled task ends at once, whatever it does, and makes room for the next", () =>
  withPool(1, async (pool) => {
    const controller = new AbortController(), { begun, ended } = begin(pool, "spin", controller.signal);
    const next = ask(pool, "who");
    await begun;
    controller.abort(new Error("enough"));
    assert.equal(await ended, "enough");
    assert.equal(typeof await next, "string");
  }));

Deno.test("a worker that never comes to rest is told that its task is cancelled", () =>
  withPool(1, async (pool) => {
    const heeded = new Int32Array(new SharedArrayBuffer(4)), controller = new AbortController();
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const request = { audioPath: "heed", spec: heeded as never };
    const ended = pool.run("features", request, { signal: controller.signal, onProgress: () => resolve() });
    await begun;
    controller.abort(new Error("enough"));
    await assert.rejects(ended, { message: "enough" });
    // Not to wait for ever: it takes some milliseconds.
    const { value } = Atomics.waitAsync(heeded, 0, 0, 60_000);
    assert.notEqual(await value, "timed-out");
  }));

Deno.test("a task that waits for its turn is cancelled without waiting for it", () =>
  withPool(1, async (pool) => {
    const first = new AbortController(), waiting = begin(pool, "wait", first.signal);
    await waiting.begun;
    const second = new AbortController(), asked = ask(pool, "who", second.signal), third = ask(pool, "who");
    second.abort(new Error("not any more"));
    await assert.rejects(asked, { message: "not any more" });
    await assert.rejects(ask(pool, "who", AbortSignal.abort(new Error("never"))), { message: "never" });
    first.abort(new Error("enough"));
    assert.equal(await waiting.ended, "enough");
    assert.equal(typeof await third, "string", "the turn goes to who still waits");
  }));

Deno.test("a worker that cannot start fails its task and is not kept", () =>
  withPool(1, async (pool) => {
    await assert.rejects(ask(pool, "who"), { message: "no kernels" });
    await assert.rejects(ask(pool, "who"), { message: "no kernels" });
  }, `post({ kind: "failed", name: "Error", message: "no kernels" })`));

Deno.test("closing ends what runs, what starts and what waits", async () => {
  await withPool(1, async (pool) => {
    const { begun, ended } = begin(pool, "spin");
    await begun;
    const waiting = ask(pool, "who");
    pool.close();
    assert.equal(await ended, "The workers were closed");
    await assert.rejects(waiting, { name: "AbortError" });
  });
  await withPool(1, async (pool) => {
    const starting = ask(pool, "who");
    await Promise.resolve();
    pool.close();
    await assert.rejects(starting, { name: "AbortError" });
  }, "");
});
