/**
 * Search for the default recipe by nested cross-validation:
 * `deno task search --audio DIR --annotations FILE [--views DIR] --log FILE`.
 *
 * For each outer fold the recipe is chosen by cross-validation of the other folds' pieces alone, trained on all of them and
 * scored on the fold: those scores together are what the search, its choices included, is worth. (What it may choose from was
 * written down by people who had seen results on these pieces.) Then a recipe is chosen on all pieces. Every trial is a line of the log; trials that are there already are not run again.
 * @module
 */
import { crossValidate, recipeSystem } from "../core/evaluation/cross_validate.ts";
import type { PieceScore } from "../core/evaluation/score.ts";
import { scoreSystem } from "../core/evaluation/system_score.ts";
import { planFolds, splitFold } from "../core/evaluation/folds.ts";
import { KnownNetworks } from "../core/model/known_networks.ts";
import { featureSpec, type Recipe } from "../core/model/recipe.ts";
import { sortPieces, type TrainingPiece } from "../core/model/training_piece.ts";
import { selectKernels } from "../kernels/select.ts";
import { AXES, START } from "./search/axes.ts";
import { chooseGreedily } from "./search/greedy.ts";
import { openTrialLog } from "./search/log.ts";
import { dataHash } from "../workers/learning.ts";
import { toolCall } from "./tool_call.ts";
import { readTrainingPieces } from "./training_pieces.ts";

/** Six inner folds leave 60 of 72 pieces to learn from: which recipe is best depends on how many there are. */
const OUTER_FOLDS = 5, INNER_FOLDS = 6, SEED = 1;

const { options: { audio, annotations, views, cache, log: logPath } } = toolCall({
  task: "search",
  needed: { audio: "DIR", annotations: "FILE", log: "FILE" },
  optional: { views: "DIR", cache: "DIR" },
});

const kernels = await selectKernels();
const pieces = sortPieces(
  await readTrainingPieces({ audio, annotations, views, cache }, { spec: featureSpec(START), kernels }),
);

const log = await openTrialLog(logPath, {
  data: dataHash(pieces),
  seed: SEED,
  kernels: kernels.id,
  innerFolds: INNER_FOLDS,
});

/** Choose a recipe on some pieces, whose folds are dealt anew. */
async function choose(place: string, training: readonly TrainingPiece[]) {
  const networks = new KnownNetworks();
  const score = (recipe: Recipe) =>
    log.once({ place, recipe }, () => {
      const scores = crossValidate(training, INNER_FOLDS, recipeSystem(recipe, SEED, kernels, { networks }));
      return { ...scoreSystem(scores) };
    }).then(({ nllNats }) => nllNats);
  const { recipe, chosen } = await chooseGreedily(START, AXES, score);
  log.say({ place, chosen });
  return recipe;
}

const plan = planFolds(pieces, { count: OUTER_FOLDS }), outer: PieceScore[] = [];
for (let fold = 0; fold < OUTER_FOLDS; fold++) {
  const { training } = splitFold(pieces, plan, fold), place = `outer fold ${fold + 1}`;
  const recipe = await choose(place, training);
  const heldOut = { ...plan, folds: plan.folds.map((names, i) => i === fold ? names : []) };
  const scores = crossValidate(pieces, heldOut, recipeSystem(recipe, SEED, kernels));
  log.say({ place: `${place}, held out`, figures: scoreSystem(scores) });
  outer.push(...scores);
}
log.say({ place: "nested", figures: scoreSystem(outer) });
await choose("all pieces", pieces);
kernels.close();
