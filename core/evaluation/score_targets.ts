/**
 * How well heatmaps predict the maps of people who are known by their mean and deviation only.
 * @module
 */
import { gaussianMap, targetNormal } from "../annotation/gaussian_targets.ts";
import { targetAt, type TargetSeries } from "../annotation/target_series.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import { correlation, mean } from "../statistics.ts";
import type { PieceScore } from "./score.ts";
import { earthMoversDistance } from "./transport.ts";

/** What a report says of figures that are scored like this. */
export const TARGETS_PROTOCOL = "cross-entropy of Gaussian targets (mean and deviation), a step as a rating";

/**
 * Score the heatmaps of a piece against its targets: of each step at whose middle a target holds the Gaussian map q of that
 * target (`annotation/gaussian_targets.ts`) against the predicted map p. The NLL is the cross-entropy
 *   -Σ_c q(c)·log p(c),
 * which is what a rating drawn from q would cost on average; its least value is the entropy of q, not 0. The distance is
 * between p's mean and the mean that was given; the earth mover's, between p and q. Not comparable with figures of single
 * raters: q has the shape that was assumed. Cost: an earth mover's distance a step.
 * @param maps [T, 121], each > 0 and of sum 1.
 * @throws RangeError if no target holds at a step.
 */
export function scoreTargets(
  piece: string,
  maps: Float64Array,
  targets: TargetSeries,
  stepSeconds: number,
): PieceScore {
  const nll: number[] = [], emds: number[] = [];
  const predicted: { valence: number; arousal: number }[] = [], observed: typeof predicted = [];
  for (let step = 0; step < maps.length / CELL_COUNT; step++) {
    const row = targetAt(targets, (step + 0.5) * stepSeconds);
    if (row < 0) continue;
    const p = maps.subarray(step * CELL_COUNT, (step + 1) * CELL_COUNT), normal = targetNormal(targets, row);
    const q = gaussianMap(normal);
    nll.push(crossEntropyNats(q, p));
    emds.push(earthMoversDistance(p, q));
    predicted.push(heatmapMean(p));
    observed.push(normal.mean);
  }
  if (nll.length === 0) {
    throw new RangeError(
      `Cannot score ${piece}: a target must hold at the middle of a step, current number is 0 of ` +
        `${maps.length / CELL_COUNT} steps (do the targets' times fit the audio?)`,
    );
  }
  const axis = (points: typeof predicted, name: "arousal" | "valence") => points.map((point) => point[name]);
  const meanOf = (points: typeof predicted) => ({
    valence: mean(axis(points, "valence")),
    arousal: mean(axis(points, "arousal")),
  });
  return {
    piece,
    ratings: nll.length,
    nllNats: mean(nll),
    observed: meanOf(observed),
    predicted: meanOf(predicted),
    stepDistance: mean(
      predicted.map((p, i) => Math.hypot(p.arousal - observed[i].arousal, p.valence - observed[i].valence)),
    ),
    emd: mean(emds),
    withinArousal: correlation(axis(predicted, "arousal"), axis(observed, "arousal")),
    withinValence: correlation(axis(predicted, "valence"), axis(observed, "valence")),
  };
}

/** -Σ q·log p in nats; cells that q has nothing in do not count. */
function crossEntropyNats(q: Float64Array, p: Float64Array): number {
  let sum = 0;
  for (let cell = 0; cell < q.length; cell++) if (q[cell] > 0) sum -= q[cell] * Math.log(p[cell]);
  return sum;
}
