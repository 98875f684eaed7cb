/**
 * What an evaluation compares: the recipes that were asked for, and what every table carries beside them.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { KnownNetworks } from "../model/known_networks.ts";
import type { Recipe } from "../model/recipe.ts";
import type { TrainingPiece } from "../model/training_piece.ts";
import type { OnProgress } from "../progress.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { BASELINE_RECIPE, BASELINES, FLOOR } from "./baselines/mod.ts";
import { trainingMeanSystem } from "./baselines/training_mean.ts";
import { type HeldOutPiece, heldOutPredictions, recipeSystem, shufflePairing, type System } from "./cross_validate.ts";
import type { FoldPlan } from "./folds.ts";

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

/** What is to be run. */
export interface RunOptions {
  seed: number;
  kernels: Kernels;
  /** Also the first recipe and the floor, with every piece paired with another one's ratings. */
  control: boolean;
  /** Every baseline, not the floor alone. */
  baselines?: boolean;
  /** Music that nobody rated, with the features that a recipe hears. */
  unlabelledFor?: (recipe: Recipe) => readonly StepFeatures[];
  /** Put around the first recipe's system. */
  around?: (system: System) => System;
}

/**
 * The runs of a cross-validation, in the order of the report: the first is what the others are compared with.
 * @param piecesFor the pieces with the features that a recipe hears.
 */
export function evaluationRuns(
  recipes: readonly Recipe[],
  piecesFor: (recipe: Recipe) => readonly TrainingPiece[],
  { seed, control, baselines, kernels, unlabelledFor, around = (system) => system }: RunOptions,
): Run[] {
  const [first] = recipes, pieces = piecesFor(first);
  const networks = new KnownNetworks();
  const systems = recipes.map((recipe) =>
    recipeSystem(recipe, seed, kernels, { networks, unlabelled: unlabelledFor?.(recipe) })
  );
  const runs: SystemRun[] = recipes.map((recipe, i) => ({
    name: recipe.name,
    role: "system",
    system: i === 0 ? around(systems[i]) : systems[i],
    pieces: piecesFor(recipe),
  }));
  for (const { name, create } of baselines ? BASELINES : BASELINES.slice(0, 1)) {
    const hears = name === FLOOR ? first : BASELINE_RECIPE;
    // As they were published: what views teach is ours.
    const own = piecesFor(hears).map((piece) => ({ ...piece, views: undefined }));
    runs.push({ name, role: "baseline", system: create(seed, kernels), pieces: own });
  }
  if (control) {
    const shuffled = shufflePairing(pieces, seed);
    const controlled: [string, System][] = [[first.name, systems[0]], [FLOOR, trainingMeanSystem]];
    for (const [name, system] of controlled) {
      runs.push({ name: `${name}, shuffled pairing`, role: "control", system, pieces: shuffled });
    }
  }
  return runs.map(systemRun);
}
