/**
 * The report of an evaluation: figures of every system side by side, and how sure their differences are.
 * What each key means: `docs/formats/evaluation.md`.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { type MoodModel, predict } from "../model/model.ts";
import { findRecipe, type Recipe } from "../model/recipe.ts";
import { sortPieces, type TrainingPiece } from "../model/training_piece.ts";
import { type OnProgress, partOf } from "../progress.ts";
import { seededRandom } from "../random.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { type Interval, pairedBootstrap } from "./bootstrap.ts";
import { CEILING, FLOOR, meanRecord, splitHalfRuns } from "./baselines/mod.ts";
import { calibrate, type Calibration } from "./calibration.ts";
import { heldOutBins, type HeldOutPiece } from "./cross_validate.ts";
import { type FoldPlan, planFolds, type Task, TASKS } from "./folds.ts";
import { type PerturbationReport, type PerturbedPieces, perturbing } from "./perturbation.ts";
import { evaluationRuns, type Role } from "./runs.ts";
import { type PieceScore, pointDistance, scoreBins } from "./score.ts";
import { scoreSystem, type SystemScore } from "./system_score.ts";
import { TARGETS_PROTOCOL } from "./target_bins.ts";

export { FLOOR };

/** Version of the report's JSON: the same as long as keys are only added. */
export const REPORT_VERSION = 1;

/** Figures of which differences are told, and how a piece's is read. */
const DIFFERENCES = {
  nllNats: (score: PieceScore) => score.nllNats,
  pieceDistance: (score: PieceScore) => pointDistance(score.predicted, score.observed),
  stepDistance: (score: PieceScore) => score.stepDistance,
  emd: (score: PieceScore) => score.emd,
  energyScore: (score: PieceScore) => score.energyScore,
} as const;
export type DifferenceFigure = keyof typeof DIFFERENCES;

/** What `moodline evaluate` writes. All NLL in nats a rating, all distances in units of the plane (-1 … 1). */
export interface EvaluationReport {
  format: "moodline-evaluation";
  version: typeof REPORT_VERSION;
  protocol: Record<string, unknown>;
  /** Names of the pieces of each fold; a model scored as it is has none. */
  folds: string[][];
  /** Names of the raters held out with each fold; null when all ratings of a held-out piece count. */
  raterFolds: string[][] | null;
  /** What each system is for. */
  roles: Record<string, Role>;
  systems: Record<string, SystemScore>;
  calibration: Record<string, Calibration>;
  /** NLL of a system less that of the first one, mean over pieces with a 95 % interval; above 0 is worse. */
  differences: Record<string, Interval>;
  /** The same of more figures; above 0 is worse in all of them. */
  differencesBy: Record<DifferenceFigure, Record<string, Interval>>;
  pieces: Record<string, PieceScore[]>;
  /** What perturbations of the audio do to the maps of the first recipe; only if it was asked for. */
  perturbations?: PerturbationReport;
}

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
  /** Music that nobody rated, with the features that a recipe hears: its network is pre-trained on it, too. Default: none. */
  unlabelledFor?: (recipe: Recipe) => readonly StepFeatures[];
  /** Group of each piece (artist, album, game), as pairs: a group falls into one fold, and is resampled as one. */
  groups?: readonly (readonly [piece: string, group: string])[];
  /** What is unseen. Default: songs. */
  task?: Task;
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
  const { folds, seed, task = "songs", perturbed = [] } = options, recipes = options.recipes.map(findRecipe);
  const groups = options.groups && new Map(options.groups), dealing = { count: folds, groups, task };
  const perturbations = perturbing(perturbed, seededRandom(seed).fork("perturbations"));
  const runs = evaluationRuns(recipes, typeof pieces === "function" ? pieces : () => pieces, {
    ...{ ...options, kernels },
    around: perturbations.around,
  });
  const plan = planFolds(runs[0].pieces, dealing);
  if (options.baselines) requireBaselines(runs[0].pieces, plan);
  const scored: ScoredRun[] = runs.map(({ name, role, pieces, predict }, turn) => {
    const onRun = partOf(onProgress, turn / runs.length, (turn + 1) / runs.length, `${name}, `);
    // Shuffled ratings have raters of their own in each fold.
    const own = role === "control" ? planFolds(pieces, dealing) : plan;
    return { name, role, ...scoreHeldOut(predict(own, onRun)) };
  });
  // Halves of the raters cut across folds of raters.
  if (options.baselines && !plan.raterFolds) scored.push(...scoreCeiling(runs[0].pieces, plan, seed, kernels));
  const protocol = {
    task: TASKS[task],
    notes: plan.notes,
    foldCount: folds,
    foldRule: plan.rule,
    groups: groups ? new Set(runs[0].pieces.map(({ name }) => groups.get(name))).size : null,
    seed,
    kernels: kernels.id,
    kernelThreads: kernels.threads,
    cpuFeatures: kernels.features.join(" "),
    ...scoredBy(runs[0].pieces),
  };
  return {
    ...compileReport(protocol, scored, { seed, groups }),
    folds: plan.folds,
    raterFolds: plan.raterFolds,
    ...(perturbed.length > 0 ? { perturbations: perturbations.report() } : {}),
  };
}

/** What half of a piece's annotators say of the other half; nothing where a piece has only one. */
function scoreCeiling(
  pieces: readonly TrainingPiece[],
  { folds }: FoldPlan,
  seed: number,
  kernels: Kernels,
): ScoredRun[] {
  const halves = splitHalfRuns(pieces, { folds, seed }, kernels);
  return halves ? [{ name: CEILING, role: "ceiling", ...meanRecord(halves.map(scoreHeldOut)) }] : [];
}

/** Pieces that a baseline must have to learn from: those with inner folds leave a part of them out. */
const LEAST_TRAINING = 3;

/** Baselines learn how raters differ, and the ceiling asks them. @throws RangeError if that cannot be. */
export function requireBaselines(
  pieces: readonly Pick<TrainingPiece, "name" | "targets">[],
  { folds }: FoldPlan,
): void {
  const least = pieces.length - Math.max(...folds.map((fold) => fold.length));
  if (least < LEAST_TRAINING) {
    throw new RangeError(
      `Cannot run the baselines: ${LEAST_TRAINING} pieces must be left to learn from, current value is ${least} ` +
        "(more pieces or more folds, or evaluate without baselines)",
    );
  }
  const piece = pieces.find(({ targets }) => targets);
  if (!piece) return;
  throw new RangeError(
    "Cannot run the baselines: single annotators' ratings of every piece must be known, " +
      `current value is means and deviations of ${piece.name} (evaluate without baselines)`,
  );
}

/** Score one model on pieces. The pieces must not be those that it was trained on. */
export function modelReport(model: MoodModel, pieces: readonly TrainingPiece[], kernels: Kernels): EvaluationReport {
  const heldOut = sortPieces(pieces).map(({ name, features, series, targets }, fold) => ({
    name,
    // Heard by nobody: each may be calibrated on all others.
    fold,
    maps: predict(model, features, kernels).maps,
    series,
    targets,
  }));
  const protocol = { task: "the pieces given", model: model.id, recipe: model.recipe.name, ...scoredBy(pieces) };
  return compileReport(protocol, [{ name: model.id, role: "system", ...scoreHeldOut(heldOut) }], { seed: model.seed });
}

/** What figures are of where they are not of single ratings. */
function scoredBy(pieces: readonly TrainingPiece[]): { scoredBy?: string } {
  return pieces.some(({ targets }) => targets) ? { scoredBy: TARGETS_PROTOCOL } : {};
}

/** A run with its figures. */
export interface ScoredRun {
  name: string;
  role: Role;
  system: SystemScore;
  pieces: PieceScore[];
  calibration: Calibration;
}

/** Every figure of held-out pieces; their bins are made once. */
export function scoreHeldOut(heldOut: readonly HeldOutPiece[]): Omit<ScoredRun, "name" | "role"> {
  const binned = heldOut.map((piece) => ({ piece: piece.name, fold: piece.fold, bins: heldOutBins(piece) }));
  const pieces = binned.map(({ piece, bins }) => scoreBins(piece, bins));
  return { system: scoreSystem(pieces), pieces, calibration: calibrate(binned) };
}

/**
 * Runs side by side.
 * @param scored the first is what the others are compared with; at least one.
 */
export function compileReport(
  protocol: Record<string, unknown>,
  scored: readonly ScoredRun[],
  { seed, groups }: { seed: number; groups?: ReadonlyMap<string, string> },
): EvaluationReport {
  const by = <T>(pick: (one: ScoredRun) => T) => Object.fromEntries(scored.map((one) => [one.name, pick(one)]));
  const differencesBy = Object.fromEntries(
    Object.entries(DIFFERENCES).map(([figure, pick]) => [figure, differences(scored, pick, { seed, groups })]),
  ) as EvaluationReport["differencesBy"];
  return {
    format: "moodline-evaluation",
    version: REPORT_VERSION,
    protocol,
    folds: [],
    raterFolds: null,
    roles: by(({ role }) => role),
    systems: by(({ system }) => system),
    calibration: by(({ calibration }) => calibration),
    differences: differencesBy.nllNats,
    differencesBy,
    pieces: by(({ pieces }) => pieces),
  };
}

/** Of every system that was scored on the pieces' own ratings, over the pieces that both have. */
function differences(
  [first, ...others]: readonly ScoredRun[],
  figure: (score: PieceScore) => number,
  { seed, groups }: { seed: number; groups?: ReadonlyMap<string, string> },
): Record<string, Interval> {
  const base = new Map(first.pieces.map((score) => [score.piece, figure(score)]));
  return Object.fromEntries(
    others.filter(({ role }) => role !== "control").map(({ name, pieces }) => {
      const both = pieces.filter(({ piece }) => base.has(piece));
      const clusters = groups && both.map(({ piece }) => groups.get(piece)!);
      const apart = both.map((score) => figure(score) - base.get(score.piece)!);
      return [`${name} − ${first.name}`, pairedBootstrap(apart, seededRandom(seed).fork(name), { clusters })];
    }),
  );
}
