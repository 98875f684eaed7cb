/**
 * Threads that run exports of one WebAssembly module over one shared memory. The caller's thread is the first of them and
 * does its share while the others do theirs; calls return when all are done.
 * @module
 */
import type { Worker } from "node:worker_threads";
import { type OpenBlas, openBlasProduct } from "./openblas.ts";
import {
  ARGUMENT_COUNT,
  ARGUMENTS,
  COMPLETED,
  exportNames,
  FAILED,
  FUNCTION,
  type Instance,
  instantiate,
  MAX_ARGUMENTS,
  REQUESTED,
  SLOT_BYTES,
  type ThreadData,
} from "./thread_protocol.ts";

/** The export to call and its arguments. */
export type Call = readonly [name: string, ...args: number[]];

/**
 * Reads of the completion counter before the caller sleeps: most calls take less than waking up does. The threads themselves
 * sleep at once: where they read first, too, they began long calls late and did a third less of them.
 */
const SPINS = 2000;

export class Pool {
  /** The exports, run by the caller's thread. */
  readonly exports: Instance;
  readonly threads: number;
  readonly #workers: Worker[];
  readonly #names: string[];
  readonly #words: Int32Array;
  readonly #arguments: Float64Array;
  #requests = 0;
  #closed = false;

  private constructor(exports: Instance, workers: Worker[], names: string[], slots: ThreadData["slots"]) {
    this.exports = exports;
    this.threads = workers.length + 1;
    this.#workers = workers;
    this.#names = names;
    this.#words = new Int32Array(slots);
    this.#arguments = new Float64Array(slots);
  }

  /** @param blas the opened library that makes all products, if it is not the module. */
  static async start(
    threads: number,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    blas?: OpenBlas,
  ): Promise<Pool> {
    const Slots = threads > 1 ? SharedArrayBuffer : ArrayBuffer; // pages that are not isolated have no shared one
    const slots = new Slots(SLOT_BYTES * threads);
    const shared = { module, memory, slots, blas: blas?.library ?? null };
    const workers = await Promise.all(
      Array.from({ length: threads - 1 }, (_, i) => startWorker({ ...shared, index: i + 1 })),
    );
    const exports = instantiate(module, memory, blas && openBlasProduct(blas, memory));
    return new Pool(exports, workers, exportNames(module), slots);
  }

  /**
   * Run call i on thread i and wait for all; no calls do nothing.
   * @throws Error if a thread failed or the pool is closed.
   */
  run(calls: readonly Call[]): void {
    if (this.#closed) throw new Error("Cannot run a kernel: the kernels must be open, current value is closed");
    if (calls.length === 0) return;
    this.#requests++;
    for (let i = 1; i < calls.length; i++) this.#send(i, calls[i]);
    try {
      const [name, ...args] = calls[0];
      this.exports[name](...args);
    } finally {
      for (let i = 1; i < calls.length; i++) this.#await(i);
    }
    for (let i = 1; i < calls.length; i++) this.#checkThread(i, calls[i][0]);
  }

  #send(thread: number, [name, ...args]: Call): void {
    const words = thread * SLOT_BYTES / 4;
    if (args.length > MAX_ARGUMENTS) throw new RangeError(`Cannot run ${name}: too many arguments`);
    this.#words[words + FAILED] = 0;
    this.#words[words + FUNCTION] = this.#names.indexOf(name);
    this.#words[words + ARGUMENT_COUNT] = args.length;
    this.#arguments.set(args, thread * SLOT_BYTES / 8 + ARGUMENTS);
    // The store publishes what was written before it.
    Atomics.store(this.#words, words + REQUESTED, this.#requests);
    Atomics.notify(this.#words, words + REQUESTED);
  }

  #await(thread: number): void {
    const completed = thread * SLOT_BYTES / 4 + COMPLETED;
    for (let spins = 0;; spins++) {
      const seen = Atomics.load(this.#words, completed);
      if (seen === (this.#requests | 0)) return;
      if (spins > SPINS) Atomics.wait(this.#words, completed, seen);
    }
  }

  #checkThread(thread: number, name: string): void {
    if (this.#words[thread * SLOT_BYTES / 4 + FAILED] === 0) return;
    throw new Error(
      `Cannot run ${name}: thread ${thread} must finish it, current value is a trap (a bug in the kernels)`,
    );
  }

  close(): void {
    this.#closed = true;
    for (const worker of this.#workers) worker.terminate();
  }
}

/** Resolves when the thread is about to wait for calls. An idle thread does not keep the process alive. */
async function startWorker(data: ThreadData): Promise<Worker> {
  // Named so that bundlers for browsers, which run one thread, leave it alone.
  const threads = "node:worker_threads";
  const { Worker } = await import(threads) as typeof import("node:worker_threads");
  const source = new URL(/* @vite-ignore */ "./thread.ts", import.meta.url);
  return await new Promise((resolve, reject) => {
    const worker = new Worker(source, { workerData: data });
    worker.once("error", reject);
    worker.once("message", () => {
      worker.unref();
      resolve(worker);
    });
  });
}
