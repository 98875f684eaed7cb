/**
 * Training of the whole model from pieces and what annotators said of them.
 * @module
 */
import { stepLabels } from "../annotation/labels.ts";
import { blendKernels, type Motion, motionKernel, usualRaterMotion } from "../annotation/motion.ts";
import {
  type ChainMotion,
  type Clip,
  clipsFromSequences,
  type Crf,
  type CrfProblem,
  curvatureDiagonal,
  type LabelSequence,
  stationaryPenalty,
  trainCrf,
} from "../crf/crf.ts";
import type { Kernels } from "../kernels.ts";
import { type OnProgress, partOf } from "../progress.ts";
import { type Random, seededRandom } from "../random.ts";
import { FEATURE_VERSION, type StepFeatures } from "../signal/step_features.ts";
import { columnScale } from "../statistics.ts";
import { fitListener, type ListenerOptions } from "./fit_listener.ts";
import { fitUncertainty } from "./fit_uncertainty.ts";
import { hear, type Heard, type Listener, PREDICTIONS, predictSteps, recentRows } from "./hearing.ts";
import { EMPTY_MEMORY } from "./memory.ts";
import { KnownNetworks } from "./known_networks.ts";
import { crfInputs, type InputParts, moodCrf, type MoodModel, STEP_SECONDS } from "./model.ts";
import type { Recipe } from "./recipe.ts";
import { targetClips } from "./target_clips.ts";
import { hearings, ratedSteps, type TrainingPiece, withModelledRaters } from "./training_piece.ts";

/** Share of training's time that the listeners take; the CRF has the rest. */
const LISTENERS_SHARE = 0.7;

/** What training may be told beside the data. */
export interface TrainingOptions {
  /**
   * How emotion moves from step to step, known from elsewhere, and the share of the stationary chain's transitions that are
   * to move like it. The others move as the labels do; as raters usually do, where raters are known by mean and deviation
   * only. None by default.
   */
  motion?: { motion: Motion; share: number };
  /** Networks that were trained before; all new ones are added. */
  networks?: KnownNetworks;
  /** Music that nobody rated, on which networks are pre-trained, too. None by default. */
  unlabelled?: readonly StepFeatures[];
}

/**
 * Train a model. Where the recipe models raters, what is said of ratings below is of adjusted ones.
 * 1. Listeners: for each of the inner folds one that has not heard that fold's pieces, and one that has heard all.
 * 2. The CRF's inputs are what each piece's own listener-that-has-not-heard-it predicts, so that the CRF learns how far
 *    predictions of unheard music can be trusted.
 * 3. The CRF is trained on the annotators' own sequences (exact conditional likelihood, L-BFGS), from the stationary
 *    chain of the labels and drawn to it. Where the annotators are known by mean and deviation only, the sequences are
 *    those of the chain of raters that `target_clips.ts` describes.
 * 4. What the maps are worth: their calibration, a committee, and what the training music sounds like
 *    (`fit_uncertainty.ts`).
 * Deterministic for a seed, kernels and thread count.
 * @param rated at least 2 pieces, each with a rated step; their order decides the inner folds.
 * @throws RangeError if there are too few pieces, or a piece has no rated step.
 */
export function trainModel(
  rated: readonly TrainingPiece[],
  recipe: Recipe,
  seed: number,
  kernels: Kernels,
  onProgress: OnProgress = () => {},
  { motion, networks = new KnownNetworks(), unlabelled = [] }: TrainingOptions = {},
): MoodModel {
  const onListening = partOf(onProgress, 0, LISTENERS_SHARE);
  const pieces = recipe.raters === "modelled" ? withModelledRaters(rated) : rated;
  const listened = listenToPieces(pieces, recipe, seed, kernels, { networks, unlabelled, onProgress: onListening });
  const { listener, parts } = listened;
  const crf = moodCrf(recipe, listened.columns);
  const elsewhere = motion && { kernel: motionKernel(motion.motion), share: motion.share };
  const usual = motionKernel(usualRaterMotion()), kernel = elsewhere ? blendKernels(usual, elsewhere) : usual;
  const clips = pieces.map((piece, i) => pieceClips(crf, piece, listened.inputs[i][0], kernel));
  // Transitions of targets have been blended already.
  const chain = elsewhere && pieces.some(({ targets }) => !targets) ? elsewhere : null;
  const onField = partOf(onProgress, LISTENERS_SHARE, 1);
  const learned = trainField({ crf, clips: clips.flat() }, recipe, chain, kernels, onField);
  const field = { crf, parameters: learned.parameters };
  const known = fitUncertainty(pieces, { listened, field, clips, motion: chain, seed }, kernels);
  const id = `${recipe.name}-${seed}`;
  return {
    ...{ id, seed, featureVersion: FEATURE_VERSION, listener },
    ...{ ...parts, crf, ...learned, ...known, probes: [], card: {} },
  };
}

/** Every annotator's cells at the steps of a piece, each sequence of the annotator's weight. */
export function labelSequences({ features, series }: TrainingPiece): LabelSequence[] {
  return series.map((one) => ({ labels: stepLabels(one, features.steps, STEP_SECONDS), weight: one.weight ?? 1 }));
}

/**
 * The clips of a piece.
 * @param inputs [T, D]
 * @param kernel how raters move who are known by mean and deviation only, [121, 121].
 */
function pieceClips(crf: Crf, piece: TrainingPiece, inputs: Float64Array, kernel: Float64Array): Clip[] {
  return piece.targets
    ? targetClips(crf, inputs, piece.targets, { steps: piece.features.steps, kernel })
    : clipsFromSequences(crf, inputs, labelSequences(piece));
}

/** All of a model that is learned before its CRF, and what the CRF learns from. */
export interface Listened {
  listener: Listener;
  /** What makes the CRF's inputs of what the listener predicts. */
  parts: InputParts;
  /** What the listener, which has heard all, hears of each hearing of each piece. */
  heard: Heard[][];
  /** What was predicted of each by a listener that had not heard the piece, [T, 4]. */
  honest: Float64Array[][];
  /** Honest inputs of the CRF: of each hearing of each piece, [T, columns]. */
  inputs: Float64Array[][];
  columns: number;
}

/**
 * The first two steps of {@link trainModel}: whatever the CRF is, they are the same.
 * @throws RangeError as it does.
 */
export function listenToPieces(
  pieces: readonly TrainingPiece[],
  recipe: Recipe,
  seed: number,
  kernels: Kernels,
  { networks = new KnownNetworks(), unlabelled = [], onProgress = () => {} }: Partial<ListenerOptions> = {},
): Listened {
  if (pieces.length < 2) {
    throw new RangeError(`Cannot train a model: there must be at least 2 pieces, current value is ${pieces.length}`);
  }
  const unrated = pieces.find((piece) => ratedSteps(piece).length === 0);
  if (unrated) {
    throw new RangeError(
      "Cannot train a model: somebody must rate a step of every piece, " +
        `current value is 0 steps of ${unrated.name} (do the ratings' times fit the audio?)`,
    );
  }
  const { listener, honest } = fitListeners(pieces, recipe, seededRandom(seed), kernels, {
    networks,
    unlabelled,
    onProgress,
  });
  const heard = pieces.map((piece) => hearings(piece).map((one) => hear(listener.ear, one, kernels)));
  const scales = {
    predictionScale: columnScale(honest.map(([own]) => own), PREDICTIONS),
    activationScale: columnScale(heard.flat().map((one) => one.activations), heard[0][0].units),
    recentScale: columnScale(
      heard.flat().map((one) => recentRows(one, recipe.regression.stepWindowSeconds)),
      heard[0][0].width,
    ),
  };
  const parts = { ...scales, memory: EMPTY_MEMORY, recipe };
  const inputs = heard.map((views, i) => views.map((one, v) => crfInputs(parts, honest[i][v], one)));
  return { listener, parts, heard, honest, inputs, columns: PREDICTIONS + heard[0][0].units };
}

/** The listener that has heard all pieces, and what was predicted of each hearing of each by one that had not heard the piece. */
function fitListeners(
  pieces: readonly TrainingPiece[],
  recipe: Recipe,
  random: Random,
  kernels: Kernels,
  { onProgress, ...options }: ListenerOptions,
): { listener: Listener; honest: Float64Array[][] } {
  const folds = Math.min(recipe.innerFolds, pieces.length), turns = folds + 1;
  const listen = (chosen: readonly TrainingPiece[], turn: number) => {
    const onTurn = partOf(onProgress, turn / turns, (turn + 1) / turns, `listener ${turn + 1} of ${turns}: `);
    return fitListener(chosen, recipe, random.fork(`listener ${turn}`), kernels, { ...options, onProgress: onTurn });
  };
  const honest: Float64Array[][] = new Array(pieces.length);
  for (let fold = 0; fold < folds; fold++) {
    const listener = listen(pieces.filter((_, i) => i % folds !== fold), fold);
    pieces.forEach((piece, i) => {
      if (i % folds !== fold) return;
      honest[i] = hearings(piece).map((one) => predictSteps(listener, hear(listener.ear, one, kernels)));
    });
  }
  return { listener: listen(pieces, folds), honest };
}

/** θ of the CRF, and how sharply data and penalty pin it down there. */
function trainField(
  problem: CrfProblem,
  recipe: Recipe,
  motion: ChainMotion | null,
  kernels: Kernels,
  onProgress: OnProgress,
): { parameters: Float64Array; information: Float64Array } {
  const { strengths, maxIterations } = recipe.crf, penalty = stationaryPenalty(problem, strengths, motion);
  const { parameters } = trainCrf(problem, {
    penalty,
    start: penalty.centre,
    maxIterations,
    onIteration: ({ iteration }) =>
      onProgress({ message: "training the conditional random field", fraction: iteration / maxIterations }),
  }, kernels);
  const information = curvatureDiagonal(problem, parameters, kernels).map((h, i) => h + penalty.curvature[i]);
  return { parameters, information };
}
