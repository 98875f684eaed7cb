/**
 * The conditional random field of the seed.
 * @module
 */
import {
  chainMarginals,
  clipsFromSequences,
  createCrf,
  type CrfModel,
  type CrfProblem,
  jitterSequences,
  ridgePenalty,
  trainCrf,
} from "../../crf/crf.ts";
import { CELL_COUNT } from "../../emotion/grid.ts";
import { normalizeHeatmap } from "../../emotion/heatmap.ts";
import type { Kernels } from "../../kernels.ts";
import { labelSequences } from "../../model/train.ts";
import type { TrainingPiece } from "../../model/training_piece.ts";
import type { OnProgress } from "../../progress.ts";
import { type Random, seededRandom } from "../../random.ts";
import type { DescriptorGroup } from "../../signal/descriptors.ts";
import type { System } from "../cross_validate.ts";
import { descriptorRows, requirePieces } from "./baseline.ts";
import { indicators, quantileBins } from "./quantise.ts";

/** The seed's acoustic features: cepstra, spectral contrast, spectral shape, chroma. */
const GROUPS: DescriptorGroup[] = ["mfcc", "contrast", "shape", "chroma"];
/** Values of a nominal feature. */
const BINS = 6;
const JITTER = { deviation: 0.1, copies: 4 };
/** How the CRF is trained. */
export interface SeedCrfOptions {
  /** 1/C of CRF++'s cost factor, > 0. */
  strength?: number;
  maxIterations?: number;
}

/**
 * A fully connected linear-chain CRF over the 121 cells as Schmidt & Kim (2011) trained it with CRF++: nominal features (each
 * descriptor in one of six equally full bins), a weight for every feature and cell, dense transitions, labels of every annotator
 * jittered (four versions, deviation 0.1), L2. The features are given as indicators to dense emissions: the same field as with
 * `nominal` ones, several times faster, for products run in the kernels.
 *
 * Differs in two things. Transitions do not hear the features: 14,641 weights for each of some 450 features are more than there
 * are labels. And C is 0.01, not CRF++'s default 1, with which the field learns the training pieces by heart. (0.01 was chosen
 * from six values of C with an eye on the first of five VGMIDI folds: that fold is not unseen, in favour of this baseline.)
 */
export function seedCrfSystem(
  seed: number,
  kernels: Kernels,
  { strength = 100, maxIterations = 40 }: SeedCrfOptions = {},
): System {
  return (training, onProgress) => {
    requirePieces(training);
    const heard = training.map((piece) => descriptorRows(piece, kernels, GROUPS)), { width } = heard[0];
    const bins = quantileBins(heard.map(({ rows }) => rows), width, BINS);
    const inputs = heard.map(({ rows }) => indicators(bins, rows));
    const problem = seedProblem(training, inputs, width, seededRandom(seed).fork("jitter"));
    const parameters = trainField(problem, { strength, maxIterations }, kernels, onProgress);
    return (piece) => {
      const features = indicators(bins, descriptorRows(piece, kernels, GROUPS).rows);
      return fieldMaps({ crf: problem.crf, parameters }, features, kernels);
    };
  };
}

function seedProblem(
  pieces: readonly TrainingPiece[],
  inputs: readonly Float64Array[],
  width: number,
  random: Random,
): CrfProblem {
  const crf = createCrf({
    ...{ states: CELL_COUNT, inputs: width * BINS, bias: true },
    emission: { kind: "dense" },
    transitions: { kind: "dense" },
  });
  const clips = pieces.flatMap((piece, i) =>
    clipsFromSequences(crf, inputs[i], jitterSequences(labelSequences(piece), JITTER, random))
  );
  return { crf, clips };
}

function trainField(
  problem: CrfProblem,
  { strength, maxIterations }: { strength: number; maxIterations: number },
  kernels: Kernels,
  onProgress: OnProgress,
): Float64Array {
  const penalty = ridgePenalty(problem.crf, { weights: strength, bias: strength, transitions: strength });
  return trainCrf(problem, {
    ...{ penalty, maxIterations },
    onIteration: ({ iteration }) =>
      onProgress({ message: "training the conditional random field", fraction: iteration / maxIterations }),
  }, kernels).parameters;
}

/** Marginals as heatmaps, [T, 121]. */
function fieldMaps(model: CrfModel, features: Float64Array, kernels: Kernels): Float64Array {
  const { marginals } = chainMarginals(model, features, kernels);
  for (let at = 0; at < marginals.length; at += CELL_COUNT) {
    marginals.set(normalizeHeatmap(marginals.subarray(at, at + CELL_COUNT)), at);
  }
  return marginals;
}
