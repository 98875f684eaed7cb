import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { BINARIES, buildKernels } from "./build_kernels.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

for (const name of BINARIES) {
  Deno.test(`kernels/bin/${name}.wasm is what its sources build to (if not: deno task build:kernels)`, async () => {
    const committed = await Deno.readFile(new URL(`../kernels/bin/${name}.wasm`, import.meta.url));
    assert.equal(sha256(await buildKernels(name)), sha256(committed));
  });
}
