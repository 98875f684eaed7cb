/**
 * Taking hold of one peak of a map.
 * @module
 */
import type { Point } from "../../core/emotion/grid.ts";
import type { Heatmap } from "../../core/emotion/heatmap.ts";
import type { Reshape, Reshaping } from "../../core/review/correction.ts";
import { nearestMode } from "../../core/review/modes.ts";

/** How much of each there may be, in the units of {@link Reshape}; `usual` is what one press does. */
export const AMOUNTS: Readonly<Record<Exclude<Reshaping, "move">, { least: number; most: number; usual: number }>> = {
  spread: { least: 0.05, most: 0.8, usual: 0.2 },
  sharpen: { least: 0.1, most: 4, usual: 1 },
  split: { least: 0.1, most: 1.4, usual: 0.6 },
};

export interface Grip {
  /** Mean of the peak. */
  mean: Point;
  /** Where it was taken hold of. */
  from: Point;
}

export function gripPeak(heatmap: Heatmap, from: Point): Grip {
  return { mean: nearestMode(heatmap, from).mean, from };
}

/**
 * What becomes of the peak when the hand goes to a place: a peak that is moved goes as far as the hand does; of the others
 * there is more the further the hand goes right or up.
 * @param amount of spread, sharpen and split before the hand moves.
 */
export function pull({ mean, from }: Grip, to: Point, { how, amount }: { how: Reshaping; amount: number }): Reshape {
  const valence = to.valence - from.valence, arousal = to.arousal - from.arousal;
  if (how === "move") {
    const within = (coordinate: number) => Math.min(1, Math.max(-1, coordinate));
    const goal = { valence: within(mean.valence + valence), arousal: within(mean.arousal + arousal) };
    return { at: mean, how, to: goal, amount: 1 };
  }
  const { least, most } = AMOUNTS[how];
  return { at: mean, how, amount: Math.min(most, Math.max(least, amount + (valence + arousal) / 2 * most)) };
}
