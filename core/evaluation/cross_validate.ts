/**
 * Cross-validation by piece: every piece is predicted by a model that has heard neither it nor its annotators' ratings.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { predict, STEP_SECONDS } from "../model/model.ts";
import type { Recipe } from "../model/recipe.ts";
import { trainModel } from "../model/train.ts";
import { sortPieces, type TrainingPiece } from "../model/training_piece.ts";
import { type OnProgress, partOf } from "../progress.ts";
import { seededRandom, shuffleInto } from "../random.ts";
import { type PieceScore, scorePiece } from "./score.ts";
import { scoreTargets } from "./score_targets.ts";

/** A way of predicting pieces: trained on some, asked for the maps [T, 121] of another. */
export type System = (
  training: readonly TrainingPiece[],
  onProgress: OnProgress,
) => (piece: TrainingPiece) => Float64Array;

/** The shipped system by a recipe. */
export function recipeSystem(recipe: Recipe, seed: number, kernels: Kernels): System {
  return (training, onProgress) => {
    const model = trainModel(training, recipe, seed, kernels, onProgress);
    return (piece) => predict(model, piece.features, kernels).maps;
  };
}

/**
 * Pieces in ascending order of their names, piece i in fold i modulo `folds`.
 * @returns the scores in that order.
 * @throws RangeError if there are fewer pieces than folds, or the folds are no whole number ≥ 2.
 */
export function crossValidate(
  pieces: readonly TrainingPiece[],
  folds: number,
  system: System,
  onProgress: OnProgress = () => {},
): PieceScore[] {
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= pieces.length)) {
    throw new RangeError(
      `Cannot cross-validate: folds must be an integer in 2 … ${pieces.length} (the number of pieces), current value is ${folds}`,
    );
  }
  const sorted = sortPieces(pieces), scores: PieceScore[] = new Array(sorted.length);
  for (let fold = 0; fold < folds; fold++) {
    const maps = system(
      sorted.filter((_, i) => i % folds !== fold),
      partOf(onProgress, fold / folds, (fold + 1) / folds, `fold ${fold + 1} of ${folds}: `),
    );
    sorted.forEach((piece, i) => {
      if (i % folds === fold) scores[i] = scoreMaps(piece, maps(piece));
    });
  }
  return scores;
}

/** Score a piece's maps against its ratings, or against its targets where it has those. */
export function scoreMaps({ name, series, targets }: TrainingPiece, maps: Float64Array): PieceScore {
  return targets ? scoreTargets(name, maps, targets, STEP_SECONDS) : scorePiece(name, maps, series, STEP_SECONDS);
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
