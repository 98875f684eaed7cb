/**
 * A network on TensorFlow.js: all its layers in one go, on WASM, WebGL or plain JavaScript. Import this file lazily: it
 * brings TensorFlow.js's core. Of the backends only those are loaded that are tried.
 * @module
 */
import {
  add,
  concat,
  dispose,
  env,
  matMul,
  setBackend,
  sigmoid,
  tensor1d,
  type Tensor2D,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Dbn, RunDbn } from "../core/dbn/dbn.ts";

/** Backends in the order in which they are tried: reading back from a GPU takes longer than so small a network does. */
const NETWORK_BACKENDS = ["wasm", "webgl", "cpu"] as const;
export type NetworkBackend = typeof NETWORK_BACKENDS[number];

export interface TfjsNetwork {
  backend: NetworkBackend;
  run: RunDbn;
  close(): void;
}

/** URLs of the wasm backend's binaries. Its threads would bring a network this small nothing. */
export interface WasmPaths {
  plain: string;
  simd: string;
}

async function register(backend: NetworkBackend, wasmPaths: WasmPaths): Promise<void> {
  if (backend === "webgl") await import("@tensorflow/tfjs-backend-webgl");
  if (backend === "cpu") await import("@tensorflow/tfjs-backend-cpu");
  if (backend === "wasm") {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    setWasmPaths({
      "tfjs-backend-wasm.wasm": wasmPaths.plain,
      "tfjs-backend-wasm-simd.wasm": wasmPaths.simd,
      "tfjs-backend-wasm-threaded-simd.wasm": wasmPaths.simd, // has to be named
    });
  }
}

/** Whether the backend starts, and can be read. */
async function start(backend: NetworkBackend, wasmPaths: WasmPaths): Promise<boolean> {
  try {
    await register(backend, wasmPaths);
    return await setBackend(backend) && tidy(() => add(1, 1).dataSync()[0]) === 2;
  } catch {
    return false;
  }
}

/**
 * Start a network on the first backend that works here.
 * @param backends to try, in order.
 * @throws Error if none does.
 */
export async function createTfjsNetwork(
  dbn: Dbn,
  wasmPaths: WasmPaths,
  { backends = NETWORK_BACKENDS }: { backends?: readonly NetworkBackend[] } = {},
): Promise<TfjsNetwork> {
  // In production mode a backend's first use does not print an advertisement of another package.
  env().set("PROD", true);
  for (const backend of backends) {
    if (!await start(backend, wasmPaths)) continue;
    const layers = dbn.layers.map(({ visible, hidden, weights, bias }) => ({
      weights: tensor2d(weights, [visible, hidden]),
      bias: tensor1d(bias),
      hidden,
    }));
    return {
      backend,
      run(_dbn, inputs) {
        let values = new Float32Array(0);
        // Nothing is returned through `tidy`, which would search an array for tensors element by element.
        tidy(() => {
          let below: Tensor2D = tensor2d(inputs, [inputs.length / dbn.layers[0].visible, dbn.layers[0].visible]);
          const all = layers.map(({ weights, bias }) => below = sigmoid(add(matMul(below, weights), bias)));
          // One reading for all layers: on a GPU each has to wait for it.
          values = concat(all, 1).dataSync() as Float32Array<ArrayBuffer>;
        });
        return split(values, layers.map(({ hidden }) => hidden));
      },
      close: () => layers.forEach(({ weights, bias }) => dispose([weights, bias])),
    };
  }
  throw new Error(
    `Cannot run the network on TensorFlow.js: one of ${backends.join(", ")} must start here, current value is none`,
  );
}

/** Columns of a table as tables: [N, ΣH] → [N, H] each. */
function split(values: Float32Array, widths: readonly number[]): Float32Array[] {
  const width = widths.reduce((sum, hidden) => sum + hidden, 0), rows = values.length / width;
  let at = 0;
  return widths.map((hidden) => {
    const part = new Float32Array(rows * hidden);
    for (let n = 0; n < rows; n++) part.set(values.subarray(n * width + at, n * width + at + hidden), n * hidden);
    at += hidden;
    return part;
  });
}
