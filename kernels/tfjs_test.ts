/** What is TensorFlow.js's own: its start, its silence, its memory. What the kernels compute is in `conformance_test.ts`. */
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { ChainBatch, Kernels } from "../core/kernels.ts";
import { selectKernels } from "./select.ts";
import { createTfjsKernels, type TfjsOptions } from "./tfjs.ts";

type Backend = NonNullable<TfjsOptions["backend"]>;

/** Two states that never change, three steps a chain: the first is plain, the second leads by 2e4 and loses it again. */
const batch: ChainBatch = {
  states: 2,
  offsets: Int32Array.of(0, 3, 6),
  scores: Float32Array.of(0, 0.5, 0, 0.5, 0, 0.5, 1e4, -1e4, -1, 0, -1e4, 1e4),
  transitions: Float32Array.of(0, -Infinity, -Infinity, 0),
  weights: Float64Array.of(1, 10),
};

function expectations(kernels: Kernels) {
  const out = { marginals: new Float32Array(12), edges: new Float32Array(4), logPartitions: new Float64Array(2) };
  kernels.chainExpectations(batch, out);
  return out;
}

function product(kernels: Kernels, accumulate = false): number {
  const c = Float32Array.of(1);
  kernels.gemm({ m: 1, n: 1, k: 2, a: Float32Array.of(1, 2), b: Float32Array.of(3, 4), c, accumulate });
  return c[0];
}

/** What a process that runs `code` prints, after imports of this folder's modules. */
async function printed(code: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const here = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const imports = `import { createTfjsKernels } from ${here("./tfjs.ts")};
    import { selectKernels } from ${here("./select.ts")};
    import { createRequire } from "node:module";
    const loaded = () => Object.keys(createRequire(${here("./tfjs.ts")}).cache).some((path) => path.includes("tfjs"));
    const product = ${product};`;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", imports + code],
    cwd: new URL("..", import.meta.url),
    signal: AbortSignal.timeout(60_000),
  });
  const output = await command.output(), text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code: output.code, stdout: text(output.stdout), stderr: text(output.stderr) };
}

Deno.test("kernels that start at once load a backend once and keep to their own, and TensorFlow.js prints nothing", async () => {
  const result = await printed(`
    const { instantiate } = WebAssembly;
    let loads = 0;
    WebAssembly.instantiate = (...args) => (loads++, instantiate(...args));
    const backends = ["wasm", "cpu", "wasm"];
    const kernels = await Promise.all(backends.map((backend) => createTfjsKernels({ backend })));
    console.log(kernels.map((each) => each.features[1] + " " + product(each)).join(", "), loads);`);
  assert.deepEqual(result, { code: 0, stdout: "wasm 11, cpu 11, wasm 11 1\n", stderr: "" });
});

Deno.test("kernels work while others start, and the others after it", async () => {
  const result = await printed(`
    const cpu = await createTfjsKernels({ backend: "cpu" });
    let started, calls = 0;
    createTfjsKernels({ backend: "wasm" }).then((kernels) => started = kernels);
    for (; !started; calls++) {
      if (product(cpu) !== 11) throw new Error("cpu");
      await new Promise((resolve) => setTimeout(resolve));
    }
    console.log(calls > 1, product(cpu), product(started), product(cpu));`);
  assert.deepEqual(result, { code: 0, stdout: "true 11 11 11\n", stderr: "" });
});

Deno.test("TensorFlow.js is loaded when its kernels are asked for, not before", async () => {
  const result = await printed(`
    await selectKernels({ kind: "wasm", threads: 1 });
    console.log(loaded());
    await selectKernels({ kernels: "tfjs" });
    console.log(loaded());`);
  assert.deepEqual(result, { code: 0, stdout: "false\ntrue\n", stderr: "" });
});

Deno.test("the kernels name their backend and its version, and use it whichever is active; the mode is left as it was", async () => {
  const wasm = await selectKernels({ kernels: "tfjs" }), cpu = await createTfjsKernels({ backend: "cpu" });
  assert.deepEqual([wasm.id, wasm.threads, wasm.features], ["tfjs", 1, ["tfjs-4.22.0", "wasm", "simd128"]]);
  assert.equal(tf.env().getBool("PROD"), false);
  assert.deepEqual([cpu.id, cpu.threads, cpu.features], ["tfjs", 1, ["tfjs-4.22.0", "cpu"]]);
  for (const [kernels, backend] of [[wasm, "wasm"], [cpu, "cpu"], [wasm, "wasm"]] as const) {
    for (const call of [product, expectations, (each: Kernels) => each.sigmoidInto(new Float32Array(1))]) {
      await tf.setBackend(backend === "wasm" ? "cpu" : "wasm");
      call(kernels);
      assert.equal(tf.getBackend(), backend);
    }
  }
});

for (const backend of ["wasm", "cpu"] as const) {
  Deno.test(`${backend}: no call leaves a tensor behind`, async () => {
    const kernels = await createTfjsKernels({ backend }), before = tf.memory();
    product(kernels);
    product(kernels, true);
    kernels.sigmoidInto(new Float32Array(100));
    expectations(kernels);
    assert.deepEqual(tf.memory(), before);
  });

  Deno.test(`${backend}: transitions that have no scale are the log domain's`, async () => {
    const kernels = await createTfjsKernels({ backend });
    for (const transition of [NaN, Infinity]) {
      // Chains of one step, which the transitions do not touch.
      const single = { ...batch, offsets: Int32Array.of(0, 1, 1), scores: Float32Array.of(0, 1) };
      const out = { marginals: new Float32Array(2), edges: new Float32Array(4), logPartitions: new Float64Array(2) };
      kernels.chainExpectations({ ...single, transitions: Float32Array.of(0, transition, 0, 0) }, out);
      assert.deepEqual([...out.edges], [0, 0, 0, 0]);
      assert.equal(out.logPartitions[0], Math.log(1 + Math.exp(-1)) + 1);
    }
  });

  Deno.test(`${backend}: a chain of ±1e4 scores that underflows is the log domain's, its neighbour is not`, async () => {
    const out = expectations(await createTfjsKernels({ backend }));
    // Totals of the two paths: 0 and 1.5 of the first chain, -1 and 0 of the second.
    const exact = [Math.log(1 + Math.exp(1.5)), Math.log(1 + Math.exp(-1))];
    const errors = exact.map((logZ, c) => Math.abs(out.logPartitions[c] - logZ));
    assert.ok(errors[1] < 1e-15, `f64: ${errors[1]}`);
    assert.ok(errors[0] > 1e-10 && errors[0] < 1e-6, `f32: ${errors[0]}`);
    const wins = [1 / (1 + Math.exp(-1.5)), 1 / (1 + Math.exp(-1))];
    out.marginals.forEach((p, i) => {
      const won = wins[i < 6 ? 0 : 1];
      assert.ok(Math.abs(p - (i % 2 ? won : 1 - won)) < 1e-6, `marginals[${i}]: ${p}`);
    });
    // Two transitions a chain, and the second chain counts ten times.
    const stays = 2 * wins[0] + 20 * wins[1];
    [22 - stays, 0, 0, stays].forEach((edge, i) => assert.ok(Math.abs(out.edges[i] - edge) < 1e-5, `edges[${i}]`));
  });
}

Deno.test("a backend that is unknown, not registered, without support or not readable at once is refused; others go on", async () => {
  const refused = (backend: string, name: string, message: string) =>
    assert.rejects(() => createTfjsKernels({ backend: backend as Backend }), {
      name,
      message: `Cannot start the TensorFlow.js kernels: ${message}`,
    });
  await refused("webgl", "RangeError", "backend must be wasm, cpu or webgpu, current value is webgl");
  await refused(
    "webgpu",
    "Error",
    "the backend webgpu must be registered before, current value is not registered " +
      '(import "@tensorflow/tfjs-backend-webgpu")',
  );
  tf.registerBackend("webgpu", () => Promise.reject(new Error("no adapter")));
  await refused("webgpu", "Error", "this runtime must support the backend webgpu, current value is no adapter");
  tf.removeBackend("webgpu");
  // Stands in for WebGPU, which needs a browser's graphics.
  class Unreadable extends MathBackendCPU {
    override readSync(): never {
      throw new Error("readSync is not supported");
    }
  }
  tf.registerBackend("webgpu", () => new Unreadable());
  tf.copyRegisteredKernels("cpu", "webgpu");
  await refused(
    "webgpu",
    "Error",
    "the backend webgpu must be readable synchronously, current value is readSync is not supported (use wasm)",
  );
  assert.equal(product(await createTfjsKernels()), 11);
});
