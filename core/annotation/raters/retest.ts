/**
 * Test–retest: what raters say of the same music twice.
 * @module
 */
import { mean } from "../../statistics.ts";
import type { RatingSeries } from "../series.ts";
import { AXES, type Axis } from "./model.ts";
import { observe } from "./observations.ts";
import { pairwiseConcordance } from "./pairwise_concordance.ts";

export interface RetestAxis {
  /** Standard deviation of one rating about what the rater would say on average: √(mean d² / 2), d the difference of two. */
  noise: number;
  /** Concordance of the two times over all bins; null where nothing moves. */
  consistency: number | null;
}

export interface Retest extends Record<Axis, RetestAxis> {
  annotator: string;
  /** Bins that were rated twice. */
  bins: number;
}

/**
 * Raters who have rated identical pieces twice, in the order in which they first appear. A third time is compared with the
 * second. In the rater model the same pairs pin down noise and spam by themselves: consensus and reading are shared.
 * @param identical groups of pieces that are the same music.
 */
export function retests(series: readonly RatingSeries[], identical: readonly (readonly string[])[]): Retest[] {
  const { raters, byRater, series: observed } = observe(series, identical);
  return byRater.flatMap((own, rater) => {
    const times = [...Map.groupBy(own.map((i) => observed[i]), ({ music }) => music).values()];
    const pairs = times.flatMap((all) => all.slice(1).map((later, i) => [all[i], later] as const));
    if (pairs.length === 0) return [];
    const axis = (axis: Axis): RetestAxis => {
      const both = pairs.flatMap(([first, second]) => {
        const bins = Math.min(first.times.length, second.times.length);
        return Array.from({ length: bins }, (_, n) => [first[axis][n], second[axis][n]]);
      });
      const table = { units: both.length, raters: 2, values: Float64Array.from(both.flat()) };
      return {
        noise: Math.sqrt(mean(both.map(([a, b]) => (a - b) ** 2)) / 2),
        consistency: pairwiseConcordance(table),
      };
    };
    const bins = pairs.reduce((sum, [a, b]) => sum + Math.min(a.times.length, b.times.length), 0);
    const [arousal, valence] = AXES.map(axis);
    return [{ annotator: raters[rater], bins, arousal, valence }];
  });
}
