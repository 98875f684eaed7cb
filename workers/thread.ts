/**
 * One worker and the task that it has.
 * @module
 */
import type { CallOptions } from "../jobs/compute.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";

/** The task failed and the worker is well. */
export class TaskFailure extends Error {
  constructor(readonly reason: Error) {
    super(reason.message);
  }
}

interface Asked {
  resolve(result: unknown): void;
  reject(reason: unknown): void;
  onProgress: CallOptions["onProgress"];
}

/** Listens to its worker as long as it lives: a worker may also end between two tasks, and must then get no third. */
export class Thread {
  readonly #worker: Worker;
  readonly #onEnd: () => void;
  /**
   * [1], for the worker to look at while it works: 1 when it is ended. `terminate` alone waits for a worker to come to its
   * event loop (Deno 2.9, denoland/deno#35657), and one that trains does not for minutes.
   */
  readonly stopped = new Int32Array(new SharedArrayBuffer(4));
  #asked: Asked | null = null;
  #ended = false;

  /** @param options.onEnd called once, when it takes no more tasks */
  constructor(script: URL, { onEnd }: { onEnd: () => void }) {
    this.#onEnd = onEnd;
    this.#worker = new Worker(script, { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
    this.#worker.onmessageerror = () => this.end(new Error("A worker's message could not be read"));
    this.#worker.onerror = (event) => {
      // Otherwise the error of a worker ends the whole process.
      event.preventDefault();
      this.end(new Error(`A worker ended: ${event.message}`));
    };
  }

  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Give it a task and wait for the end. Only one at a time.
   * @throws TaskFailure if the task failed; any other error, the signal's reason among them, has ended the worker.
   */
  async ask(message: ToWorker, { signal, onProgress }: CallOptions): Promise<unknown> {
    const abort = () => this.end(signal!.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        if (this.#ended) throw signal?.reason ?? new Error("A worker ended before its task");
        this.#asked = { resolve, reject, onProgress };
        this.#worker.postMessage(message);
      });
    } finally {
      this.#asked = null;
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Ends it for whoever waits; the worker itself stops when it next tells how far it is, or waits for something. */
  end(reason: unknown = new DOMException("The workers were closed", "AbortError")): void {
    if (this.#ended) return;
    this.#ended = true;
    Atomics.store(this.stopped, 0, 1);
    this.#worker.terminate();
    this.#asked?.reject(reason);
    this.#onEnd();
  }

  #hear(data: FromWorker): void {
    if (data.kind === "progress") this.#asked?.onProgress?.(data.progress);
    else if (data.kind === "failed") this.#asked?.reject(new TaskFailure(revive(data)));
    else this.#asked?.resolve(data.kind === "done" ? data.result : undefined);
  }
}

/** An error as it was thrown, by its name; callers tell a user's mistake from ours by it. */
function revive({ name, message, stack }: { name: string; message: string; stack?: string }): Error {
  const error = new Error(message);
  error.name = name;
  if (stack) error.stack = stack;
  return error;
}
