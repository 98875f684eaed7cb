/**
 * What someone asked for and what may fail: why it did stays until something else is asked for.
 * @module
 */
import type { Signal } from "@preact/signals";

export const attemptWith = (problem: Signal<string>) => async (work: () => Promise<unknown>): Promise<void> => {
  problem.value = "";
  await work().catch((error) => problem.value = (error as Error).message);
};
