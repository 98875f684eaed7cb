/**
 * Products by OpenBLAS, called through FFI on the kernels' own memory. One thread each call: the kernels' threads divide the
 * work themselves, so that the same thread count gives the same sums.
 * @module
 */
import type { Product } from "./thread_protocol.ts";

/** Names that the system's loader knows. */
const LIBRARIES: Record<string, readonly string[]> = {
  linux: ["libopenblas.so.0", "libopenblas.so"],
  darwin: ["libopenblas.dylib", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib"],
  windows: ["libopenblas.dll", "openblas.dll"],
};

const OPERANDS = (real: "f32" | "f64") =>
  ["i32", "i32", "i32", "i32", "i32", "i32", real, "usize", "i32", "usize", "i32", real, "usize", "i32"] as const;
const SYMBOLS = {
  cblas_sgemm: { parameters: OPERANDS("f32"), result: "void" },
  cblas_dgemm: { parameters: OPERANDS("f64"), result: "void" },
  openblas_set_num_threads: { parameters: ["i32"], result: "void" },
  openblas_get_config: { parameters: [], result: "pointer" },
  openblas_get_corename: { parameters: [], result: "pointer" },
} as const;

/** The opened library. */
export interface OpenBlas {
  library: string;
  symbols: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
}

const ROW_MAJOR = 101, AS_IT_IS = 111, TRANSPOSED = 112;

/**
 * Open the library.
 * @param library path or name; those that the system knows by default.
 * @throws Error if there is none, or this process may not call it.
 */
export function openOpenBlas(library?: string): OpenBlas {
  const tried = library === undefined ? LIBRARIES[Deno.build.os] ?? [] : [library];
  let reason: unknown;
  for (const name of tried) {
    try {
      const { symbols } = openForThisCpu(name);
      symbols.openblas_set_num_threads(1);
      return { library: name, symbols };
    } catch (error) {
      reason = error;
    }
  }
  throw new Error(
    `Cannot use OpenBLAS: the library must be installed (Debian: apt-get install libopenblas0), ` +
      `tried ${tried.join(", ") || `nothing on ${Deno.build.os}`}`,
    { cause: reason },
  );
}

/** Whether this machine has it. */
export function hasOpenBlas(): boolean {
  try {
    openOpenBlas();
    return true;
  } catch {
    return false;
  }
}

/** What the library takes a CPU for that is newer than itself: the oldest that it has kernels for. */
const OLDEST = "Prescott";

/** A CPU that the library does not know gets the newest kernels that it has the instructions for, not the oldest. */
function openForThisCpu(name: string) {
  const library = Deno.dlopen(name, SYMBOLS), core = Deno.env.has(CHOICE) ? null : likeliestCore();
  if (core === null || textAt(library.symbols.openblas_get_corename()) !== OLDEST) return library;
  library.close();
  Deno.env.set(CHOICE, core);
  try {
    return Deno.dlopen(name, SYMBOLS);
  } finally {
    Deno.env.delete(CHOICE);
  }
}

/** The variable that OpenBLAS itself reads when it is opened. */
const CHOICE = "OPENBLAS_CORETYPE";

function likeliestCore(): string | null {
  if (Deno.build.os !== "linux") return null;
  const [flags = ""] = /^flags.*$/m.exec(Deno.readTextFileSync("/proc/cpuinfo")) ?? [];
  const has = (...names: string[]) => names.every((name) => flags.split(" ").includes(name));
  return has("avx512f", "avx512dq", "avx512bw", "avx512vl") ? "SkylakeX" : has("avx2", "fma") ? "Haswell" : null;
}

function textAt(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}

/** Its version and the CPU's kernels that it chose, e.g. `openblas-0.3.21`, `skylakex`. */
export function openBlasFeatures({ symbols }: OpenBlas): string[] {
  const [, version = "unknown"] = /^OpenBLAS (\S+)/.exec(textAt(symbols.openblas_get_config())) ?? [];
  return [`openblas-${version}`, textAt(symbols.openblas_get_corename()).toLowerCase()];
}

/** Products on one memory, for the WASM module's import. The memory grows in place, so its address stays. */
export function openBlasProduct({ symbols }: OpenBlas, memory: WebAssembly.Memory): Product {
  const base = Number(Deno.UnsafePointer.value(Deno.UnsafePointer.of(new Uint8Array(memory.buffer))));
  return (size, m, n, k, a, aRow, aStep, b, bRow, bColumn, c, cRow, accumulate) => {
    // Addresses lie below 2^53: as numbers they are as right as the bigints that the types ask for, and faster.
    const multiply = (size === 4 ? symbols.cblas_sgemm : symbols.cblas_dgemm) as unknown as (...args: number[]) => void;
    // What lies side by side says how an operand is stored. A lone row or column has no stride, and BLAS wants a valid one.
    const leftAsIs = aStep === size, rightAsIs = bColumn === size;
    multiply(
      ROW_MAJOR,
      leftAsIs ? AS_IT_IS : TRANSPOSED,
      rightAsIs ? AS_IT_IS : TRANSPOSED,
      m,
      n,
      k,
      1,
      base + (a >>> 0),
      leftAsIs ? Math.max(aRow / size, k) : Math.max(aStep / size, m),
      base + (b >>> 0),
      rightAsIs ? Math.max(bRow / size, n) : Math.max(bColumn / size, k),
      accumulate,
      base + (c >>> 0),
      Math.max(cRow / size, n),
    );
  };
}
