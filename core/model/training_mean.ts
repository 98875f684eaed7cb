/**
 * Music that is the mean of the training music all the time: what units are turned up in, and what attributions start from.
 * @module
 */
import { DESCRIPTOR_NAMES } from "../signal/step_features.ts";
import type { EarInputs } from "./hearing.ts";
import type { MoodModel } from "./model.ts";

/**
 * What an ear reads of `steps` seconds of it: spectra at the training mean (0 deviations), descriptors at theirs.
 * @param sounding which of the steps sound; all by default.
 */
export function trainingMeanInputs(
  { listener: { ear }, recentScale }: MoodModel,
  steps: number,
  sounding: readonly number[] = Array.from({ length: steps }, (_, t) => t),
): EarInputs {
  const visible = ear.dbn?.layers[0].visible ?? 0, columns = ear.hearing.descriptors ? DESCRIPTOR_NAMES.length : 0;
  return {
    steps,
    network: new Float32Array(steps * visible),
    descriptors: Float64Array.from({ length: steps * columns }, (_, i) => recentScale.mean[i % columns]),
    sounding,
  };
}
