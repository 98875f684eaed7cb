import assert from "node:assert/strict";
import { referenceKernels } from "../core/kernels.ts";
import { selectKernels } from "./select.ts";

Deno.test("the kernels are those that were asked for; WASM by default, a thread a core", async () => {
  assert.equal(await selectKernels({ kind: "reference" }), referenceKernels);
  const [chosen, usual] = [await selectKernels({ kind: "wasm", threads: 1 }), await selectKernels()];
  assert.deepEqual([chosen.id, chosen.threads], ["wasm", 1]);
  assert.deepEqual([usual.id, usual.threads], ["wasm", navigator.hardwareConcurrency]);
  chosen.close();
  usual.close();
});

Deno.test("a thread count out of range is no reason to fall back to the reference", async () => {
  await assert.rejects(() => selectKernels({ threads: 0 }), {
    name: "RangeError",
    message: "Cannot start the WASM kernels: threads must be an integer in 1 … 256, current value is 0",
  });
});
