/**
 * A head that predicts the map itself: scores of the grid's cells.
 * @module
 */
import { softLoss } from "../../crf/soft_loss.ts";
import { CELL_COUNT } from "../../emotion/grid.ts";
import type { Reals } from "../../kernels.ts";
import type { HeadLoss } from "./head.ts";

/** p ← softmax of scores [N, 121], row by row. */
function softmaxInto(scores: Reals, p: Reals): void {
  for (let row = 0; row < scores.length; row += CELL_COUNT) {
    let highest = -Infinity, sum = 0;
    for (let i = row; i < row + CELL_COUNT; i++) highest = Math.max(highest, scores[i]);
    for (let i = row; i < row + CELL_COUNT; i++) sum += p[i] = Math.exp(scores[i] - highest);
    for (let i = row; i < row + CELL_COUNT; i++) p[i] /= sum;
  }
}

/** log Σ exp of a row. */
function logSum(scores: Reals, row: number): number {
  let highest = -Infinity, sum = 0;
  for (let i = row; i < row + CELL_COUNT; i++) highest = Math.max(highest, scores[i]);
  for (let i = row; i < row + CELL_COUNT; i++) sum += Math.exp(scores[i] - highest);
  return highest + Math.log(sum);
}

/**
 * Σ_n KL(q_n ‖ p_n) + weight·movers(p_n, q_n), p the softmax of the scores and q the raters' map, rows of sum 1:
 *   KL = Σ q·log(q / p) in nats, ∂/∂score = p - q;
 *   movers: the sliced earth mover's distance in units of the plane (`core/crf/soft_loss.ts`), which tells a near miss from a
 *   far one; with s = ∂movers/∂p, ∂/∂score = p ∘ (s - Σ p·s).
 * Cost O(N·121), a hundred times as much with movers.
 */
export function heatmapLoss(moversWeight: number): HeadLoss {
  const pulls = new Float64Array(CELL_COUNT);
  return (scores, q, slopes) => {
    softmaxInto(scores, slopes);
    let sum = 0;
    for (let row = 0; row < scores.length; row += CELL_COUNT) {
      const p = slopes.subarray(row, row + CELL_COUNT), target = q.subarray(row, row + CELL_COUNT);
      const logZ = logSum(scores, row);
      for (let i = 0; i < CELL_COUNT; i++) {
        if (target[i] > 0) sum += target[i] * (Math.log(target[i]) - scores[row + i] + logZ);
      }
      let mean = 0;
      if (moversWeight > 0) {
        sum += moversWeight * softLoss("earthMovers", p, target, pulls);
        for (let i = 0; i < CELL_COUNT; i++) mean += p[i] * pulls[i];
      }
      for (let i = 0; i < CELL_COUNT; i++) p[i] = p[i] * (1 + moversWeight * (pulls[i] - mean)) - target[i];
    }
    return sum;
  };
}

/** Share of the uniform map in the start. */
const START_FLOOR = 1e-3;

/** Scores of the mean map. */
export function heatmapStart(means: Float64Array): Float64Array {
  return means.map((mean) => Math.log((1 - START_FLOOR) * mean + START_FLOOR / CELL_COUNT));
}
