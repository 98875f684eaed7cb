import assert from "node:assert/strict";
import { referenceKernels } from "../core/kernels.ts";
import { hasOpenBlas, openOpenBlas } from "./openblas.ts";
import { selectKernels } from "./select.ts";

Deno.test("the kernels are those that were asked for; WASM by default, a thread a core", async () => {
  assert.equal(await selectKernels({ kernels: "reference" }), referenceKernels);
  const [chosen, usual] = [await selectKernels({ kernels: "wasm", threads: 1 }), await selectKernels()];
  assert.deepEqual([chosen.id, chosen.threads], ["wasm", 1]);
  assert.deepEqual([usual.id, usual.threads], ["wasm", navigator.hardwareConcurrency]);
  chosen.close();
  usual.close();
});

Deno.test("the fastest kernels are OpenBLAS where it is installed, else WASM", async () => {
  const kernels = await selectKernels({ kernels: "auto", threads: 1 });
  assert.equal(kernels.id, hasOpenBlas() ? "openblas" : "wasm");
  kernels.close();
});

Deno.test("a library that is not there is named, with what to do", () => {
  assert.throws(() => openOpenBlas("libnowhere.so"), {
    message:
      "Cannot use OpenBLAS: the library must be installed (Debian: apt-get install libopenblas0), tried libnowhere.so",
  });
});

Deno.test("a thread count out of range is refused", async () => {
  await assert.rejects(() => selectKernels({ threads: 0 }), {
    name: "RangeError",
    message: "Cannot start the WASM kernels: threads must be an integer in 1 … 256, current value is 0",
  });
});
