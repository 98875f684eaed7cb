/**
 * Contrastive divergence: the statistics of data against those of short Gibbs chains (Hinton 2002), and persistent chains
 * that go on from update to update (Tieleman 2008).
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { hiddenInto, hiddenSampleInto, type Rbm, visibleInto, visibleSampleInto } from "./rbm.ts";

export interface ChainSpec {
  /** n of CD-n: Gibbs steps from the data to the reconstruction, or of the persistent chains an update. */
  gibbsSteps: number;
  /**
   * Draw visible states instead of taking their means. Less noise without (Hinton 2010, §3.2); with it, CD-n goes to the
   * likelihood's gradient as n grows. Default false.
   */
  sampleVisible?: boolean;
  /** Chains go on where the last update left them, instead of starting at the data. Default false. */
  persistent?: boolean;
}

/** Arrays of one update, in the kernels' memory. B = rows of the batch, and chains. */
export interface CdMemory {
  /** [B, V]: the batch. */
  data: Float32Array;
  /** [B, H]: probabilities driven by the data. */
  positive: Float32Array;
  /** [B, V]: where the chains end. */
  reconstruction: Float32Array;
  /** [B, H]: probabilities driven by the chains. */
  negative: Float32Array;
  /** [B, H]: hidden states of the chains; persistent ones start from what is here. */
  sample: Float32Array;
  /** Σ v·h of the data and of the chains, [V, H]. */
  positiveStatistics: Float32Array;
  negativeStatistics: Float32Array;
  /** Σ v of the data less that of the chains, [V], and Σ h, [H]. */
  visibleDifference: Float32Array;
  hiddenDifference: Float32Array;
}

/** Memory for batches of some rows. Persistent chains start with all hidden units off. */
export function cdMemory(rows: number, visible: number, hidden: number, kernels: Kernels): CdMemory {
  return {
    data: kernels.float32(rows * visible),
    positive: kernels.float32(rows * hidden),
    reconstruction: kernels.float32(rows * visible),
    negative: kernels.float32(rows * hidden),
    sample: kernels.float32(rows * hidden),
    positiveStatistics: kernels.float32(visible * hidden),
    negativeStatistics: kernels.float32(visible * hidden),
    visibleDifference: kernels.float32(visible),
    hiddenDifference: kernels.float32(hidden),
  };
}

/**
 * Fill the memory's statistics from its `data`:
 *   positive = Σ v·p(h | v) over the batch,  negative = the same over where the chains are after n steps.
 * Hidden states are sampled, probabilities are used for the statistics. Cost O(B·V·H), 3 + 2n products.
 * @param state stream of `kernel_random.ts`, advanced.
 * @returns Σ (data - chains)²: for chains that start at the data, the squared error of their reconstruction.
 */
export function contrastiveStatistics(
  rbm: Rbm,
  memory: CdMemory,
  spec: ChainSpec,
  state: Uint32Array,
  kernels: Kernels,
): number {
  const { data, positive, reconstruction, negative, sample } = memory;
  const { visible: V, hidden: H } = rbm.layer, rows = data.length / V;
  if (spec.persistent) hiddenInto(rbm, data, positive, kernels);
  else hiddenSampleInto(rbm, data, { hidden: positive, sample }, state, kernels);
  for (let step = 1; step <= spec.gibbsSteps; step++) {
    if (spec.sampleVisible) visibleSampleInto(rbm, sample, reconstruction, state, kernels);
    else visibleInto(rbm, sample, reconstruction, kernels);
    if (step < spec.gibbsSteps || spec.persistent) {
      hiddenSampleInto(rbm, reconstruction, { hidden: negative, sample }, state, kernels);
    } else hiddenInto(rbm, reconstruction, negative, kernels);
  }
  const correlate = (a: Float32Array, b: Float32Array, c: Float32Array) =>
    kernels.gemm({ m: V, n: H, k: rows, a, b, c, transposeA: true });
  correlate(data, positive, memory.positiveStatistics);
  correlate(reconstruction, negative, memory.negativeStatistics);
  kernels.compareRowsInto(positive, negative, memory.hiddenDifference);
  return kernels.compareRowsInto(data, reconstruction, memory.visibleDifference);
}

/** What the last steps left behind: see {@link ascend}. */
export interface Speeds {
  weights: Float32Array;
  visibleBias: Float32Array;
  hiddenBias: Float32Array;
}

export interface Step {
  learningRate: number;
  /** Share of the last step that is added to this one, 0 ≤ momentum < 1. */
  momentum: number;
  /** Pull of the weights (not the biases) to zero, a unit of learning rate. */
  weightDecay: number;
}

/**
 * Move a machine up the statistics in memory, averaged over the batch:
 *   ΔW = momentum·ΔW_before + ε·(⟨v h⟩_data - ⟨v h⟩_chains - decay·W), and the biases likewise without decay.
 */
export function ascend(rbm: Rbm, speeds: Speeds, memory: CdMemory, step: Step, kernels: Kernels): void {
  const rows = memory.data.length / rbm.layer.visible, { learningRate, momentum, weightDecay } = step;
  const up = learningRate / rows;
  kernels.ascendInto(rbm.layer.weights, speeds.weights, {
    positive: memory.positiveStatistics,
    negative: memory.negativeStatistics,
    momentum,
    up,
    down: up,
    decay: learningRate * weightDecay,
  });
  const moveBias = (bias: Float32Array, speed: Float32Array, difference: Float32Array) =>
    kernels.ascendInto(bias, speed, { positive: difference, negative: difference, momentum, up, down: 0, decay: 0 });
  moveBias(rbm.visibleBias, speeds.visibleBias, memory.visibleDifference);
  moveBias(rbm.layer.bias, speeds.hiddenBias, memory.hiddenDifference);
}
