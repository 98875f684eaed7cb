/**
 * What the network's head is to predict of a rated step.
 * @module
 */
import { gaussianMap, targetNormal } from "../annotation/gaussian_targets.ts";
import { ratingsAtStep } from "../annotation/labels.ts";
import { targetAt, type TargetSeries } from "../annotation/target_series.ts";
import type { HeadSpec } from "../dbn/heads/head.ts";
import { CELL_COUNT, pointToCell } from "../emotion/grid.ts";
import { STEP_SECONDS } from "./model.ts";
import type { RatedStep, TrainingPiece } from "./training_piece.ts";

/**
 * Targets of a piece's rated steps, as `core/dbn/heads/` reads them: the mean rating (arousal, valence); with the raters'
 * variances and covariance; or their map, the share of raters in each cell. Of a piece with targets they are the targets'
 * own.
 */
export function stepTargets({ kind }: HeadSpec, piece: TrainingPiece): (rated: RatedStep) => ArrayLike<number> {
  if (piece.targets) return gaussianTargets(kind, piece.targets);
  const ratings = (step: number) => ratingsAtStep(piece.series, step, STEP_SECONDS);
  switch (kind) {
    case "regression":
      return ({ arousal, valence }) => [arousal, valence];
    case "gaussian":
      return ({ step, arousal, valence }) => {
        const here = ratings(step), total = totalWeight(here), spread = [0, 0, 0];
        for (const rating of here) {
          const x = rating.arousal - arousal, y = rating.valence - valence, share = rating.weight / total;
          [x * x, x * y, y * y].forEach((product, i) => spread[i] += share * product);
        }
        return [arousal, valence, ...spread];
      };
    case "heatmap":
      return ({ step }) => {
        const map = new Float64Array(CELL_COUNT), here = ratings(step), total = totalWeight(here);
        for (const rating of here) map[pointToCell(rating)] += rating.weight / total;
        return map;
      };
  }
}

/** The same, of means and deviations. */
function gaussianTargets(
  kind: HeadSpec["kind"],
  targets: TargetSeries,
): (rated: RatedStep) => ArrayLike<number> {
  return ({ step, arousal, valence }) => {
    if (kind === "regression") return [arousal, valence];
    const normal = targetNormal(targets, targetAt(targets, (step + 0.5) * STEP_SECONDS));
    if (kind === "heatmap") return gaussianMap(normal);
    const { deviation: { arousal: a, valence: v }, correlation } = normal;
    return [arousal, valence, a * a, correlation * a * v, v * v];
  };
}

function totalWeight(ratings: readonly { weight: number }[]): number {
  return ratings.reduce((sum, { weight }) => sum + weight, 0);
}
