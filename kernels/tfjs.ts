import type { Kernels } from "../core/kernels.ts";
export function createTfjsKernels(): Promise<Kernels> {
  throw new Error();
}
