/**
 * Training of restricted Boltzmann machines, with the advice of Hinton (2010).
 * @module
 */
import { streamState } from "../kernel_random.ts";
import type { Kernels } from "../kernels.ts";
import { type Random, shuffleInto } from "../random.ts";
import { ascend, cdMemory, type ChainSpec, contrastiveStatistics, type Speeds } from "./contrastive_divergence.ts";
import { earlyStop, type EarlyStopSpec, type EpochReport, freeEnergyGap, reconstructionError } from "./monitors.ts";
import type { Rbm, VisibleKind } from "./rbm.ts";
import { learningRateAt, momentumAt, type ScheduleSpec } from "./schedule.ts";
import { type SparsitySpec, SparsityTarget } from "./sparsity.ts";

export interface RbmOptions extends ChainSpec, ScheduleSpec {
  visibleKind: VisibleKind;
  hidden: number;
  /** Rows of one update, and persistent chains. */
  batchRows: number;
  /** Pull of the weights to zero, a unit of learning rate. */
  weightDecay: number;
  /** How often hidden units shall be on. No target by default. */
  sparsity?: SparsitySpec;
  /** Share of the rows that are not trained on but watched, 0 ≤ share < 1. Default 0. */
  heldOutShare?: number;
  /** When to stop before the last epoch; needs held-out rows. Never by default. */
  earlyStop?: EarlyStopSpec;
  /** Called after each epoch. */
  onEpoch?: (report: EpochReport) => void;
}

/** Rows that the monitors look at after an epoch: enough to tell, too few to cost. */
const MONITORED_ROWS = 1000;

/** A reconstruction of real units so many times worse than none at all is the start of an explosion. */
const DIVERGED = 100;

/**
 * Train a machine by CD-n or persistent CD (`contrastive_divergence.ts`). Weights start small and random, biases at 0. An epoch
 * leaves out the rows that do not fill a batch, others each time.
 * Cost O(epochs · N · V · H · (2n + 3)). Deterministic for a given random stream and kernels.
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
  checkOptions(data.length / visible, data.length, visible, options);
  return kernels.scope(() => {
    const { training, heldOut } = splitRows(data, visible, options, random, kernels);
    const rows = training.length / visible, batchRows = Math.min(options.batchRows, rows);
    const rbm = newMachine(visible, options, random, kernels), speeds = newSpeeds(rbm, kernels);
    const memory = cdMemory(batchRows, visible, options.hidden, kernels);
    const sparsity = options.sparsity && new SparsityTarget(options.sparsity, options.hidden);
    const watched = training.subarray(0, Math.min(rows, MONITORED_ROWS) * visible);
    const judge = options.earlyStop && earlyStop(options.earlyStop);
    const order = Uint32Array.from({ length: rows }, (_, row) => row);
    let kept: Rbm | null = null;
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      shuffleInto(order, random);
      const state = streamState(random), step = stepOf(options, epoch);
      let squares = 0, seen = 0;
      for (let first = 0; first + batchRows <= rows; first += batchRows) {
        kernels.gatherRowsInto(training, order.subarray(first, first + batchRows), memory.data);
        squares += contrastiveStatistics(rbm, memory, options, state, kernels);
        sparsity?.addTo(memory, kernels);
        ascend(rbm, speeds, memory, step, kernels);
        seen += memory.data.length;
      }
      const error = options.persistent ? reconstructionError(rbm, watched, kernels) : squares / seen;
      const gap = heldOut.length > 0 ? freeEnergyGap(rbm, watched, heldOut, kernels) : null;
      requireConverging(rbm, { error, gap, epoch, learningRate: step.learningRate }, watched);
      options.onEpoch?.({ epoch, reconstructionError: error, freeEnergyGap: gap });
      if (!judge || gap === null) continue;
      const verdict = judge(gap);
      if (verdict === "keep") kept = copyOut(rbm);
      if (verdict === "stop") return kept ?? copyOut(rbm);
    }
    return copyOut(rbm);
  });
}

function stepOf(options: RbmOptions, epoch: number) {
  return {
    learningRate: learningRateAt(options, epoch),
    momentum: momentumAt(options, epoch),
    weightDecay: options.weightDecay,
  };
}

function checkOptions(rows: number, length: number, visible: number, options: RbmOptions): void {
  const refuse = (what: string, value: unknown): never => {
    throw new RangeError(`Cannot train an RBM: ${what}, current value is ${value}`);
  };
  if (!Number.isInteger(rows) || rows < 1) {
    throw new RangeError(
      `Cannot train an RBM: data must hold whole rows of ${visible} numbers, current length is ${length}`,
    );
  }
  for (const name of ["hidden", "batchRows", "gibbsSteps"] as const) {
    if (!(Number.isInteger(options[name]) && options[name] > 0)) {
      refuse(`${name} must be a positive integer`, options[name]);
    }
  }
  const { heldOutShare = 0, momentum } = options;
  if (!(momentum >= 0 && momentum < 1)) refuse("momentum must be at least 0 and below 1", momentum);
  if (!(heldOutShare >= 0 && rows - Math.round(heldOutShare * rows) >= 1)) {
    refuse("heldOutShare must be at least 0 and leave a row to train on", heldOutShare);
  }
  if (options.earlyStop && Math.round(heldOutShare * rows) === 0) {
    refuse("earlyStop needs held-out rows: heldOutShare must be larger", heldOutShare);
  }
}

/** Rows to train on and rows to watch, in the kernels' memory. */
function splitRows(
  data: Float32Array,
  visible: number,
  { heldOutShare = 0 }: RbmOptions,
  random: Random,
  kernels: Kernels,
): { training: Float32Array; heldOut: Float32Array } {
  const rows = data.length / visible, count = Math.round(heldOutShare * rows);
  const all = kernels.float32(data.length);
  all.set(data);
  if (count === 0) return { training: all, heldOut: new Float32Array(0) };
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  shuffleInto(order, random.fork("held out"));
  const take = (rows: Uint32Array) => {
    const out = kernels.float32(rows.length * visible);
    kernels.gatherRowsInto(all, rows.slice().sort(), out);
    return out;
  };
  // Beyond some thousand rows the gap is known well enough.
  return { training: take(order.subarray(count)), heldOut: take(order.subarray(0, Math.min(count, MONITORED_ROWS))) };
}

function newMachine(
  visible: number,
  { hidden, visibleKind }: RbmOptions,
  random: Random,
  kernels: Kernels,
): Rbm {
  const weights = kernels.float32(visible * hidden);
  for (let i = 0; i < weights.length; i++) weights[i] = 0.01 * random.normal();
  const layer = { visible, hidden, weights, bias: kernels.float32(hidden) };
  return { layer, visibleBias: kernels.float32(visible), visibleKind };
}

function newSpeeds({ layer: { visible, hidden } }: Rbm, kernels: Kernels): Speeds {
  return {
    weights: kernels.float32(visible * hidden),
    visibleBias: kernels.float32(visible),
    hiddenBias: kernels.float32(hidden),
  };
}

/** A machine outside the kernels' memory. */
function copyOut({ layer, visibleBias, visibleKind }: Rbm): Rbm {
  return {
    layer: { ...layer, weights: layer.weights.slice(), bias: layer.bias.slice() },
    visibleBias: visibleBias.slice(),
    visibleKind,
  };
}

/** An update can overflow after the last error of its epoch was measured, so the parameters are looked at too. */
function requireConverging(
  { layer, visibleBias, visibleKind }: Rbm,
  at: { error: number; gap: number | null; epoch: number; learningRate: number },
  watched: Float32Array,
): void {
  const size = watched.reduce((sum, value) => sum + value * value, 0) / watched.length;
  const sane = Number.isFinite(at.error) && (at.gap === null || Number.isFinite(at.gap)) &&
    (visibleKind === "bernoulli" || at.error <= DIVERGED * Math.max(1, size)) &&
    [layer.weights, layer.bias, visibleBias].every((values) => values.every(Number.isFinite));
  if (sane) return;
  throw new RangeError(
    `Cannot train an RBM: it diverged in epoch ${at.epoch}; the learning rate must be smaller, ` +
      `current value is ${at.learningRate} (is the data standardised?)`,
  );
}
