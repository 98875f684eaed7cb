/**
 * A kernel thread: waits for a call, runs it, says so, for ever. It ends when the pool terminates it or the process exits.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { openBlasProduct, openOpenBlas } from "./openblas.ts";
import {
  ARGUMENT_COUNT,
  ARGUMENTS,
  COMPLETED,
  exportNames,
  FAILED,
  FUNCTION,
  instantiate,
  REQUESTED,
  SLOT_BYTES,
  type ThreadData,
} from "./thread_protocol.ts";

const { module, memory, slots, index, blas } = workerData as ThreadData;
const product = blas === null ? undefined : openBlasProduct(openOpenBlas(blas), memory);
const exports = instantiate(module, memory, product), names = exportNames(module);
const words = new Int32Array(slots, index * SLOT_BYTES, SLOT_BYTES / 4);
const args = new Float64Array(slots, index * SLOT_BYTES, SLOT_BYTES / 8).subarray(ARGUMENTS);

parentPort!.postMessage("ready");

for (let done = 0;;) {
  Atomics.wait(words, REQUESTED, done);
  done = Atomics.load(words, REQUESTED);
  if (done === words[COMPLETED]) continue;
  try {
    exports[names[words[FUNCTION]]](...args.subarray(0, words[ARGUMENT_COUNT]));
  } catch {
    words[FAILED] = 1;
  }
  Atomics.store(words, COMPLETED, done);
  Atomics.notify(words, COMPLETED);
}
