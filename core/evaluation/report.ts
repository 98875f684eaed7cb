/**
 * The report of an evaluation: figures of every system side by side, and how sure their differences are.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { type MoodModel, predict, STEP_SECONDS } from "../model/model.ts";
import { findRecipe, type Recipe } from "../model/recipe.ts";
import { sortPieces, type TrainingPiece } from "../model/training_piece.ts";
import { type OnProgress, partOf } from "../progress.ts";
import { seededRandom } from "../random.ts";
import { type Interval, pairedBootstrap } from "./bootstrap.ts";
import { BASELINE_RECIPE, BASELINES, CEILING, FLOOR, meanRecord, splitHalfRuns } from "./baselines/mod.ts";
import { trainingMeanSystem } from "./baselines/training_mean.ts";
import { crossValidate, recipeSystem, scoreMaps, shufflePairing, type System } from "./cross_validate.ts";
import { type PerturbationReport, type PerturbedPieces, perturbing } from "./perturbation.ts";
import { type PieceScore, scorePiece, scoreSystem, type SystemScore } from "./score.ts";
import { TARGETS_PROTOCOL } from "./score_targets.ts";

/** What `moodline evaluate` writes. All NLL in nats a rating, all distances in units of the plane (-1 … 1). */
export interface EvaluationReport {
  protocol: Record<string, unknown>;
  /** Names of the pieces of each fold; a model scored as it is has none. */
  folds: string[][];
  systems: Record<string, SystemScore>;
  /** NLL of a system less that of the first one, mean over pieces with a 95 % interval; above 0 is worse. */
  differences: Record<string, Interval>;
  pieces: Record<string, PieceScore[]>;
  /** What perturbations of the audio do to the maps of the first recipe; only if it was asked for. */
  perturbations?: PerturbationReport;
}

export { FLOOR };

export interface CrossValidationOptions {
  /** Names of recipes; the first is what the others are compared with. */
  recipes: readonly string[];
  folds: number;
  seed: number;
  /** Also run the first recipe with every piece paired with another one's ratings. */
  control: boolean;
  /** Also run every baseline, and the ceiling. Default: the floor alone. */
  baselines?: boolean;
  /** Also ask the first recipe for perturbed versions of the pieces. Default: none. */
  perturbed?: readonly PerturbedPieces[];
}

/**
 * Cross-validate recipes beside the floor.
 * @param pieces with the features that all recipes hear, or that a recipe hears.
 * @throws RangeError if a recipe is unknown or there are too few pieces.
 */
export function crossValidationReport(
  pieces: readonly TrainingPiece[] | ((recipe: Recipe) => readonly TrainingPiece[]),
  options: CrossValidationOptions,
  kernels: Kernels,
  onProgress: OnProgress = () => {},
): EvaluationReport {
  const { folds, seed } = options, recipes = options.recipes.map(findRecipe);
  const piecesFor = typeof pieces === "function" ? pieces : () => pieces;
  const first = piecesFor(recipes[0]), shuffled = shufflePairing(first, seed);
  if (options.baselines) requireRaters(first);
  const runs: { name: string; system: System; pieces: readonly TrainingPiece[] }[] = [
    ...recipes.map((recipe) => ({
      name: recipe.name,
      system: recipeSystem(recipe, seed, kernels),
      pieces: piecesFor(recipe),
    })),
    ...(options.baselines ? BASELINES : BASELINES.slice(0, 1)).map(({ name, create }) => ({
      name,
      system: create(seed, kernels),
      pieces: piecesFor(BASELINE_RECIPE),
    })),
  ];
  if (options.control) {
    const [recipe] = recipes;
    runs.push({
      name: `${recipe.name}, shuffled pairing`,
      system: recipeSystem(recipe, seed, kernels),
      pieces: shuffled,
    }, { name: `${FLOOR}, shuffled pairing`, system: trainingMeanSystem, pieces: shuffled });
  }
  const scores: Record<string, PieceScore[]> = {}, { perturbed = [] } = options;
  const perturbations = perturbing(runs[0].system, perturbed, seededRandom(seed).fork("perturbations"));
  runs[0].system = perturbations.system;
  runs.forEach(({ name, system, pieces }, turn) => {
    const onRun = partOf(onProgress, turn / runs.length, (turn + 1) / runs.length, `${name}, `);
    scores[name] = crossValidate(pieces, folds, system, onRun);
  });
  const systems = systemsOf(scores);
  const names = sortPieces(first).map(({ name }) => name);
  const foldNames = Array.from({ length: folds }, (_, fold) => names.filter((_, i) => i % folds === fold));
  const halves = options.baselines ? splitHalfRuns(first, { folds: foldNames, seed }, kernels) : null;
  if (halves) {
    const ceiling = halves.map((run) => run.map((one) => scorePiece(one.name, one.maps, one.series, STEP_SECONDS)));
    systems[CEILING] = meanRecord(ceiling.map(scoreSystem));
    scores[CEILING] = first.map((_, i) => meanRecord(ceiling.map((run) => run[i])));
  }
  const protocol = {
    task: "unseen songs",
    foldCount: folds,
    foldRule: "pieces sorted by name, index modulo folds",
    seed,
    kernels: kernels.id,
    kernelThreads: kernels.threads,
    cpuFeatures: kernels.features.join(" "),
    ...scoredBy(first),
  };
  return {
    protocol,
    folds: foldNames,
    systems,
    differences: differencesOf(scores, seed),
    pieces: scores,
    ...(perturbed.length > 0 ? { perturbations: perturbations.report() } : {}),
  };
}

/** Score one model on pieces. The pieces must not be those that it was trained on. */
export function modelReport(model: MoodModel, pieces: readonly TrainingPiece[], kernels: Kernels): EvaluationReport {
  const scores = {
    [model.id]: sortPieces(pieces).map((piece) => scoreMaps(piece, predict(model, piece.features, kernels).maps)),
  };
  const protocol = { task: "the pieces given", model: model.id, recipe: model.recipe.name, ...scoredBy(pieces) };
  return { protocol, folds: [], systems: systemsOf(scores), differences: {}, pieces: scores };
}

/** Baselines learn how raters differ, and the ceiling asks them. */
function requireRaters(pieces: readonly TrainingPiece[]): void {
  const piece = pieces.find(({ targets }) => targets);
  if (!piece) return;
  throw new RangeError(
    "Cannot run the baselines: single annotators' ratings of every piece must be known, " +
      `current value is means and deviations of ${piece.name} (evaluate without baselines)`,
  );
}

/** What figures are of where they are not of single ratings. */
function scoredBy(pieces: readonly TrainingPiece[]): { scoredBy?: string } {
  return pieces.some(({ targets }) => targets) ? { scoredBy: TARGETS_PROTOCOL } : {};
}

function systemsOf(scores: Record<string, PieceScore[]>): Record<string, SystemScore> {
  return Object.fromEntries(Object.entries(scores).map(([name, pieces]) => [name, scoreSystem(pieces)]));
}

function differencesOf(scores: Record<string, PieceScore[]>, seed: number): Record<string, Interval> {
  const [[first, base], ...others] = Object.entries(scores);
  const same = others.filter(([name]) => !name.endsWith("shuffled pairing"));
  return Object.fromEntries(same.map(([name, pieces]) => [
    `${name} − ${first}`,
    pairedBootstrap(pieces.map((piece, i) => piece.nllNats - base[i].nllNats), seededRandom(seed).fork(name)),
  ]));
}
