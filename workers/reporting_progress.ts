/**
 * How a worker tells how far it is, and learns that nobody listens any more.
 * @module
 */
import type { OnProgress } from "../core/progress.ts";
import type { FromWorker } from "./protocol.ts";

/** Share of a file that was heard, 0 … 1; 0 if it does not say (null or 0) how much there is. */
export function shareHeard(heard: number, declared: number | null): number {
  return declared ? Math.min(1, heard / declared) : 0;
}

/** Milliseconds between two messages. */
const INTERVAL_MS = 100;

/**
 * Progress for a task: at most ten messages a second, and an end to the task when it is told of after nobody waits for it.
 * @param stopped [1], shared with the pool: not 0 when nobody waits.
 * @returns what throws a DOMException of name AbortError then.
 */
export function reportingProgress(post: (message: FromWorker) => void, stopped: Int32Array): OnProgress {
  let next = 0;
  return (progress) => {
    if (Atomics.load(stopped, 0) !== 0) throw new DOMException("Nobody waits for the task", "AbortError");
    const now = performance.now();
    if (now < next) return;
    next = now + INTERVAL_MS;
    post({ kind: "progress", progress });
  };
}
