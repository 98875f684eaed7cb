/** Which kernels to use. @module */
import { type KernelName, type Kernels, referenceKernels } from "../core/kernels.ts";
import { hasOpenBlas } from "./openblas.ts";
import { createTfjsKernels } from "./tfjs.ts";
import { createWasmKernels } from "./wasm.ts";

export interface KernelChoice {
  /** `auto`: OpenBLAS where it is installed, else WASM. Default `wasm`, the same everywhere. */
  kernels?: KernelName;
  /** Threads of one call, where the kernels have threads. Default: one for each CPU core. */
  threads?: number;
}

/** @throws Error if what is asked for can not start here; RangeError for threads out of range. */
export async function selectKernels(choice: KernelChoice = {}): Promise<Kernels> {
  const { kernels = "wasm", threads = navigator.hardwareConcurrency } = choice;
  switch (kernels) {
    case "reference":
      return referenceKernels;
    case "tfjs":
      return await createTfjsKernels();
    case "wasm":
    case "openblas":
      return await createWasmKernels({ threads, openBlas: kernels === "openblas" });
    case "auto":
      return await createWasmKernels({ threads, openBlas: hasOpenBlas() });
  }
}
