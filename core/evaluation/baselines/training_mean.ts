/**
 * The floor: one map for all music.
 * @module
 */
import { gaussianMap, targetNormal } from "../../annotation/gaussian_targets.ts";
import { CELL_COUNT, pointToCell } from "../../emotion/grid.ts";
import type { TrainingPiece } from "../../model/training_piece.ts";
import type { System } from "../cross_validate.ts";

/** Floor: the same map for every step, the frequency of the training ratings, with half a rating added to each cell. */
export const trainingMeanSystem: System = (training) => {
  const map = ratingFrequencies(training);
  return (piece) => {
    const maps = new Float64Array(piece.features.steps * CELL_COUNT);
    for (let t = 0; t < piece.features.steps; t++) maps.set(map, t * CELL_COUNT);
    return maps;
  };
};

function ratingFrequencies(pieces: readonly TrainingPiece[]): Float64Array {
  const map = new Float64Array(CELL_COUNT).fill(0.5);
  for (const { series, targets } of pieces) {
    for (const { arousal, valence } of series) {
      for (let i = 0; i < arousal.length; i++) map[pointToCell({ valence: valence[i], arousal: arousal[i] })]++;
    }
    targets?.raters.forEach((raters, row) =>
      gaussianMap(targetNormal(targets, row)).forEach((mass, cell) => map[cell] += raters * mass)
    );
  }
  const total = map.reduce((sum, count) => sum + count, 0);
  return map.map((count) => count / total);
}
