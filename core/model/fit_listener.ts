/**
 * Training of a listener: its network, then its regressions.
 * @module
 */
import { headOutputs } from "../dbn/heads/head.ts";
import { headOf, trainDbn, untrainedDbn } from "../dbn/train.ts";
import type { Kernels } from "../kernels.ts";
import type { OnProgress } from "../progress.ts";
import type { Random } from "../random.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { spectrumColumns, type StepSpectrumSpec } from "../signal/step_spectrum_spec.ts";
import { type ColumnScale, mean } from "../statistics.ts";
import {
  columnWeights,
  type Ear,
  earWidth,
  hear,
  type Heard,
  hearingSpectrum,
  hearsPast,
  type Listener,
  networkInputs,
  rowGroups,
  songRow,
  spectrumScale,
  stepRows,
} from "./hearing.ts";
import type { KnownNetworks } from "./known_networks.ts";
import { stepTargets } from "./network_targets.ts";
import type { Recipe } from "./recipe.ts";
import { fitGaussianProcess } from "../regression/gaussian_process.ts";
import { fitPls } from "../regression/pls.ts";
import { fitRidge } from "../regression/ridge.ts";
import { hearings, type RatedStep, ratedSteps, type TrainingPiece } from "./training_piece.ts";

/** What fitting may know from before, and whom it tells. */
export interface ListenerOptions {
  networks: KnownNetworks;
  /** Music that nobody rated, on which the network is pre-trained, too. */
  unlabelled: readonly StepFeatures[];
  onProgress: OnProgress;
}

/** A rated step, and which of the piece's hearings it is taken from. */
export interface DrawnStep extends RatedStep {
  hearing: number;
}

/**
 * Rated steps of a piece. Where it has views, each step is taken from one of its hearings, drawn: as many steps to learn from
 * as without, heard in all ways.
 */
export function drawnSteps(piece: TrainingPiece, random: Random): DrawnStep[] {
  const all = hearings(piece);
  return ratedSteps(piece).map((rated) => {
    const hearing = all.length > 1 ? random.integer(all.length) : 0;
    return { ...rated, hearing: rated.step < all[hearing].steps ? hearing : 0 };
  });
}

/**
 * Train the network on the ratings of each step, as its head takes them, then the regressions on what the network and the
 * descriptors say. The song's regression learns from the views what tells them apart, to ignore it.
 */
export function fitListener(
  pieces: readonly TrainingPiece[],
  recipe: Recipe,
  random: Random,
  kernels: Kernels,
  options: ListenerOptions,
): Listener {
  const views = random.fork("views"), rated = pieces.map((piece) => drawnSteps(piece, views));
  const ear = fitEar(pieces, rated, { ...options, recipe, random }, kernels);
  const song = { x: [] as number[], y: [] as number[] }, step = { x: [] as number[], y: [] as number[] };
  const differences: number[] = [], width = earWidth(ear);
  pieces.forEach((piece, i) => {
    const heard = hearings(piece).map((features): Heard => hear(ear, features, kernels));
    const means = [mean(rated[i].map((r) => r.arousal)), mean(rated[i].map((r) => r.valence))];
    const rows = heard.map((one) => stepRows(one, recipe.regression.stepWindowSeconds, { past: hearsPast(ear) }));
    const [own, ...views] = heard.map(songRow);
    song.x.push(...own);
    song.y.push(...means);
    for (const view of views) differences.push(...view.map((value, c) => value - own[c]));
    for (const one of rated[i]) {
      for (let c = 0; c < width; c++) step.x.push(rows[one.hearing][one.step * width + c]);
      step.y.push(one.arousal - means[0], one.valence - means[1]);
    }
  });
  const weights = columnWeights(ear, recipe.regression);
  const tableOf = (data: { x: number[]; y: number[] }) => ({
    inputs: width,
    outputs: 2,
    x: Float64Array.from(data.x),
    y: Float64Array.from(data.y),
  });
  const fit = (data: { x: number[]; y: number[] }, strength: number) => {
    const { components } = recipe.regression;
    const weighted = { ...tableOf(data), columnWeights: weights };
    return components === undefined ? fitRidge(weighted, strength) : fitPls(weighted, components);
  };
  return {
    ear,
    regression: recipe.regression,
    song: recipe.regression.songMethod === "gaussianProcess"
      ? fitGaussianProcess({
        ...{ ...tableOf(song), groups: rowGroups(ear), nuisances: recipe.regression.nuisances },
        differences: Float64Array.from(differences),
      })
      : fit(song, recipe.regression.songStrength),
    step: fit(step, recipe.regression.stepStrength),
  };
}

/** Train the network alone, if the recipe has one. `rated` are the rated steps of each piece. */
export function fitEar(
  pieces: readonly TrainingPiece[],
  rated: readonly DrawnStep[][],
  { recipe, random, networks, unlabelled, onProgress }: ListenerOptions & { recipe: Recipe; random: Random },
  kernels: Kernels,
): Ear {
  const spec = hearingSpectrum(recipe.hearing), columns = spectrumColumns(spec);
  const scale = spectrumScale(pieces.flatMap(hearings), spec);
  if (recipe.hearing.network === "none") return { hearing: recipe.hearing, scale, dbn: null };
  const dbn = networks.get({ pieces, recipe, random, unlabelled }, () => {
    const { inputs, targets } = networkExamples(pieces, rated, { recipe, scale });
    return recipe.hearing.network === "trained"
      ? trainDbn(
        { inputs, visible: columns, targets, unlabelled: unratedInputs(unlabelled, scale, spec) },
        { spec: recipe.dbn, random, kernels, onProgress },
      )
      : untrainedDbn(columns, recipe.dbn, targets, random);
  });
  return { hearing: recipe.hearing, scale, dbn };
}

/** Inputs of music that nobody rated, one piece behind the other. */
function unratedInputs(unlabelled: readonly StepFeatures[], scale: ColumnScale, spec: StepSpectrumSpec): Float32Array {
  const all = unlabelled.map((features) => networkInputs(features, scale, spec));
  const out = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const inputs of all) {
    out.set(inputs, at);
    at += inputs.length;
  }
  return out;
}

/** What the network learns from: inputs [N, V] of the rated steps, and what its head is to say of them. */
function networkExamples(
  pieces: readonly TrainingPiece[],
  rated: readonly DrawnStep[][],
  { recipe, scale }: { recipe: Recipe; scale: ColumnScale },
) {
  const spec = hearingSpectrum(recipe.hearing), columns = spectrumColumns(spec);
  const rows = rated.reduce((sum, steps) => sum + steps.length, 0);
  const inputs = new Float32Array(rows * columns), head = headOf(recipe.dbn), outputs = headOutputs(head);
  const values = new Float32Array(rows * outputs);
  let row = 0;
  pieces.forEach((piece, i) => {
    const all = hearings(piece).map((features) => networkInputs(features, scale, spec));
    const ratingsAt = stepTargets(head, piece);
    for (const one of rated[i]) {
      const { step, hearing } = one;
      inputs.set(all[hearing].subarray(step * columns, (step + 1) * columns), row * columns);
      values.set(ratingsAt(one), row * outputs);
      row++;
    }
  });
  return { inputs, targets: { outputs, values } };
}
