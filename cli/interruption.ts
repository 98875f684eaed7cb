/**
 * Ctrl-C: the first asks the command to stop, a second one is obeyed at once by the system.
 * @module
 */
import process from "node:process";

/** Run `work` with a signal that SIGINT or SIGTERM aborts. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    release();
    controller.abort(new DOMException("stopped by the user", "AbortError"));
  };
  const release = () => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}
