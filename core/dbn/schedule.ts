/**
 * How fast a machine learns from epoch to epoch.
 * @module
 */

export interface ScheduleSpec {
  epochs: number;
  /** Step of one update, for gradients averaged over the batch. */
  learningRate: number;
  /** `linear` falls from the learning rate in the first epoch to a share 1 / epochs of it in the last. Default `constant`. */
  learningRateSchedule?: "constant" | "linear";
  /** Share of the last update that is added to the next, 0 ≤ momentum < 1. */
  momentum: number;
  /** Another momentum for the first epochs, while the weights still find their direction (Hinton 2010, §9.1). None by default. */
  initialMomentum?: { momentum: number; epochs: number };
}

/** @param epoch 1, 2, … */
export function learningRateAt(spec: ScheduleSpec, epoch: number): number {
  const { learningRate, epochs, learningRateSchedule = "constant" } = spec;
  return learningRateSchedule === "constant" ? learningRate : learningRate * (epochs - epoch + 1) / epochs;
}

/** @param epoch 1, 2, … */
export function momentumAt({ momentum, initialMomentum }: ScheduleSpec, epoch: number): number {
  return initialMomentum && epoch <= initialMomentum.epochs ? initialMomentum.momentum : momentum;
}
