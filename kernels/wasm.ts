/**
 * {@link Kernels} on WebAssembly SIMD, with threads over one shared memory. Sources: `assembly/`; binaries: `bin/`.
 * @module
 */
import type { Kernels } from "../core/kernels.ts";
import { Arena } from "./arena.ts";
import { chainExpectations } from "./chains.ts";
import { gemm } from "./gemm.ts";
import { openBlasFeatures, openOpenBlas } from "./openblas.ts";
import { Pool } from "./pool.ts";
import { rowKernels } from "./rows.ts";
import { filterBandsInto, powerSpectraInto, resampleInto, sumFramesInto } from "./signals.ts";

export interface WasmOptions {
  /** Threads of one call, the caller's own included. 1 starts no worker. Default 1. */
  threads?: number;
  /** Use relaxed SIMD (fused multiply-add): `auto` where the runtime has it. Default `auto`. */
  relaxedSimd?: boolean | "auto";
  /** Let OpenBLAS make the dense products, two to three times faster where it is installed. Default false. */
  openBlas?: boolean;
  /** Memory that may be in use at most, 16 … 4096. Default 4096. */
  memoryMb?: number;
}

/** Many instances may live in one process, one a worker: each starts small. */
const INITIAL_MB = 16;

async function readBinary(name: "relaxed" | "plain"): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(`./bin/${name}.wasm`, import.meta.url));
  return new Uint8Array(await response.arrayBuffer());
}

/** @throws Error if the runtime lacks what is asked for. */
async function compile(relaxedSimd: boolean | "auto"): Promise<{ module: WebAssembly.Module; relaxed: boolean }> {
  for (const relaxed of relaxedSimd === "auto" ? [true, false] : [relaxedSimd]) {
    const bytes = await readBinary(relaxed ? "relaxed" : "plain");
    if (WebAssembly.validate(bytes)) return { module: await WebAssembly.compile(bytes), relaxed };
  }
  throw new Error(
    `Cannot start the WASM kernels: this runtime must support WebAssembly SIMD and threads` +
      `${relaxedSimd === true ? " and relaxed SIMD" : ""}, current value is no support`,
  );
}

function checkOptions(threads: number, memoryMb: number): void {
  if (!Number.isInteger(threads) || threads < 1 || threads > 256) {
    throw new RangeError(
      `Cannot start the WASM kernels: threads must be an integer in 1 … 256, current value is ${threads}`,
    );
  }
  if (!Number.isInteger(memoryMb) || memoryMb < INITIAL_MB || memoryMb > 4096) {
    throw new RangeError(
      `Cannot start the WASM kernels: memoryMb must be an integer in ${INITIAL_MB} … 4096, current value is ${memoryMb}`,
    );
  }
}

/** What of the CPU and the build the results depend on. */
function listFeatures(pool: Pool, relaxed: boolean): string[] {
  const fused = pool.exports.fusesMadd(1 + 2 ** -12, 1 + 2 ** -12, -1 - 2 ** -11) !== 0;
  return [...(fused ? ["fma"] : []), ...(relaxed ? ["relaxed-simd"] : []), "simd128"];
}

/**
 * Start WASM kernels. Results are the same for the same binary, thread count and CPU features.
 * @throws RangeError on an option out of range; Error if the runtime lacks SIMD or threads, or OpenBLAS is asked for and missing.
 * @example
 * ```ts
 * import { createWasmKernels } from "./wasm.ts";
 * const kernels = await createWasmKernels({ threads: 2 });
 * const [a, b, c] = [[1, 2], [3, 4], [0]].map((values) => Float32Array.from(values));
 * kernels.gemm({ m: 1, n: 1, k: 2, a, b, c });
 * if (c[0] !== 11) throw new Error("1·3 + 2·4 must be 11");
 * kernels.close();
 * ```
 */
export async function createWasmKernels(options: WasmOptions = {}): Promise<Kernels> {
  const { threads = 1, relaxedSimd = "auto", openBlas = false, memoryMb = 4096 } = options;
  checkOptions(threads, memoryMb);
  const blas = openBlas ? openOpenBlas() : undefined;
  const { module, relaxed } = await compile(relaxedSimd);
  const arena = new Arena(INITIAL_MB, memoryMb);
  const pool = await Pool.start(threads, module, arena.memory, blas);
  return {
    id: blas ? "openblas" : "wasm",
    threads,
    features: [...(blas ? openBlasFeatures(blas) : []), ...listFeatures(pool, relaxed)],
    float32: (length) => arena.float32(length),
    float64: (length) => arena.float64(length),
    scope: (work) => arena.scope(work),
    gemm: (spec) => gemm(arena, pool, spec),
    ...rowKernels(arena, pool),
    powerSpectraInto: (samples, spec, out) => powerSpectraInto(arena, pool, samples, spec, out),
    filterBandsInto: (spectra, bank, out) => filterBandsInto(arena, pool, spectra, bank, out),
    sumFramesInto: (spectra, sums, options) => sumFramesInto(arena, pool, spectra, sums, options),
    resampleInto: (samples, filter, phase, out) => resampleInto(arena, pool, samples, filter, phase, out),
    chainExpectations: (batch, out) => chainExpectations(arena, pool, batch, out),
    close: () => pool.close(),
  };
}
