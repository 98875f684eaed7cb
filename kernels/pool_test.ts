import assert from "node:assert/strict";
import { Pool } from "./pool.ts";

async function startPool(threads: number): Promise<{ pool: Pool; values: Float32Array }> {
  const module = await WebAssembly.compile(await Deno.readFile(new URL("./bin/plain.wasm", import.meta.url)));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  return { pool: await Pool.start(threads, module, memory), values: new Float32Array(memory.buffer, 0, 12) };
}

Deno.test("call i runs on thread i, and the pool waits for all; fewer calls than threads are fine", async () => {
  const { pool, values } = await startPool(3);
  for (let count = 0; count <= 3; count++) {
    for (let round = 0; round < 50; round++) {
      values.fill(0);
      pool.run(Array.from({ length: count }, (_, i) => ["sigmoid", 4, 16 * i] as const));
      assert.deepEqual([...values], [...values].map((_, i) => i < 4 * count ? 0.5 : 0));
    }
  }
  pool.close();
});

Deno.test("a trap on any thread is an error, and the pool goes on", async () => {
  const { pool, values } = await startPool(2), outside = 2 ** 20;
  assert.throws(() => pool.run([["sigmoid", 4, 0], ["sigmoid", 4, outside]]), {
    message: "Cannot run sigmoid: thread 1 must finish it, current value is a trap (a bug in the kernels)",
  });
  assert.throws(() => pool.run([["sigmoid", 4, outside], ["sigmoid", 4, 0]]), WebAssembly.RuntimeError);
  values.fill(0);
  pool.run([["sigmoid", 4, 0], ["sigmoid", 4, 16]]);
  assert.ok(values.subarray(0, 8).every((value) => value === 0.5));
  pool.close();
});
