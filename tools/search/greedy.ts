/**
 * The search itself: axis by axis, the option of the lowest score stays.
 * @module
 */
import type { Recipe } from "../../core/model/recipe.ts";
import type { Axis } from "./axes.ts";

/** One recipe that was scored. */
export interface Trial {
  axis: string;
  option: string;
  /** Mean of the inner folds, the lower the better. */
  score: number;
}

/**
 * Choose on each axis, in order, the option whose recipe has the lowest score, all else being as chosen before. The option that
 * holds stays when others are no better. Each recipe is scored once.
 * @returns the recipe, and every trial in order.
 */
export async function chooseGreedily(
  start: Recipe,
  axes: readonly Axis[],
  score: (recipe: Recipe) => Promise<number>,
): Promise<{ recipe: Recipe; trials: Trial[]; chosen: Record<string, string> }> {
  let recipe = start, best: number | null = null;
  const trials: Trial[] = [], chosen: Record<string, string> = {};
  for (const { name: axis, options: [first, ...others] } of axes) {
    recipe = first.change(recipe);
    if (best === null) trials.push({ axis, option: first.name, score: best = await score(recipe) });
    chosen[axis] = first.name;
    const from = recipe;
    for (const option of others) {
      const changed = option.change(from), value = await score(changed);
      trials.push({ axis, option: option.name, score: value });
      if (value >= best) continue;
      [best, recipe, chosen[axis]] = [value, changed, option.name];
    }
  }
  return { recipe, trials, chosen };
}
