/**
 * Linear regression of every step, smoothed over time.
 * @module
 */
import type { Kernels } from "../../kernels.ts";
import { ratedSteps, type TrainingPiece } from "../../model/training_piece.ts";
import { fitRidges, predictRidge } from "../../regression/ridge.ts";
import type { System } from "../cross_validate.ts";
import { descriptorRows, leastIndex, predictHeldOut } from "./baseline.ts";
import { residualScatter, scatteredMaps } from "./residual_gaussian.ts";
import { stepTable, STRENGTHS } from "./step_table.ts";

/** Widths of the window that are tried, in steps; odd. */
export const WIDTHS = [1, 3, 9, 27, 81, 243];

/**
 * Centred moving average of points [T, 2], [T, 2]: ȳ_t = mean of y_s over |s - t| ≤ (width - 1) / 2 within the piece. Cost O(T).
 * @param width odd, in steps; 1 changes nothing.
 */
export function movingAverage(points: Float64Array, width: number): Float64Array {
  const steps = points.length / 2, half = (width - 1) / 2, sums = new Float64Array(2 * (steps + 1));
  for (let i = 0; i < points.length; i++) sums[i + 2] = sums[i] + points[i];
  return points.map((_, i) => {
    const t = Math.floor(i / 2), axis = i % 2, from = Math.max(0, t - half), end = Math.min(steps, t + half + 1);
    return (sums[2 * end + axis] - sums[2 * from + axis]) / (end - from);
  });
}

/** Mean over pieces of the mean squared distance of points to the mean ratings. */
function squaredError(pieces: readonly TrainingPiece[], points: readonly Float64Array[]): number {
  let sum = 0;
  pieces.forEach((piece, i) => {
    const rated = ratedSteps(piece);
    for (const { step, arousal, valence } of rated) {
      const square = (arousal - points[i][2 * step]) ** 2 + (valence - points[i][2 * step + 1]) ** 2;
      sum += square / rated.length / pieces.length;
    }
  });
  return sum;
}

/**
 * Ridge regression from a step's descriptors to the mean rating there, then a moving average over time; the map is the normal
 * distribution of the residuals about it. Ridge strength, window and residuals come from inner folds of the training pieces.
 * (The baseline of MediaEval's dynamic task: Aljanaki, Yang & Soleymani 2017.)
 */
export function linearSmoothingSystem(kernels: Kernels): System {
  const fit = (strengths: readonly number[]) => (pieces: readonly TrainingPiece[]) => {
    const table = stepTable(
      pieces,
      2,
      (piece) => ratedSteps(piece).map(({ step, arousal, valence }) => ({ step, values: [arousal, valence] })),
      kernels,
    );
    const models = fitRidges(table, strengths);
    return (piece: TrainingPiece) => {
      const { rows } = descriptorRows(piece, kernels);
      return models.map((model) => predictRidge(model, rows));
    };
  };
  return (training, onProgress) => {
    const honest = predictHeldOut(training, fit(STRENGTHS), { onProgress });
    const choices = STRENGTHS.flatMap((strength, s) =>
      WIDTHS.map((width) => ({ strength, width, points: honest.map((points) => movingAverage(points[s], width)) }))
    );
    const { strength, width, points } =
      choices[leastIndex(choices.map(({ points }) => squaredError(training, points)))];
    const scatter = residualScatter(training, points), predict = fit([strength])(training);
    return (piece) => scatteredMaps(movingAverage(predict(piece)[0], width), scatter);
  };
}
