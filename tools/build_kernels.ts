/**
 * Builds `kernels/bin/*.wasm` from `kernels/assembly/`: `deno task build:kernels`. The binaries are committed, so that
 * nothing has to be built in a fresh clone; a test sees that they match the sources.
 * @module
 */
import asc from "assemblyscript/asc";
import { fileURLToPath } from "node:url";

/** `relaxed` fuses multiply and add where the CPU can; `plain` runs wherever there are SIMD and threads. */
export const BINARIES = ["relaxed", "plain"] as const;
export type Binary = typeof BINARIES[number];

const OPTIONS = [
  ["--baseDir", fileURLToPath(new URL("../kernels/assembly", import.meta.url))],
  ["--runtime", "stub"],
  ["-O3", "--noAssert", "--converge"],
  ["--enable", "simd", "--enable", "threads"],
  // The memory is made outside and shared by all threads. The sizes are the bounds that it must fit.
  ["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
].flat();

/**
 * Compile one binary.
 * @throws Error with the compiler's messages.
 */
export async function buildKernels(name: Binary): Promise<Uint8Array> {
  const features = name === "relaxed" ? ["--enable", "relaxed-simd"] : [];
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(["index.ts", "--outFile", "out.wasm", ...OPTIONS, ...features], {
    writeFile: (_file: string, contents: Uint8Array | string) => {
      if (typeof contents !== "string") binary = contents;
    },
  });
  if (error || !binary) throw new Error(`Cannot build the ${name} kernels: ${stderr.toString() || error?.message}`);
  return binary;
}

if (import.meta.main) {
  for (const name of BINARIES) {
    const bytes = await buildKernels(name);
    await Deno.writeFile(new URL(`../kernels/bin/${name}.wasm`, import.meta.url), bytes);
    console.error(`kernels/bin/${name}.wasm: ${bytes.length} bytes`);
  }
}
