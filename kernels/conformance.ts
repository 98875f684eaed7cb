/**
 * What the conformance tests share: every implementation of `Kernels`, the reference included, and random arrays.
 * @module
 */
import assert from "node:assert/strict";
import { type Kernels, type Reals, referenceKernels } from "../core/kernels.ts";
import { seededRandom } from "../core/random.ts";
import { createTfjsKernels } from "./tfjs.ts";
import { createWasmKernels } from "./wasm.ts";

const backends: Record<string, Kernels> = {
  reference: referenceKernels,
  "wasm, relaxed": await createWasmKernels({ threads: 1, relaxedSimd: true }),
  "wasm, relaxed, 2 threads": await createWasmKernels({ threads: 2, relaxedSimd: true }),
  "wasm, plain": await createWasmKernels({ threads: 1, relaxedSimd: false }),
  "wasm, plain, 2 threads": await createWasmKernels({ threads: 2, relaxedSimd: false }),
  "tfjs, wasm": await createTfjsKernels({ backend: "wasm" }),
  "tfjs, cpu": await createTfjsKernels({ backend: "cpu" }),
};
try {
  backends.openblas = await createWasmKernels({ threads: 1, openBlas: true });
  backends["openblas, 2 threads"] = await createWasmKernels({ threads: 2, openBlas: true });
} catch (error) {
  Deno.test.ignore(`openblas: ${(error as Error).message}`, () => {});
}

export function testEach(claim: string, check: (kernels: Kernels) => void): void {
  for (const [name, kernels] of Object.entries(backends)) Deno.test(`${name}: ${claim}`, () => check(kernels));
}

export type Type = "float32" | "float64";
export const types: Type[] = ["float32", "float64"];
/** Where a call's arrays lie: in the kernels' memory or elsewhere. */
export const places = [true, false];

/** Numbers in [-scale, scale) in an array of either kind. */
export function numbers(
  kernels: Kernels,
  type: Type,
  length: number,
  seed: number,
  { scale = 1, own = true } = {},
): Reals {
  const random = seededRandom(seed);
  const array = own ? kernels[type](length) : type === "float32" ? new Float32Array(length) : new Float64Array(length);
  for (let i = 0; i < length; i++) array[i] = scale * (2 * random.uniform() - 1);
  return array;
}

export function floats(kernels: Kernels, length: number, seed: number, options = {}): Float32Array {
  return numbers(kernels, "float32", length, seed, options) as Float32Array;
}

export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    // Written so that NaN fails.
    if (Math.abs(actual[i] - expected[i]) <= tolerance || Object.is(actual[i], expected[i])) continue;
    assert.fail(`${what}[${i}]: ${actual[i]} instead of ${expected[i]}, tolerance ${tolerance}`);
  }
}

export function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

export const runs = { seed: 20, numRuns: 60 };
