/**
 * A network on TensorFlow.js: all its layers in one go, on WebGL, WASM or plain JavaScript. The packages are loaded when the
 * first network is made, and of the backends only the one that runs.
 * @module
 */
import type * as Core from "@tensorflow/tfjs-core";
import type { Dbn, RunDbn } from "../core/dbn/dbn.ts";

type Tfjs = typeof Core;

/** Backends in the order in which they are tried: reading back from a GPU takes longer than so small a network does. */
export const NETWORK_BACKENDS = ["wasm", "webgl", "cpu"] as const;
export type NetworkBackend = typeof NETWORK_BACKENDS[number];

export interface TfjsNetwork {
  backend: NetworkBackend;
  run: RunDbn;
  close(): void;
}

/** Where the binaries of the wasm backend are, by file name. */
export type WasmPaths = Record<string, string>;

async function register(backend: NetworkBackend, wasmPaths: WasmPaths): Promise<void> {
  if (backend === "webgl") await import("@tensorflow/tfjs-backend-webgl");
  if (backend === "cpu") await import("@tensorflow/tfjs-backend-cpu");
  if (backend === "wasm") {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(wasmPaths);
  }
}

/** Whether the backend starts, and can be read. */
async function start(tf: Tfjs, backend: NetworkBackend, wasmPaths: WasmPaths): Promise<boolean> {
  try {
    await register(backend, wasmPaths);
    return await tf.setBackend(backend) && tf.tidy(() => tf.add(1, 1).dataSync()[0]) === 2;
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
  const tf = await import("@tensorflow/tfjs-core");
  // In production mode a backend's first use does not print an advertisement of another package.
  tf.env().set("PROD", true);
  for (const backend of backends) {
    if (!await start(tf, backend, wasmPaths)) continue;
    const layers = dbn.layers.map(({ visible, hidden, weights, bias }) => ({
      weights: tf.tensor2d(weights, [visible, hidden]),
      bias: tf.tensor1d(bias),
      hidden,
    }));
    return {
      backend,
      run(_dbn, inputs) {
        const values = tf.tidy(() => {
          let below: Core.Tensor2D = tf.tensor2d(inputs, [
            inputs.length / dbn.layers[0].visible,
            dbn.layers[0].visible,
          ]);
          const all = layers.map(({ weights, bias }) => below = tf.sigmoid(tf.add(tf.matMul(below, weights), bias)));
          // One reading for all layers: on a GPU each has to wait for it.
          return tf.concat(all, 1).dataSync();
        }) as Float32Array;
        return split(values, layers.map(({ hidden }) => hidden));
      },
      close: () => layers.forEach(({ weights, bias }) => tf.dispose([weights, bias])),
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
