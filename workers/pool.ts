/**
 * Workers that are started when there is work, kept while there is more, and ended with their task when it is cancelled.
 * @module
 */
import type { CallOptions } from "../jobs/compute.ts";
import type { FromWorker, TaskName, Tasks, ToWorker } from "./protocol.ts";

/** Runs tasks, at most `size` at once; further ones wait their turn. */
export interface WorkerPool {
  run<N extends TaskName>(task: N, request: Tasks[N]["request"], options?: CallOptions): Promise<Tasks[N]["result"]>;
  close(): void;
}

/** @param threads of the kernels of each worker. */
export function openPool({ size, threads }: { size: number; threads: number }): WorkerPool {
  const idle: Worker[] = [], busy = new Set<Worker>(), waiting: (() => void)[] = [];
  let running = 0, closed = false;

  async function turn(): Promise<void> {
    if (running >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
  }

  /** The place goes to who has waited longest. */
  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }

  return {
    async run(task, request, { signal, onProgress } = {}) {
      await turn();
      let worker: Worker | undefined;
      try {
        signal?.throwIfAborted();
        if (closed) throw new DOMException("Cannot start a task: the workers are closed", "AbortError");
        worker = idle.pop() ?? await startWorker(threads);
        busy.add(worker);
        const result = await perform(worker, { task, request } as ToWorker, { signal, onProgress });
        idle.push(worker);
        return result as Tasks[typeof task]["result"];
      } catch (error) {
        if (worker && !(error instanceof TaskFailure)) worker.terminate();
        else if (worker) idle.push(worker);
        throw error instanceof TaskFailure ? error.reason : error;
      } finally {
        if (worker) busy.delete(worker);
        release();
        if (closed) { for (const one of idle.splice(0)) one.terminate(); }
      }
    },
    close() {
      closed = true;
      for (const worker of [...idle.splice(0), ...busy]) worker.terminate();
    },
  };
}

/** The task failed and the worker is well. */
class TaskFailure extends Error {
  constructor(readonly reason: Error) {
    super(reason.message);
  }
}

async function startWorker(threads: number): Promise<Worker> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  await perform(worker, { threads }, {});
  return worker;
}

/** Send a message and wait for its end. */
function perform(worker: Worker, message: ToWorker, { signal, onProgress }: CallOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal!.reason);
    const settle = <T>(end: (value: T) => void) => (value: T) => {
      signal?.removeEventListener("abort", abort);
      end(value);
    };
    const done = settle(resolve), fail = settle(reject);
    signal?.addEventListener("abort", abort, { once: true });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === "progress") onProgress?.(data.progress);
      else if (data.kind === "failed") fail(new TaskFailure(revive(data)));
      else done(data.kind === "done" ? data.result : undefined);
    };
    worker.onerror = (event) => {
      // Otherwise the error of a worker ends the whole process.
      event.preventDefault();
      fail(new Error(`A worker ended: ${event.message}`));
    };
    worker.postMessage(message);
  });
}

/** An error as it was thrown, by its name; callers tell a user's mistake from ours by it. */
function revive({ name, message, stack }: { name: string; message: string; stack?: string }): Error {
  const error = new Error(message);
  error.name = name;
  if (stack) error.stack = stack;
  return error;
}
