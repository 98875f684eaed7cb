/**
 * Training of the whole model from pieces and what annotators said of them.
 * @module
 */
import { meanRatings, stepLabels } from "../annotation/labels.ts";
import type { RatingSeries } from "../annotation/series.ts";
import {
  type Clip,
  clipsFromSequences,
  createCrf,
  type Crf,
  curvatureDiagonal,
  parameterBlocks,
  parameterCount,
  type QuadraticPenalty,
  trainCrf,
} from "../crf/crf.ts";
import { type Dbn } from "../dbn/dbn.ts";
import { trainDbn, untrainedDbn } from "../dbn/train.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Kernels } from "../kernels.ts";
import { type OnProgress, partOf } from "../progress.ts";
import { type Random, seededRandom } from "../random.ts";
import { columnScale, mean } from "../statistics.ts";
import { FEATURE_VERSION, type StepFeatures } from "../signal/step_features.ts";
import {
  columnWeights,
  type Ear,
  hear,
  type Heard,
  type Listener,
  networkInputs,
  PREDICTIONS,
  predictSteps,
  recentRows,
  songRow,
  SPECTRUM_BINS,
  spectrumScale,
  stepRows,
} from "./hearing.ts";
import { EMPTY_MEMORY } from "./memory.ts";
import { crfInputs, type MoodModel, STEP_SECONDS } from "./model.ts";
import type { Recipe } from "./recipe.ts";
import { fitRidge } from "./ridge.ts";

/** A piece to learn from. */
export interface TrainingPiece {
  name: string;
  features: StepFeatures;
  /** One entry an annotator. */
  series: RatingSeries[];
}

/** Share of training's time that the listeners take; the CRF has the rest. */
const LISTENERS_SHARE = 0.7;

/**
 * Train a model.
 * 1. Listeners: for each of the inner folds one that has not heard that fold's pieces, and one that has heard all.
 * 2. The CRF's inputs are what each piece's own listener-that-has-not-heard-it predicts, so that the CRF learns how far
 *    predictions of unheard music can be trusted.
 * 3. The CRF is trained on the annotators' own sequences (exact conditional likelihood, L-BFGS), from the stationary
 *    chain of the labels and drawn to it.
 * Deterministic for a seed, kernels and thread count.
 * @param pieces at least 2, with at least one rating each.
 * @throws RangeError if there are too few pieces, or a piece has no rated step.
 */
export function trainModel(
  pieces: readonly TrainingPiece[],
  recipe: Recipe,
  seed: number,
  kernels: Kernels,
  onProgress: OnProgress = () => {},
): MoodModel {
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
  const random = seededRandom(seed), folds = Math.min(recipe.innerFolds, pieces.length);
  const share = (turn: number) => LISTENERS_SHARE * turn / (folds + 1);
  const listen = (chosen: readonly TrainingPiece[], turn: number) =>
    fitListener(
      chosen,
      recipe,
      random.fork(`listener ${turn}`),
      kernels,
      partOf(onProgress, share(turn), share(turn + 1), `listener ${turn + 1} of ${folds + 1}: `),
    );
  const honest: Float64Array[] = new Array(pieces.length);
  for (let fold = 0; fold < folds; fold++) {
    const listener = listen(pieces.filter((_, i) => i % folds !== fold), fold);
    pieces.forEach((piece, i) => {
      if (i % folds === fold) honest[i] = predictSteps(listener, hear(listener.ear, piece.features, kernels));
    });
  }
  const listener = listen(pieces, folds);
  const heard = pieces.map((piece) => hear(listener.ear, piece.features, kernels));
  const predictionScale = columnScale(honest, PREDICTIONS);
  const activationScale = columnScale(heard.map((one) => one.activations), heard[0].units);
  const recentScale = columnScale(
    heard.map((one) => recentRows(one, recipe.regression.stepWindowSeconds)),
    heard[0].width,
  );
  const parts = { predictionScale, activationScale, recentScale, memory: EMPTY_MEMORY, recipe };
  const crf = createCrf({
    states: CELL_COUNT,
    inputs: PREDICTIONS + heard[0].units,
    bias: true,
    emission: recipe.crf.emission,
    transitions: recipe.crf.transitions,
  });
  const clips = pieces.flatMap(({ features, series }, i) =>
    clipsFromSequences(
      crf,
      crfInputs(parts, honest[i], heard[i]),
      series.map((one) => ({ labels: stepLabels(one, features.steps, STEP_SECONDS) })),
    )
  );
  const penalty = stationaryPenalty(crf, clips, recipe);
  const { maxIterations } = recipe.crf;
  const { parameters } = trainCrf({ crf, clips }, {
    penalty,
    start: penalty.centre,
    maxIterations,
    onIteration: ({ iteration }) =>
      onProgress({
        message: "training the conditional random field",
        fraction: LISTENERS_SHARE + (1 - LISTENERS_SHARE) * iteration / maxIterations,
      }),
  }, kernels);
  const information = curvatureDiagonal({ crf, clips }, parameters, kernels)
    .map((curvature, i) => curvature + penalty.curvature[i]);
  return {
    id: `${recipe.name}-${seed}`,
    seed,
    featureVersion: FEATURE_VERSION,
    listener,
    ...parts,
    crf,
    parameters,
    information,
    card: {},
  };
}

/** Steps of a piece that somebody rated, with the mean ratings there. */
function ratedSteps(piece: TrainingPiece): { step: number; arousal: number; valence: number }[] {
  const { arousal, valence } = meanRatings(piece.series, piece.features.steps, STEP_SECONDS);
  return Array.from(arousal, (value, step) => ({ step, arousal: value, valence: valence[step] }))
    .filter((rated) => Number.isFinite(rated.arousal));
}

/** Train the network on the mean rating of each step, then the regressions on what the network and the descriptors say. */
function fitListener(
  pieces: readonly TrainingPiece[],
  recipe: Recipe,
  random: Random,
  kernels: Kernels,
  onProgress: OnProgress,
): Listener {
  const rated = pieces.map(ratedSteps);
  const ear = fitEar(pieces, rated, recipe, random, kernels, onProgress);
  const song = { x: [] as number[], y: [] as number[] }, step = { x: [] as number[], y: [] as number[] };
  let width = 0;
  pieces.forEach((piece, i) => {
    const heard: Heard = hear(ear, piece.features, kernels);
    const means = [mean(rated[i].map((r) => r.arousal)), mean(rated[i].map((r) => r.valence))];
    const rows = stepRows(heard, recipe.regression.stepWindowSeconds);
    width = heard.width;
    song.x.push(...songRow(heard));
    song.y.push(...means);
    for (const one of rated[i]) {
      for (let c = 0; c < width; c++) step.x.push(rows[one.step * width + c]);
      step.y.push(one.arousal - means[0], one.valence - means[1]);
    }
  });
  const weights = columnWeights(ear, recipe.regression);
  const fit = (data: { x: number[]; y: number[] }, strength: number) =>
    fitRidge(
      { inputs: width, outputs: 2, x: Float64Array.from(data.x), y: Float64Array.from(data.y), columnWeights: weights },
      strength,
    );
  return {
    ear,
    regression: recipe.regression,
    song: fit(song, recipe.regression.songStrength),
    step: fit(step, recipe.regression.stepStrength),
  };
}

function fitEar(
  pieces: readonly TrainingPiece[],
  rated: readonly { step: number; arousal: number; valence: number }[][],
  recipe: Recipe,
  random: Random,
  kernels: Kernels,
  onProgress: OnProgress,
): Ear {
  const scale = spectrumScale(pieces.map((piece) => piece.features));
  if (recipe.hearing.network === "none") return { hearing: recipe.hearing, scale, dbn: null };
  const rows = rated.reduce((sum, steps) => sum + steps.length, 0);
  const inputs = new Float32Array(rows * SPECTRUM_BINS), values = new Float32Array(rows * 2);
  let row = 0;
  pieces.forEach((piece, i) => {
    const all = networkInputs(piece.features, scale);
    for (const { step, arousal, valence } of rated[i]) {
      inputs.set(all.subarray(step * SPECTRUM_BINS, (step + 1) * SPECTRUM_BINS), row * SPECTRUM_BINS);
      values.set([arousal, valence], row * 2);
      row++;
    }
  });
  const targets = { outputs: 2, values };
  const dbn: Dbn = recipe.hearing.network === "trained"
    ? trainDbn(inputs, SPECTRUM_BINS, targets, recipe.dbn, random, kernels, onProgress)
    : untrainedDbn(SPECTRUM_BINS, recipe.dbn, targets, random);
  return { hearing: recipe.hearing, scale, dbn };
}

/** What smooths the counts of transitions: this share of them is as if successive steps were independent … */
const INDEPENDENT_SHARE = 0.02;
/** … and so are this many transitions a cell more, which matter where there are few ratings. */
const INDEPENDENT_COUNTS = 2;

/**
 * Draw the CRF to the chain that knows the labels' frequencies and transitions but not the music: with E the symmetric
 * joint frequency of successive cells and p its margin, bias = log p and A = log(E / p·pᵀ). This chain is stationary with
 * margin p, so without music every heatmap is p. (Drawn to zero instead, L-BFGS needs far longer and ends worse.)
 */
function stationaryPenalty(crf: Crf, clips: readonly Clip[], recipe: Recipe): QuadraticPenalty {
  const S = CELL_COUNT;
  const joint = new Float64Array(S * S), frequency = new Float64Array(S).fill(1);
  for (const clip of clips) {
    for (let i = 0; i < clip.gold.length; i++) frequency[i % S] += clip.gold[i];
    clip.edges.forEach((edge, i) => {
      joint[edge] += clip.edgeCounts[i];
      joint[(edge % S) * S + Math.floor(edge / S)] += clip.edgeCounts[i];
    });
  }
  const total = joint.reduce((sum, count) => sum + count, 0), seen = frequency.reduce((sum, count) => sum + count, 0);
  const added = INDEPENDENT_COUNTS * S, share = (INDEPENDENT_SHARE * total + added) / (total + added);
  const margin = new Float64Array(S);
  for (let r = 0; r < S; r++) {
    for (let s = 0; s < S; s++) {
      const independent = frequency[r] / seen * frequency[s] / seen;
      const counted = total > 0 ? joint[r * S + s] / total : independent;
      margin[r] += joint[r * S + s] = (1 - share) * counted + share * independent;
    }
  }
  const blocks = parameterBlocks(crf), { strengths } = recipe.crf;
  const curvature = new Float64Array(parameterCount(crf)), centre = new Float64Array(curvature.length);
  for (const { name, start, end } of Object.values(blocks)) curvature.fill(strengths[name], start, end);
  for (let s = 0; s < S; s++) centre[blocks.bias.start + s] = Math.log(margin[s]);
  if (recipe.crf.transitions.kind === "dense") {
    for (let i = 0; i < S * S; i++) {
      const r = Math.floor(i / S), s = i % S;
      centre[blocks.transitions.start + i] = Math.log(joint[i] / (margin[r] * margin[s]));
    }
  }
  return { curvature, centre };
}
