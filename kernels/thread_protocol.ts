/**
 * What a kernel thread and its pool share. Each thread has a slot of a shared buffer: Int32 words, then Float64 arguments.
 * @module
 */
export const SLOT_BYTES = 512;
/** Int32 words of a slot. A thread works when REQUESTED changes, and sets COMPLETED to it when it is done. */
export const REQUESTED = 0, COMPLETED = 1, FAILED = 2, FUNCTION = 3, ARGUMENT_COUNT = 4;
/** Float64 index of the first argument. */
export const ARGUMENTS = 8;
export const MAX_ARGUMENTS = SLOT_BYTES / 8 - ARGUMENTS;

export type Instance = Record<string, (...args: number[]) => number>;

export interface ThreadData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  slots: SharedArrayBuffer;
  index: number;
}

/** Exports in the order that gives them their numbers. */
export function exportNames(module: WebAssembly.Module): string[] {
  return WebAssembly.Module.exports(module).map(({ name }) => name);
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Instance {
  return new WebAssembly.Instance(module, { env: { memory, log: Math.log } }).exports as Instance;
}
