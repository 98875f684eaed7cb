/**
 * Music that is the mean of the training music all the time: what units are turned up in, and what attributions start from.
 * @module
 */
import { type EarInputs, heardColumns } from "./hearing.ts";
import type { MoodModel } from "./model.ts";

/**
 * What an ear reads of it: spectra at the training mean (0 deviations), descriptors at theirs.
 * @param sounds which of its steps sound, [T].
 */
export function trainingMeanInputs(
  { listener: { ear }, recentScale }: MoodModel,
  sounds: readonly boolean[],
): EarInputs {
  const steps = sounds.length, visible = ear.dbn?.layers[0].visible ?? 0, columns = heardColumns(ear.hearing).length;
  return {
    steps,
    network: new Float32Array(steps * visible),
    descriptors: Float64Array.from({ length: steps * columns }, (_, i) => recentScale.mean[i % columns]),
    sounds,
  };
}
