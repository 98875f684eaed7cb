/**
 * Builds `kernels/bin/*.wasm` from `kernels/assembly/`: `deno run -A tools/build_kernels.ts [folder]`. The binaries are
 * committed, so that nothing has to be built in a fresh clone; `kernels/build_test.ts` sees that they match the sources.
 * @module
 */
import asc from "assemblyscript/asc";
import { fileURLToPath } from "node:url";

/** The binaries and the CPU features that each may use besides SIMD and threads. */
const BINARIES = { relaxed: ["relaxed-simd"], plain: [] } as const;

const OPTIONS = [
  ["--baseDir", fileURLToPath(new URL("../kernels/assembly", import.meta.url))],
  ["--runtime", "stub"],
  ["-O3", "--noAssert", "--converge"],
  ["--enable", "simd", "--enable", "threads"],
  // The memory is made outside, shared by all threads. The sizes are bounds that the importer must fit.
  ["--importMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
].flat();

/** Compile one binary. */
export async function buildKernels(name: keyof typeof BINARIES): Promise<Uint8Array> {
  const features = BINARIES[name].flatMap((feature) => ["--enable", feature]);
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
  const folder = Deno.args[0] ?? fileURLToPath(new URL("../kernels/bin", import.meta.url));
  for (const name of Object.keys(BINARIES) as (keyof typeof BINARIES)[]) {
    const bytes = await buildKernels(name);
    await Deno.writeFile(`${folder}/${name}.wasm`, bytes);
    console.error(`${name}.wasm: ${bytes.length} bytes`);
  }
}
