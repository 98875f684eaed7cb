/**
 * What someone asked for and what may fail: why it did stays until something else is asked for.
 * @module
 */
import type { Signal } from "@preact/signals";
import { strings } from "./strings.ts";

export const attemptWith = (problem: Signal<string>) => async (work: () => Promise<unknown>): Promise<void> => {
  problem.value = "";
  await work().catch((error) => problem.value = (error as Error).message);
};

/** Code that is fetched on use: browsers say in words of their own that it could not be. */
export const onUse = <T>(code: Promise<T>): Promise<T> =>
  code.catch(() => Promise.reject(new Error(strings.errors.unreachable)));
