/**
 * What an evaluation compares: the recipes that were asked for, and what every table carries beside them.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import type { Recipe } from "../model/recipe.ts";
import type { TrainingPiece } from "../model/training_piece.ts";
import type { OnProgress } from "../progress.ts";
import {
  type HeldOutPiece,
  heldOutPredictions,
  recipeSystem,
  shufflePairing,
  type System,
  trainingMeanSystem,
} from "./cross_validate.ts";
import type { FoldPlan } from "./folds.ts";

/** Name of the floor in a report. */
export const FLOOR = "training mean";

/**
 * What a run is for. `system`: asked for by name. `baseline`: a simpler way to predict, the floor among them. `ceiling`: knows what
 * no system can. `control`: learns from ratings of other pieces, so that its scores are of other ratings.
 */
export type Role = "system" | "baseline" | "ceiling" | "control";

/** One line of the report. */
export interface Run {
  name: string;
  role: Role;
  /** The pieces, with the ratings that it learns from. */
  pieces: readonly TrainingPiece[];
  /** Every piece of the plan, predicted without its fold. */
  predict(plan: FoldPlan, onProgress: OnProgress): HeldOutPiece[];
}

/** What is left to say of a run of a system. */
type SystemRun = Pick<Run, "name" | "role" | "pieces"> & { system: System };

function systemRun({ system, ...run }: SystemRun): Run {
  return { ...run, predict: (plan, onProgress) => heldOutPredictions(run.pieces, plan, system, onProgress) };
}

/**
 * The runs of a cross-validation, in the order of the report: the first is what the others are compared with.
 * Baselines and ceilings that every table is to carry have their place here, beside the floor.
 * @param piecesFor the pieces with the features that a recipe hears.
 */
export function evaluationRuns(
  recipes: readonly Recipe[],
  piecesFor: (recipe: Recipe) => readonly TrainingPiece[],
  { seed, control, kernels }: { seed: number; control: boolean; kernels: Kernels },
): Run[] {
  const [first] = recipes, pieces = piecesFor(first);
  const runs: SystemRun[] = recipes.map((recipe) => ({
    name: recipe.name,
    role: "system",
    system: recipeSystem(recipe, seed, kernels),
    pieces: piecesFor(recipe),
  }));
  runs.push({ name: FLOOR, role: "baseline", system: trainingMeanSystem, pieces });
  if (control) {
    const shuffled = shufflePairing(pieces, seed);
    const controlled: [string, System][] = [[first.name, runs[0].system], [FLOOR, trainingMeanSystem]];
    for (const [name, system] of controlled) {
      runs.push({ name: `${name}, shuffled pairing`, role: "control", system, pieces: shuffled });
    }
  }
  return runs.map(systemRun);
}
