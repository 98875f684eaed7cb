/**
 * How the training of a machine goes: reconstruction error, overfitting, and when to stop.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { freeEnergies, hiddenInto, type Rbm, visibleInto } from "./rbm.ts";

/** What an epoch brought. */
export interface EpochReport {
  /** 1, 2, … */
  epoch: number;
  /** Mean squared error of a visible unit in reconstructions of training rows. */
  reconstructionError: number;
  /** See {@link freeEnergyGap}; null without held-out rows. */
  freeEnergyGap: number | null;
}

/** Mean squared error of a visible unit of rows [N, V] when means go up and down once. */
export function reconstructionError(rbm: Rbm, visible: Float32Array, kernels: Kernels): number {
  const { visible: V, hidden: H } = rbm.layer;
  return kernels.scope(() => {
    const hidden = kernels.float32(visible.length / V * H), means = kernels.float32(visible.length);
    hiddenInto(rbm, visible, hidden, kernels);
    visibleInto(rbm, hidden, means, kernels);
    return kernels.compareRowsInto(visible, means, kernels.float32(V)) / visible.length;
  });
}

/**
 * Mean free energy of held-out rows less that of training rows, in nats: about 0 without overfitting, and rising with it
 * (Hinton 2010, §6). The partition function, which nobody knows, cancels.
 */
export function freeEnergyGap(rbm: Rbm, training: Float32Array, heldOut: Float32Array, kernels: Kernels): number {
  const [known, unknown] = [training, heldOut].map((rows) => {
    const energies = freeEnergies(rbm, rows, kernels);
    return energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
  });
  return unknown - known;
}

export interface EarlyStopSpec {
  /** The gap that counts as overfitting, in nats. */
  gapNats: number;
  /** Stop after so many epochs beyond it in a row. */
  patienceEpochs: number;
}

/** Whether to go on after an epoch of some gap: `keep` the machine, `wait` whether it comes back, `stop` with the one kept. */
export function earlyStop({ gapNats, patienceEpochs }: EarlyStopSpec): (gap: number) => "keep" | "wait" | "stop" {
  let beyond = 0;
  return (gap) => {
    if (gap <= gapNats) {
      beyond = 0;
      return "keep";
    }
    return ++beyond >= patienceEpochs ? "stop" : "wait";
  };
}
