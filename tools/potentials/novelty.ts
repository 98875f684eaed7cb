/**
 * How much the music changes from step to step: what transitions may hear.
 * @module
 */
import { levelFreeDescriptors } from "../../core/model/hearing.ts";
import { DESCRIPTOR_NAMES, type StepFeatures } from "../../core/signal/step_features.ts";
import { type ColumnScale, columnScale } from "../../core/statistics.ts";

/** What makes novelty of features, fitted to the training pieces. */
export interface NoveltyScale {
  descriptors: ColumnScale;
  /** Of the log distance of successive steps. */
  distance: ColumnScale;
  /** Where novelty is divided into thirds. */
  thirds: [number, number];
}

/** Keeps the log finite where a step repeats the one before. */
const SAME = 1e-2;

/**
 * log of the root mean square difference of the standardised descriptors of each step and the one before; the first step is
 * given that of the second.
 * @returns [T]
 */
function logDistances({ steps, descriptors }: StepFeatures, scale: ColumnScale): Float64Array {
  const width = DESCRIPTOR_NAMES.length, out = new Float64Array(steps);
  for (let t = 1; t < steps; t++) {
    let sum = 0;
    for (let i = 0; i < width; i++) {
      sum += ((descriptors[t * width + i] - descriptors[(t - 1) * width + i]) / scale.deviation[i]) ** 2;
    }
    out[t] = Math.log(SAME + Math.sqrt(sum / width));
  }
  out[0] = steps > 1 ? out[1] : Math.log(SAME);
  return out;
}

/** Fit to the pieces of a training. */
export function fitNovelty(pieces: readonly StepFeatures[]): NoveltyScale {
  const descriptors = columnScale(pieces.map((piece) => levelFreeDescriptors(piece)), DESCRIPTOR_NAMES.length);
  const distances = pieces.map((features) => logDistances(features, descriptors)), distance = columnScale(distances, 1);
  const sorted = Float64Array.from(distances.flatMap((one) => [...one])).sort();
  const at = (share: number) => (sorted[Math.floor(share * sorted.length)] - distance.mean[0]) / distance.deviation[0];
  return { descriptors, distance, thirds: [at(1 / 3), at(2 / 3)] };
}

/** Novelty of each step, [T]: mean 0 and deviation 1 over the training steps. */
export function novelty(features: StepFeatures, { descriptors, distance }: NoveltyScale): Float64Array {
  return logDistances(features, descriptors).map((d) => (d - distance.mean[0]) / distance.deviation[0]);
}

/** Novelty as one of three codes, [T]: 0 where the music goes on, 2 where it turns. */
export function noveltyCodes(values: Float64Array, { thirds: [low, high] }: NoveltyScale): Float64Array {
  return values.map((value) => value < low ? 0 : value < high ? 1 : 2);
}
