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
  slots: ArrayBufferLike;
  index: number;
  /** The BLAS library that makes the products; null for the module's own. */
  blas: string | null;
}

/**
 * C [m, n] ← A [m, k] · B [k, n] + accumulate · C on the kernels' memory, elements of `size` bytes. Addresses, and strides
 * between rows, steps of k and columns, are in bytes; of the two strides of an operand one is the size.
 */
export type Product = (
  size: number,
  m: number,
  n: number,
  k: number,
  a: number,
  aRow: number,
  aStep: number,
  b: number,
  bRow: number,
  bColumn: number,
  c: number,
  cRow: number,
  accumulate: number,
) => void;

/** Exports in the order that gives them their numbers. */
export function exportNames(module: WebAssembly.Module): string[] {
  return WebAssembly.Module.exports(module).map(({ name }) => name);
}

/** @param product makes all dense products, where the module shall not make them itself. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory, product?: Product): Instance {
  const env = { memory, log: Math.log, product: product ?? unasked };
  const exports = new WebAssembly.Instance(module, { env }).exports as Instance;
  if (product) exports.useHostProduct();
  return exports;
}

function unasked(): never {
  throw new Error("The module must make its products itself");
}
