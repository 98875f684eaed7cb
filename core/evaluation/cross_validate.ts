/**
 * Cross-validation by piece: every piece is predicted by a model that has heard neither it nor its annotators' ratings.
 * @module
 */
import type { RatingSeries } from "../annotation/series.ts";
import type { TargetSeries } from "../annotation/target_series.ts";
import type { Kernels } from "../kernels.ts";
import { predict, STEP_SECONDS } from "../model/model.ts";
import type { Recipe } from "../model/recipe.ts";
import { type TrainingOptions, trainModel } from "../model/train.ts";
import { sortPieces, type TrainingPiece } from "../model/training_piece.ts";
import { type OnProgress, partOf } from "../progress.ts";
import { seededRandom, shuffleInto } from "../random.ts";
import { type FoldPlan, planFolds, splitFold } from "./folds.ts";
import { type RatedBin, ratedBins } from "./rated_bins.ts";
import { type PieceScore, scoreBins } from "./score.ts";
import { targetBins } from "./target_bins.ts";

/** A way of predicting pieces: trained on some, asked for the maps [T, 121] of another. */
export type System = (
  training: readonly TrainingPiece[],
  onProgress: OnProgress,
) => (piece: TrainingPiece) => Float64Array;

/** The shipped system by a recipe. */
export function recipeSystem(
  recipe: Recipe,
  seed: number,
  kernels: Kernels,
  options: Pick<TrainingOptions, "networks" | "unlabelled"> = {},
): System {
  return (training, onProgress) => {
    const model = trainModel(training, recipe, seed, kernels, onProgress, options);
    return (piece) => predict(model, piece.features, kernels).maps;
  };
}

/** A piece as a system predicted it that had not heard it, with the ratings that it is scored on. */
export interface HeldOutPiece {
  name: string;
  /** Fold it was held out in. */
  fold: number;
  /** [T, 121] */
  maps: Float64Array;
  series: readonly RatingSeries[];
  targets?: TargetSeries;
}

/**
 * Predict every piece by a system that was trained without its fold.
 * @returns pieces in ascending order of their names; those of whom no rating counts are left out.
 * @throws RangeError if no rating of any piece counts.
 */
export function heldOutPredictions(
  pieces: readonly TrainingPiece[],
  plan: FoldPlan,
  system: System,
  onProgress: OnProgress = () => {},
): HeldOutPiece[] {
  const sorted = sortPieces(pieces), count = plan.folds.length, predicted = new Map<string, HeldOutPiece>();
  for (let fold = 0; fold < count; fold++) {
    const { training, heldOut } = splitFold(sorted, plan, fold);
    if (heldOut.length === 0) continue;
    const maps = system(
      training,
      partOf(onProgress, fold / count, (fold + 1) / count, `fold ${fold + 1} of ${count}: `),
    );
    for (const piece of heldOut) {
      predicted.set(piece.name, {
        name: piece.name,
        fold,
        maps: maps(piece),
        series: piece.series,
        targets: piece.targets,
      });
    }
  }
  if (predicted.size === 0) {
    throw new RangeError(
      "Cannot score unseen raters: some rater must have rated a piece of the same fold, current number is 0 " +
        "(fewer folds leave more)",
    );
  }
  return sorted.flatMap(({ name }) => predicted.get(name) ?? []);
}

/**
 * The scores of a cross-validation.
 * @param folds how many folds of pieces, or a plan of them.
 * @returns in ascending order of the pieces' names.
 * @throws RangeError if there are fewer pieces than folds, or the folds are no whole number ≥ 2.
 */
export function crossValidate(
  pieces: readonly TrainingPiece[],
  folds: number | FoldPlan,
  system: System,
  onProgress: OnProgress = () => {},
): PieceScore[] {
  const plan = typeof folds === "number" ? planFolds(pieces, { count: folds }) : folds;
  return heldOutPredictions(pieces, plan, system, onProgress)
    .map((piece) => scoreBins(piece.name, heldOutBins(piece)));
}

/** What a held-out piece is scored on: its ratings, or its targets where it has those. */
export function heldOutBins({ name, maps, series, targets }: Omit<HeldOutPiece, "fold">): RatedBin[] {
  return targets ? targetBins(name, maps, targets, STEP_SECONDS) : ratedBins(maps, series, STEP_SECONDS);
}

/**
 * The control: every piece gets the ratings of another one. A system that still beats the floor on them has learned
 * something that it must not know.
 */
export function shufflePairing(pieces: readonly TrainingPiece[], seed: number): TrainingPiece[] {
  const sorted = sortPieces(pieces), order = sorted.map((_, i) => i);
  shuffleInto(order, seededRandom(seed).fork("shuffled pairing"));
  // Neighbours on the shuffled circle swap ratings, so that no piece keeps its own.
  const owner = new Map(order.map((piece, i) => [piece, order[(i + 1) % order.length]]));
  return sorted.map((piece, i) => {
    const { series, targets } = sorted[owner.get(i)!];
    return { ...piece, series, targets };
  });
}
