/**
 * What baselines are, and what several of them share.
 * @module
 */
import { CELL_COUNT } from "../../emotion/grid.ts";
import { gaussianHeatmap, type PlaneGaussian } from "../../emotion/plane_gaussian.ts";
import type { Kernels } from "../../kernels.ts";
import { hear } from "../../model/hearing.ts";
import { STEP_SECONDS } from "../../model/model.ts";
import { type HearingSpec, type Recipe, RECIPES } from "../../model/recipe.ts";
import type { TrainingPiece } from "../../model/training_piece.ts";
import type { OnProgress } from "../../progress.ts";
import { mean } from "../../statistics.ts";
import type { System } from "../cross_validate.ts";
import { ratingNllNats } from "../score.ts";

/** A published or plain way of predicting, to compare with. */
export interface Baseline {
  /** As tables call it. */
  name: string;
  /** One line. */
  description: string;
  /** Deterministic for a seed and kernels. */
  create(seed: number, kernels: Kernels): System;
}

/** Baselines hear the features that this recipe hears. */
export const BASELINE_RECIPE: Recipe = RECIPES.network;

/** Parts of the training pieces that are predicted by the others, where something is to be chosen or measured honestly. */
export const INNER_FOLDS = 3;

/** What is predicted of a piece by something trained on others. */
export type Fit<P> = (training: readonly TrainingPiece[], onProgress: OnProgress) => (piece: TrainingPiece) => P;

/**
 * What is said of each piece by a fit that has not heard it: piece i is in fold i modulo `folds`.
 * @throws RangeError if there are fewer than 2 pieces.
 */
export function predictHeldOut<P>(
  pieces: readonly TrainingPiece[],
  fit: Fit<P>,
  { folds = INNER_FOLDS, onProgress = () => {} }: { folds?: number; onProgress?: OnProgress } = {},
): P[] {
  requirePieces(pieces);
  const count = Math.min(folds, pieces.length), predictions: P[] = new Array(pieces.length);
  for (let fold = 0; fold < count; fold++) {
    const predict = fit(pieces.filter((_, i) => i % count !== fold), onProgress);
    pieces.forEach((piece, i) => {
      if (i % count === fold) predictions[i] = predict(piece);
    });
  }
  return predictions;
}

/** @throws RangeError if there are too few pieces to hold one out. */
export function requirePieces({ length }: readonly TrainingPiece[]): void {
  if (length >= 2) return;
  throw new RangeError(`Cannot train a baseline: there must be at least 2 pieces, current value is ${length}`);
}

/**
 * Descriptors of a piece without the music's level, silence as the mean of what sounds: [T, width].
 * @param descriptors the groups that are heard, by default the usual ones.
 */
export function descriptorRows(
  piece: TrainingPiece,
  kernels: Kernels,
  descriptors: HearingSpec["descriptors"] = true,
): { rows: Float64Array; width: number } {
  const scale = { mean: new Float64Array(0), deviation: new Float64Array(0) };
  return hear({ hearing: { descriptors, network: "none" }, scale, dbn: null }, piece.features, kernels);
}

/** Heatmaps [T, 121] of a normal distribution for each step. */
export function gaussianMaps(steps: number, at: (step: number) => PlaneGaussian): Float64Array {
  const maps = new Float64Array(steps * CELL_COUNT);
  for (let t = 0; t < steps; t++) maps.set(gaussianHeatmap(at(t)), t * CELL_COUNT);
  return maps;
}

/** The index of the least value, the first of equals; values that are no numbers lose. */
export function leastIndex(values: readonly number[]): number {
  return values.reduce((best, value, i) => value < values[best] || Number.isNaN(values[best]) ? i : best, 0);
}

/** Mean over pieces of the negative log-likelihood of a rating, nats: by what choices are made. */
export function meanNllNats(pieces: readonly TrainingPiece[], maps: readonly Float64Array[]): number {
  return mean(pieces.map(({ series }, i) => ratingNllNats(maps[i], series, STEP_SECONDS)));
}
