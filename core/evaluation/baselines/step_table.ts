/**
 * What linear baselines learn from: a row for each rated step.
 * @module
 */
import type { Kernels } from "../../kernels.ts";
import type { TrainingPiece } from "../../model/training_piece.ts";
import type { RidgeData } from "../../regression/ridge.ts";
import { descriptorRows } from "./baseline.ts";

/** Strengths of the ridge that are tried; inputs are standard. */
export const STRENGTHS = [10, 100, 1e3, 1e4, 1e5];

/** Descriptors of the rated steps of some pieces, and what is to be predicted of each. */
export function stepTable(
  pieces: readonly TrainingPiece[],
  outputs: number,
  targets: (piece: TrainingPiece) => { step: number; values: ArrayLike<number> }[],
  kernels: Kernels,
): RidgeData {
  const parts = pieces.map((piece) => ({ ...descriptorRows(piece, kernels), rated: targets(piece) }));
  const inputs = parts[0].width, count = parts.reduce((sum, { rated }) => sum + rated.length, 0);
  const x = new Float64Array(count * inputs), y = new Float64Array(count * outputs);
  let row = 0;
  for (const { rows, rated } of parts) {
    for (const { step, values } of rated) {
      x.set(rows.subarray(step * inputs, (step + 1) * inputs), row * inputs);
      y.set(values, row * outputs);
      row++;
    }
  }
  return { inputs, outputs, x, y };
}
