/**
 * What people who are known by their mean and deviation only would have said, as ratings to score maps against.
 * @module
 */
import { gaussianMap, targetNormal } from "../annotation/gaussian_targets.ts";
import { targetAt, type TargetSeries } from "../annotation/target_series.ts";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import type { RatedBin } from "./rated_bins.ts";

/** What a report says of figures that are scored like this. */
export const TARGETS_PROTOCOL = "cross-entropy of Gaussian targets (mean and deviation), a step as a rating";

/**
 * A bin for each step at whose middle a target holds. Its ratings are the Gaussian map q of that target
 * (`annotation/gaussian_targets.ts`): each cell's centre with the weight q(c), together one rating. So the NLL against a map p
 * is the cross-entropy -Σ_c q(c)·log p(c), which is what a rating drawn from q would cost on average; its least value is the
 * entropy of q, not 0. Not comparable with figures of single raters: q has the shape that was assumed.
 * @param maps [T, 121], each > 0 and of sum 1.
 * @throws RangeError if no target holds at a step.
 */
export function targetBins(
  piece: string,
  maps: Float64Array,
  targets: TargetSeries,
  stepSeconds: number,
): RatedBin[] {
  const steps = maps.length / CELL_COUNT, bins: RatedBin[] = [];
  for (let step = 0; step < steps; step++) {
    const row = targetAt(targets, (step + 0.5) * stepSeconds);
    if (row < 0) continue;
    const said = gaussianMap(targetNormal(targets, row));
    bins.push({
      startSeconds: step * stepSeconds,
      endSeconds: (step + 1) * stepSeconds,
      points: Array.from(said, (weight, cell) => ({ ...cellToPoint(cell), weight })).filter(({ weight }) => weight > 0),
      map: maps.subarray(step * CELL_COUNT, (step + 1) * CELL_COUNT),
    });
  }
  if (bins.length > 0) return bins;
  throw new RangeError(
    `Cannot score ${piece}: a target must hold at the middle of a step, current number is 0 of ` +
      `${steps} steps (do the targets' times fit the audio?)`,
  );
}
