/**
 * Where a map goes next.
 * @module
 */
import type { Heatmap } from "../emotion/heatmap.ts";

/**
 * The map a step later that a model expects of a map when nothing new is heard: p'(s) = Σ_r p(r)·p(s | r).
 * @param map [121], sum 1.
 * @param next p(s | r), [121, 121], rows of sum 1, as `expectation.ts` makes it.
 * @returns [121], sum 1.
 */
export function mapAfter(map: Heatmap, next: ArrayLike<number>): Float64Array {
  const cells = map.length, after = new Float64Array(cells);
  for (let r = 0; r < cells; r++) {
    for (let s = 0; s < cells; s++) after[s] += map[r] * next[r * cells + s];
  }
  return after;
}
