/**
 * The energy score: a proper score that knows how far cells are apart.
 * @module
 */
import { CELL_COUNT, cellDistances, cellToPoint } from "../emotion/grid.ts";
import { type RatedPoint, ratingCount } from "./rated_bins.ts";
import type { Heatmap } from "../emotion/heatmap.ts";

const DISTANCES = cellDistances();
const CENTRES = Array.from({ length: CELL_COUNT }, (_, cell) => cellToPoint(cell));

/**
 * Mean energy score of a map over ratings (Gneiting & Raftery 2007, eq. 21 with β = 1), units of the plane, the lower the
 * better: mean over ratings y of E|X - y| - ½ E|X - X′|. X and X′ are drawn from the map and lie at the cells' centres; y is the
 * rating's exact point, so that even a certain map pays for what its grid rounds away. Cost O(121² + 121·n).
 * @param map [121], ≥ 0, sum 1.
 * @param points at least one; none give NaN.
 * @example
 * ```ts
 * import { energyScore } from "./energy_score.ts";
 * import { cellToPoint } from "../emotion/grid.ts";
 * const certain = Float64Array.from({ length: 121 }, (_, cell) => cell === 60 ? 1 : 0);
 * if (energyScore(certain, [cellToPoint(60)]) !== 0) throw new Error("certain and right costs nothing");
 * if (Math.abs(energyScore(certain, [cellToPoint(63)]) - 6 / 11) > 1e-12) throw new Error("certain and wrong costs the distance");
 * ```
 */
export function energyScore(map: Heatmap, points: readonly RatedPoint[]): number {
  let error = 0, spread = 0;
  for (const { valence, arousal, weight = 1 } of points) {
    for (let cell = 0; cell < CELL_COUNT; cell++) {
      const right = CENTRES[cell].valence - valence, up = CENTRES[cell].arousal - arousal;
      error += weight * map[cell] * Math.sqrt(right * right + up * up);
    }
  }
  for (let i = 0; i < CELL_COUNT; i++) {
    let reach = 0;
    for (let j = 0; j < i; j++) reach += map[j] * DISTANCES[i * CELL_COUNT + j];
    spread += map[i] * reach;
  }
  // Each pair was met once: that is the half already.
  return error / ratingCount(points) - spread;
}
