/** Which kernels to use. @module */
import { type Kernels, referenceKernels } from "../core/kernels.ts";
import { createWasmKernels } from "./wasm.ts";

export interface KernelChoice {
  /** `auto`: WASM where the runtime can run it, else the reference. Default `auto`. */
  kind?: "wasm" | "reference" | "auto";
  /** Threads of one call. Default: one for each CPU core. */
  threads?: number;
}

/** @throws Error if `wasm` is asked for and can not start. */
export async function selectKernels(choice: KernelChoice = {}): Promise<Kernels> {
  const { kind = "auto", threads = navigator.hardwareConcurrency } = choice;
  if (kind === "reference") return referenceKernels;
  try {
    return await createWasmKernels({ threads });
  } catch (error) {
    // A mistake in the choice is the caller's; only a runtime that lacks something falls back.
    if (kind === "wasm" || error instanceof RangeError) throw error;
    return referenceKernels;
  }
}
