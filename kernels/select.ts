/** Which kernels to use. @module */
import { type Kernels, referenceKernels } from "../core/kernels.ts";
import { createTfjsKernels } from "./tfjs.ts";
import { createWasmKernels } from "./wasm.ts";

export interface KernelChoice {
  /** `auto`: WASM where the runtime can run it, else the reference. `tfjs`: TensorFlow.js on WASM, one thread. Default `auto`. */
  kind?: "wasm" | "reference" | "tfjs" | "auto";
  /** Threads of one call. Default: one for each CPU core. */
  threads?: number;
}

/** @throws Error if what is asked for can not start. */
export async function selectKernels(choice: KernelChoice = {}): Promise<Kernels> {
  const { kind = "auto", threads = navigator.hardwareConcurrency } = choice;
  if (kind === "reference") return referenceKernels;
  if (kind === "tfjs") return await createTfjsKernels();
  try {
    return await createWasmKernels({ threads });
  } catch (error) {
    // A mistake in the choice is the caller's; only a runtime that lacks something falls back.
    if (kind === "wasm" || error instanceof RangeError) throw error;
    return referenceKernels;
  }
}
