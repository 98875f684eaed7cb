/**
 * Restricted Boltzmann machines, trained by contrastive divergence.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { type Random, shuffleInto } from "../random.ts";
import type { DbnLayer } from "./dbn.ts";

/** Units of the visible layer: real numbers of unit variance, or probabilities in [0, 1]. */
export type VisibleKind = "gaussian" | "bernoulli";

export interface RbmOptions {
  visibleKind: VisibleKind;
  hidden: number;
  epochs: number;
  /** Rows of one update. */
  batchRows: number;
  /** Step of one update, for gradients averaged over the batch. */
  learningRate: number;
  /** Share of the last update that is added to the next, 0 ≤ momentum < 1. */
  momentum: number;
  /** Pull of the weights to zero, a unit of learning rate. */
  weightDecay: number;
  /** n of CD-n: Gibbs steps from the data to the reconstruction. */
  gibbsSteps: number;
  /** Called after each epoch with the mean squared reconstruction error of a visible unit. */
  onEpoch?: (epoch: number, reconstructionError: number) => void;
}

/** A trained machine: the layer it becomes, and the visible bias that only the machine itself needs. */
export interface Rbm {
  layer: DbnLayer;
  /** Shape [V]. */
  visibleBias: Float32Array;
}

/**
 * Train a machine by CD-n (Hinton 2002, with the advice of Hinton 2010, §3): hidden states are sampled, means are used for
 * reconstructions and for the statistics.
 *   ΔW = ε·(⟨v h⟩_data - ⟨v h⟩_n) - ε·decay·W
 * Since visible states are not sampled, a large n comes near the likelihood's gradient and not quite to it. An epoch leaves
 * out the rows that do not fill a batch, others each time.
 * Cost O(epochs · N · V · H · (n + 1)). Deterministic for a given random stream and kernels.
 * @param data shape [N, V].
 * @throws RangeError if there are no rows, an option is out of range or training diverges.
 */
export function trainRbm(
  data: Float32Array,
  visible: number,
  options: RbmOptions,
  random: Random,
  kernels: Kernels,
): Rbm {
  const rows = data.length / visible;
  if (!Number.isInteger(rows) || rows < 1) {
    throw new RangeError(
      `Cannot train an RBM: data must hold whole rows of ${visible} numbers, current length is ${data.length}`,
    );
  }
  for (const name of ["hidden", "batchRows", "gibbsSteps"] as const) {
    if (Number.isInteger(options[name]) && options[name] > 0) continue;
    throw new RangeError(
      `Cannot train an RBM: ${name} must be a positive integer, current value is ${options[name]}`,
    );
  }
  const { hidden } = options, batchRows = Math.min(options.batchRows, rows);
  return kernels.scope(() => {
    const state = {
      weights: kernels.float32(visible * hidden),
      hiddenBias: new Float32Array(hidden),
      visibleBias: new Float32Array(visible),
      weightSpeed: new Float32Array(visible * hidden),
      hiddenSpeed: new Float32Array(hidden),
      visibleSpeed: new Float32Array(visible),
    };
    for (let i = 0; i < state.weights.length; i++) state.weights[i] = 0.01 * random.normal();
    const lanes = Uint32Array.from({ length: 16 }, () => random.integer(0x100000000));
    const memory = batchMemory(batchRows, visible, hidden, kernels);
    const order = Array.from({ length: rows }, (_, row) => row);
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      shuffleInto(order, random);
      let error = 0, seen = 0;
      for (let first = 0; first + batchRows <= rows; first += batchRows) {
        for (let i = 0; i < batchRows; i++) {
          const row = order[first + i];
          memory.data.set(data.subarray(row * visible, (row + 1) * visible), i * visible);
        }
        error += contrastiveStep(state, memory, options, lanes, kernels);
        seen++;
      }
      const mean = error / (seen * batchRows * visible);
      if (!Number.isFinite(mean) || !isFiniteState(state)) {
        throw new RangeError(
          `Cannot train an RBM: it diverged in epoch ${epoch + 1}; the learning rate must be smaller, ` +
            `current value is ${options.learningRate} (is the data standardised?)`,
        );
      }
      options.onEpoch?.(epoch + 1, mean);
    }
    const layer = { visible, hidden, weights: state.weights.slice(), bias: state.hiddenBias };
    return { layer, visibleBias: state.visibleBias };
  });
}

/** An update can overflow after the last error of its epoch was measured. */
function isFiniteState({ weights, hiddenBias, visibleBias }: RbmState): boolean {
  return [weights, hiddenBias, visibleBias].every((values) => values.every(Number.isFinite));
}

interface RbmState {
  weights: Float32Array;
  hiddenBias: Float32Array;
  visibleBias: Float32Array;
  weightSpeed: Float32Array;
  hiddenSpeed: Float32Array;
  visibleSpeed: Float32Array;
}

interface BatchMemory {
  rows: number;
  /** [B, V]: the batch, and its reconstruction. */
  data: Float32Array;
  reconstruction: Float32Array;
  /** [B, H]: probabilities driven by the data, their sample, and probabilities driven by the reconstruction. */
  positive: Float32Array;
  sample: Float32Array;
  negative: Float32Array;
  /** [V, H] */
  statistics: Float32Array;
}

function batchMemory(rows: number, visible: number, hidden: number, kernels: Kernels): BatchMemory {
  return {
    rows,
    data: kernels.float32(rows * visible),
    reconstruction: kernels.float32(rows * visible),
    positive: kernels.float32(rows * hidden),
    sample: kernels.float32(rows * hidden),
    negative: kernels.float32(rows * hidden),
    statistics: kernels.float32(visible * hidden),
  };
}

/** One update from the batch in memory; returns the summed squared reconstruction error. */
function contrastiveStep(
  state: RbmState,
  memory: BatchMemory,
  options: RbmOptions,
  lanes: Uint32Array,
  kernels: Kernels,
): number {
  const { rows, data, reconstruction, positive, sample, negative, statistics } = memory;
  const visible = state.visibleBias.length, hidden = state.hiddenBias.length;
  const up = (from: Float32Array, to: Float32Array) => {
    for (let n = 0; n < rows; n++) to.set(state.hiddenBias, n * hidden);
    kernels.gemm({ m: rows, n: hidden, k: visible, a: from, b: state.weights, c: to, accumulate: true });
    kernels.sigmoidInto(to);
  };
  const down = (from: Float32Array, to: Float32Array) => {
    for (let n = 0; n < rows; n++) to.set(state.visibleBias, n * visible);
    kernels.gemm({
      m: rows,
      n: visible,
      k: hidden,
      a: from,
      b: state.weights,
      c: to,
      transposeB: true,
      accumulate: true,
    });
    if (options.visibleKind === "bernoulli") kernels.sigmoidInto(to);
  };
  up(data, positive);
  negative.set(positive);
  for (let step = 0; step < options.gibbsSteps; step++) {
    kernels.sampleInto(negative, lanes, sample);
    down(sample, reconstruction);
    up(reconstruction, negative);
  }
  // ⟨v h⟩_data - ⟨v h⟩_n
  kernels.gemm({ m: visible, n: hidden, k: rows, a: reconstruction, b: negative, c: statistics, transposeA: true });
  for (let i = 0; i < statistics.length; i++) statistics[i] = -statistics[i];
  kernels.gemm({
    m: visible,
    n: hidden,
    k: rows,
    a: data,
    b: positive,
    c: statistics,
    transposeA: true,
    accumulate: true,
  });
  const { learningRate, momentum, weightDecay } = options;
  for (let i = 0; i < statistics.length; i++) {
    const gradient = statistics[i] / rows - weightDecay * state.weights[i];
    state.weights[i] += state.weightSpeed[i] = momentum * state.weightSpeed[i] + learningRate * gradient;
  }
  moveBias(state.hiddenBias, state.hiddenSpeed, positive, negative, rows, options);
  moveBias(state.visibleBias, state.visibleSpeed, data, reconstruction, rows, options);
  let error = 0;
  for (let i = 0; i < data.length; i++) error += (data[i] - reconstruction[i]) ** 2;
  return error;
}

/** bias += momentum·speed + ε·(mean of `positive` rows - mean of `negative` rows) */
function moveBias(
  bias: Float32Array,
  speed: Float32Array,
  positive: Float32Array,
  negative: Float32Array,
  rows: number,
  { learningRate, momentum }: RbmOptions,
): void {
  const units = bias.length, difference = new Float64Array(units);
  for (let i = 0; i < rows * units; i++) difference[i % units] += positive[i] - negative[i];
  for (let u = 0; u < units; u++) {
    bias[u] += speed[u] = momentum * speed[u] + learningRate * difference[u] / rows;
  }
}
