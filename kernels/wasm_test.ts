/** What is the WASM kernels' own: memory, threads, features. What they compute is in `conformance_test.ts`. */
import assert from "node:assert/strict";
import { createWasmKernels, type WasmOptions } from "./wasm.ts";

const MB_FLOATS = 2 ** 18;

Deno.test("what a scope took is free after it, also when its work throws", async () => {
  const kernels = await createWasmKernels({ memoryMb: 32 });
  for (let i = 0; i < 20; i++) {
    kernels.scope(() => {
      kernels.float32(10 * MB_FLOATS);
      kernels.scope(() => kernels.float64(5 * MB_FLOATS));
      kernels.float32(10 * MB_FLOATS);
    });
    assert.throws(() =>
      kernels.scope(() => {
        kernels.float32(20 * MB_FLOATS);
        throw new Error("stop");
      }), { message: "stop" });
  }
  kernels.close();
});

Deno.test("memory is zeroed each time, and arrays do not overlap", async () => {
  const kernels = await createWasmKernels();
  for (let i = 0; i < 2; i++) {
    kernels.scope(() => {
      const first = kernels.float32(3),
        second = kernels.float64(3),
        third = kernels.float32(0),
        fourth = kernels.float32(1);
      assert.deepEqual([...first, ...second, ...third, ...fourth], new Array(7).fill(0));
      first.fill(1), second.fill(2), fourth.fill(4);
      assert.deepEqual([...first, ...second, ...fourth], [1, 1, 1, 2, 2, 2, 4]);
    });
  }
  kernels.close();
});

Deno.test("halving the rate gives the same bits four outputs at a time as one at a time, as every other ratio does", async () => {
  for (const relaxedSimd of [true, false]) {
    const kernels = await createWasmKernels({ relaxedSimd }), tapsPerPhase = 96, count = 103;
    const wave = (length: number, step: number) => Float32Array.from({ length }, (_, n) => Math.sin(n * step) / 7);
    const filter = { up: 1, down: 2, tapsPerPhase, taps: wave(tapsPerPhase, 0.3) };
    const samples = wave(2 * count + tapsPerPhase, 1.7), together = new Float32Array(count);
    kernels.resampleInto(samples, filter, 0, together);
    const alone = Float32Array.from({ length: count }, (_, n) => {
      const out = new Float32Array(1);
      kernels.resampleInto(samples.subarray(2 * n), filter, 0, out);
      return out[0];
    });
    assert.deepEqual(together, alone);
    kernels.close();
  }
});

Deno.test("sums of frames have the same bits for every number of threads", async () => {
  const bins = 121, frames = 50_000; // enough for three threads, of unequal columns
  const spectra = Float32Array.from({ length: frames * bins }, (_, i) => Math.sin(i) ** 2), found: Float64Array[] = [];
  for (const threads of [1, 2, 3]) {
    const kernels = await createWasmKernels({ threads }), sums = new Float64Array(bins);
    kernels.sumFramesInto(spectra, sums, { roots: true });
    kernels.close();
    found.push(sums);
  }
  const expected = new Float64Array(bins);
  spectra.forEach((value, i) => expected[i % bins] += Math.fround(Math.sqrt(value)));
  for (const sums of found) assert.deepEqual(sums, expected);
});

Deno.test("arrays made before the memory grew stay in use, on every thread", async () => {
  const kernels = await createWasmKernels({ threads: 2 });
  const n = 256, a = kernels.float32(n * n), b = kernels.float32(n * n), c = kernels.float32(n * n);
  const multiply = (target: Float32Array) => kernels.gemm({ m: n, n, k: n, a, b, c: target });
  a.fill(1), b.fill(2);
  multiply(c);
  // Beyond the 16 MB it starts with: both operands lie in the old part, the target in the new one.
  kernels.float32(40 * MB_FLOATS);
  const far = kernels.float32(n * n);
  a.fill(3);
  multiply(far);
  multiply(c);
  assert.ok(far.every((value) => value === 3 * 2 * n));
  assert.deepEqual(c, far);
  kernels.close();
});

Deno.test("arrays of the kernels' own are used without a copy, also in memory that has grown", async () => {
  const kernels = await createWasmKernels({ memoryMb: 64 });
  // A copy of 40 MB would not fit beside it.
  const x = kernels.float32(40 * MB_FLOATS);
  kernels.sigmoidInto(x);
  assert.ok(x.every((value) => value === 0.5));
  kernels.close();
});

Deno.test("addresses beyond 2 GB are used like others", async () => {
  const kernels = await createWasmKernels({ threads: 2 });
  // Never written, so it takes no room in the machine.
  kernels.float64(300 * MB_FLOATS);
  kernels.float64(900 * MB_FLOATS);
  const n = 256, a = kernels.float32(n * n).fill(2), b = kernels.float32(n * n).fill(3), c = kernels.float32(n * n);
  assert.ok(a.byteOffset > 2 ** 31);
  kernels.gemm({ m: n, n, k: n, a, b, c });
  assert.ok(c.every((value) => value === 6 * n));
  kernels.close();
});

Deno.test("too much memory is refused with what is in use, and the kernels go on", async () => {
  const kernels = await createWasmKernels({ memoryMb: 64 });
  kernels.float32(10 * MB_FLOATS);
  assert.throws(() => kernels.float32(100 * MB_FLOATS), {
    name: "RangeError",
    message:
      "Cannot allocate memory for the kernels: at most 64 MB may be in use, current value is 10.0 MB in use and " +
      "100 MB asked for (work in smaller batches, or free memory with scope)",
  });
  const x = new Float32Array(20 * MB_FLOATS);
  kernels.sigmoidInto(x);
  assert.equal(x[x.length - 1], 0.5);
  kernels.close();
});

Deno.test("the features say which build runs", async () => {
  const plain = await createWasmKernels({ relaxedSimd: false }),
    relaxed = await createWasmKernels({ relaxedSimd: true });
  assert.deepEqual(plain.features, ["simd128"]);
  assert.deepEqual(relaxed.features.filter((feature) => feature !== "fma"), ["relaxed-simd", "simd128"]);
  assert.deepEqual([plain.id, plain.threads], ["wasm", 1]);
  plain.close();
  relaxed.close();
});

Deno.test("options out of range are refused", async () => {
  const refusals: [WasmOptions, string][] = [
    [{ threads: 0 }, "Cannot start the WASM kernels: threads must be an integer in 1 … 256, current value is 0"],
    [{ threads: 1.5 }, "Cannot start the WASM kernels: threads must be an integer in 1 … 256, current value is 1.5"],
    [{ memoryMb: 8 }, "Cannot start the WASM kernels: memoryMb must be an integer in 16 … 4096, current value is 8"],
  ];
  for (const [options, message] of refusals) {
    await assert.rejects(() => createWasmKernels(options), { name: "RangeError", message });
  }
});

Deno.test("closed kernels say so", async () => {
  const kernels = await createWasmKernels({ threads: 2 });
  kernels.close();
  assert.throws(() => kernels.sigmoidInto(new Float32Array(4)), {
    message: "Cannot run a kernel: the kernels must be open, current value is closed",
  });
});

Deno.test("kernels run inside a worker, with threads of their own", async () => {
  for (const threads of [1, 2]) {
    const worker = new Worker(new URL("./testdata/worker.ts", import.meta.url), { type: "module" });
    const next = () => new Promise((resolve) => worker.onmessage = ({ data }) => resolve(data));
    assert.equal(await next(), "ready");
    worker.postMessage({ threads, a: Float32Array.of(1, 2, 3), b: Float32Array.of(4, 5, 6) });
    assert.equal(await next(), 32);
    worker.terminate();
  }
});

Deno.test("a process that leaves its kernels open ends all the same", async () => {
  const code = `import { createWasmKernels } from ${JSON.stringify(new URL("./wasm.ts", import.meta.url).href)};
    const kernels = await createWasmKernels({ threads: 2 });
    kernels.sigmoidInto(new Float32Array(1e6));
    console.log("done");`;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", code],
    signal: AbortSignal.timeout(20_000),
  });
  const { code: exit, stdout } = await command.output();
  assert.deepEqual([exit, new TextDecoder().decode(stdout)], [0, "done\n"]);
});
