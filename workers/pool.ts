/**
 * Workers that are started when there is work, kept while there is more, and ended with their task when it is cancelled.
 * @module
 */
import type { CallOptions } from "../jobs/compute.ts";
import type { TaskName, Tasks, ToWorker, WorkerSetup } from "./protocol.ts";
import { TaskFailure, Thread } from "./thread.ts";

/** Runs tasks, at most `size` at once; further ones wait their turn. */
export interface WorkerPool {
  run<N extends TaskName>(task: N, request: Tasks[N]["request"], options?: CallOptions): Promise<Tasks[N]["result"]>;
  close(): void;
}

export interface PoolOptions extends WorkerSetup {
  /** Most workers. */
  size: number;
  /** URL of the workers' code; ours by default. */
  script?: URL;
}

/** Every worker has kernels of its own. */
export function openPool(
  { size, script = new URL("./worker.ts", import.meta.url), ...setup }: PoolOptions,
): WorkerPool {
  const idle = new Set<Thread>(), busy = new Set<Thread>(), takeTurn = createTurns(size);
  let closed = false;

  async function perform(message: ToWorker, options: CallOptions): Promise<unknown> {
    if (closed) throw new DOMException("Cannot start a task: the workers are closed", "AbortError");
    const [waiting] = idle;
    const thread: Thread = waiting ?? new Thread(script, { onEnd: () => idle.delete(thread) });
    idle.delete(thread);
    busy.add(thread);
    let ready = thread === waiting;
    try {
      if (!ready) await thread.ask({ ...setup, stopped: thread.stopped }, { signal: options.signal });
      ready = true;
      return await thread.ask(message, options);
    } finally {
      busy.delete(thread);
      if (closed || !ready) thread.end();
      if (!thread.ended) idle.add(thread);
    }
  }

  return {
    async run(task, request, options = {}) {
      const release = await takeTurn(options.signal);
      try {
        return await perform({ task, request } as ToWorker, options) as Tasks[typeof task]["result"];
      } catch (error) {
        throw error instanceof TaskFailure ? error.reason : error;
      } finally {
        release();
      }
    },
    close() {
      closed = true;
      for (const thread of [...idle, ...busy]) thread.end();
      idle.clear();
    },
  };
}

/**
 * At most `size` turns at once.
 * @returns what waits for a turn and gives what ends it. It rejects with the signal's reason, also while it waits.
 */
function createTurns(size: number): (signal?: AbortSignal) => Promise<() => void> {
  const waiting = new Set<() => void>();
  let taken = 0;
  /** The turn goes to who has waited longest. */
  function release(): void {
    const [next] = waiting;
    waiting.delete(next);
    if (next) next();
    else taken--;
  }
  return async (signal) => {
    signal?.throwIfAborted();
    if (taken < size) {
      taken++;
      return release;
    }
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(go);
        reject(signal!.reason);
      };
      waiting.add(go);
      signal?.addEventListener("abort", leave, { once: true });
    });
    return release;
  };
}
