/**
 * A deep belief network: layers of sigmoid units learned greedily as restricted Boltzmann machines, with a
 * head on top, fine-tuned as one network (Hinton, Osindero & Teh 2006; Schmidt & Kim 2011).
 * @module
 */
import type { Kernels } from "../kernels.ts";

/** One layer: a = σ(x·W + b). V = units below, H = units. */
export interface DbnLayer {
  visible: number;
  hidden: number;
  /** W, shape [V, H]. */
  weights: Float32Array;
  /** b, shape [H]. */
  bias: Float32Array;
}

/** The linear map of the top layer's activations: y = a·W + b. What y means is the head's matter: `heads/head.ts`. */
export interface DbnHead {
  outputs: number;
  /** Shape [H, outputs]. */
  weights: Float32Array;
  /** Shape [outputs]. */
  bias: Float32Array;
}

export interface Dbn {
  /** From the input upwards; each one's `visible` is the `hidden` of the one below. */
  layers: DbnLayer[];
  head: DbnHead;
}

/** What runs a network, as {@link dbnActivations} does: e.g. TensorFlow.js. */
export type RunDbn = (dbn: Dbn, inputs: Float32Array, kernels: Kernels) => Float32Array[];

/**
 * Activations of every layer.
 * @param inputs standardised inputs, shape [N, V].
 * @returns for each layer, [N, H] in (0, 1); N = 0 gives empty arrays. Cost O(N · Σ V·H).
 * @throws TypeError if the inputs' length is no multiple of V.
 */
export function dbnActivations(dbn: Dbn, inputs: Float32Array, kernels: Kernels): Float32Array[] {
  const rows = inputs.length / dbn.layers[0].visible;
  if (!Number.isInteger(rows)) {
    throw new TypeError(
      `Cannot run the network: inputs must be a multiple of ${dbn.layers[0].visible} numbers, ` +
        `current value is ${inputs.length}`,
    );
  }
  let below = inputs;
  return dbn.layers.map((layer) => below = layerActivations(layer, below, rows, kernels));
}

/** Rows in the kernels' memory at once: hours of music would need tens of megabytes there. */
const BLOCK_ROWS = 1024;

/** σ(x·W + b) of one layer, [N, H], an ordinary array. */
export function layerActivations(layer: DbnLayer, x: Float32Array, rows: number, kernels: Kernels): Float32Array {
  const { visible, hidden, weights, bias } = layer, activations = new Float32Array(rows * hidden);
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const block = Math.min(BLOCK_ROWS, rows - first);
    kernels.scope(() => {
      const out = kernels.float32(block * hidden), a = x.subarray(first * visible, (first + block) * visible);
      kernels.gemm({ m: block, n: hidden, k: visible, a, b: weights, c: out });
      kernels.sigmoidRowInto(out, bias);
      activations.set(out, first * hidden);
    });
  }
  return activations;
}

/** Outputs of the head for the top layer's activations [N, H]: [N, outputs]. */
export function dbnOutputs(head: DbnHead, top: Float32Array): Float32Array {
  const hidden = head.weights.length / head.outputs, rows = top.length / hidden;
  const out = new Float32Array(rows * head.outputs);
  for (let n = 0; n < rows; n++) {
    for (let o = 0; o < head.outputs; o++) {
      let sum = head.bias[o];
      for (let h = 0; h < hidden; h++) sum += top[n * hidden + h] * head.weights[h * head.outputs + o];
      out[n * head.outputs + o] = sum;
    }
  }
  return out;
}
