/**
 * All rows of the table on one fold: listeners are fitted once, and every CRF learns from what they have heard.
 * @module
 */
import type { Kernels } from "../../core/kernels.ts";
import { hear, predictSteps } from "../../core/model/hearing.ts";
import { crfInputs } from "../../core/model/model.ts";
import type { Recipe } from "../../core/model/recipe.ts";
import { listenToPieces } from "../../core/model/train.ts";
import type { TrainingPiece } from "../../core/model/training_piece.ts";
import { mean } from "../../core/statistics.ts";
import { fieldNll, type FieldOptions, type FieldPiece, fieldProblem, trainField } from "./field.ts";
import { fitNovelty, novelty, noveltyCodes } from "./novelty.ts";
import type { Row } from "./rows.ts";

export interface StudyOptions {
  recipe: Recipe;
  seed: number;
  /** Number of folds; piece i is in fold i modulo this. */
  folds: number;
}

/** What a CRF of a fold learns from and is tested on. */
export interface Fold {
  training: FieldPiece[];
  test: FieldPiece[];
}

/** Every third training piece chooses between the options of a row. */
const CHOOSING = 3;

/** Fit listeners to all pieces but those of a fold, and hear all. */
export function listenToFold(
  pieces: readonly TrainingPiece[],
  fold: number,
  { recipe, seed, folds }: StudyOptions,
  kernels: Kernels,
): Fold {
  const training = pieces.filter((_, i) => i % folds !== fold), test = pieces.filter((_, i) => i % folds === fold);
  const { listener, parts, inputs } = listenToPieces(training, recipe, seed, kernels);
  const scale = fitNovelty(training.map(({ features }) => features));
  const withInputs = (piece: TrainingPiece, inputs: Float64Array): FieldPiece => {
    const heard = novelty(piece.features, scale), codes = noveltyCodes(heard, scale);
    return { piece, inputs, conditions: { nothing: new Float64Array(0), novelty: heard, codes } };
  };
  return {
    training: training.map((piece, i) => withInputs(piece, inputs[i][0])),
    test: test.map((piece) => {
      const heard = hear(listener.ear, piece.features, kernels);
      return withInputs(piece, crfInputs(parts, predictSteps(listener, heard), heard));
    }),
  };
}

export interface RowResult {
  /** NLL of each test piece, nats a rating. */
  nll: number[];
  /** Index of the options that were chosen. */
  chosen: number;
}

/** Choose among the row's options within the training pieces, train on all of them, and score the test pieces. */
export function studyRow(row: Row, { training, test }: Fold, recipe: Recipe, kernels: Kernels): RowResult {
  const scoring = { hears: row.hears, edgeSteps: recipe.crf.edgeSteps };
  const nllOf = (learn: FieldPiece[], score: FieldPiece[], options: FieldOptions) =>
    fieldNll(trainField(fieldProblem(learn, row), options, kernels), score, scoring, kernels);
  let chosen = 0;
  if (row.options.length > 1) {
    const learn = training.filter((_, i) => i % CHOOSING !== 0), choose = training.filter((_, i) => i % CHOOSING === 0);
    const scores = row.options.map((options) => mean(nllOf(learn, choose, options)));
    chosen = scores.indexOf(Math.min(...scores));
  }
  return { nll: nllOf(training, test, row.options[chosen]), chosen };
}
