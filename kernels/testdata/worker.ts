/** A worker with kernels of its own, as analysis runs one a core: answers with the product of what it is sent. */
import { createWasmKernels } from "../wasm.ts";

addEventListener("message", async ({ data: { threads, a, b } }: MessageEvent) => {
  const kernels = await createWasmKernels({ threads }), c = new Float32Array(1);
  kernels.gemm({ m: 1, n: 1, k: a.length, a, b, c });
  kernels.close();
  postMessage(c[0]);
});
postMessage("ready");
