/**
 * The ceiling: what half of a piece's annotators say of the other half.
 * @module
 */
import { meanRatings } from "../../annotation/labels.ts";
import type { RatingSeries } from "../../annotation/series.ts";
import {
  chainMarginals,
  type Clip,
  clipsFromSequences,
  createCrf,
  type CrfModel,
  stationaryPenalty,
  trainCrf,
} from "../../crf/crf.ts";
import { CELL_COUNT } from "../../emotion/grid.ts";
import { normalizeHeatmap } from "../../emotion/heatmap.ts";
import type { Kernels } from "../../kernels.ts";
import { STEP_SECONDS } from "../../model/model.ts";
import { labelSequences } from "../../model/train.ts";
import { sortPieces, type TrainingPiece } from "../../model/training_piece.ts";
import { type OnProgress, partOf } from "../../progress.ts";
import { type Random, seededRandom, shuffleInto } from "../../random.ts";
import { type ColumnScale, columnScale, mean } from "../../statistics.ts";
import { movingAverage } from "./linear_smoothing.ts";

/** Name of the ceiling in a report. */
export const CEILING = "half of the annotators";

/** Numbers of a step: the half's mean arousal and valence of the piece, and how far its mean of the step is from them. */
const INPUTS = 4;
/** Steps over which a half's mean of a step is smoothed. */
const SMOOTHING_STEPS = 9;
/** Pull of the map's weights to 0, in nats for every labelled step, and of its biases to the frequencies of the labels, in nats. */
const WEIGHT_STRENGTH = 5e-4, BIAS_STRENGTH = 1;
const MAX_ITERATIONS = 60;

export interface CeilingOptions {
  /** Names of the pieces of each fold. */
  folds: readonly (readonly string[])[];
  seed: number;
  /** Ways of halving the annotators that are averaged. Default 2. */
  splits?: number;
}

/** What a half says of a piece, and the ratings of the other half. */
export interface AskedPiece {
  name: string;
  /** Fold in which the piece was held out of the training of the map. */
  fold: number;
  /** [T, 121] */
  maps: Float64Array;
  series: RatingSeries[];
}

/** A half of a piece's annotators, and the other one. */
interface Halves {
  piece: TrainingPiece;
  known: RatingSeries[];
  asked: RatingSeries[];
}

/**
 * Predict every piece by its own annotators: half of them, drawn at random, predicts the ratings of the other half; both ways, for
 * several draws. The half stands in for the model's listener: its mean over the piece, and at each step its mean there less
 * that, smoothed over 9 s, go through a log-linear map (a bias a cell, weights on 6×6 radial bases), which was trained on the
 * halves of the other folds' pieces. So the ceiling has the form of the shipped model's emissions, and no map of few ratings
 * needs to be smoothed. It is a ceiling for predicting these annotators from their mean; maps of any other form could beat it.
 * The form was chosen on VGMIDI itself, as the best of some fifty that were tried there: its figure there is a little low.
 *
 * Each draw and way is a run of its own: correlations of averaged predictions would be too high.
 * @param pieces in any order, each in one of the folds.
 * @returns the maps of each run and the ratings that they are scored on, pieces in ascending order; null if a piece has fewer
 * than 2 annotators.
 */
export function splitHalfRuns(
  pieces: readonly TrainingPiece[],
  { folds, seed, splits = 2 }: CeilingOptions,
  kernels: Kernels,
  onProgress: OnProgress = () => {},
): AskedPiece[][] | null {
  const sorted = sortPieces(pieces), random = seededRandom(seed).fork("split halves");
  if (sorted.some(({ series }) => series.length < 2)) return null;
  return Array.from({ length: splits }, (_, split) => {
    const halves = sorted.map((piece) => halve(piece, random)), turned = halves.map(turn);
    const first: AskedPiece[] = [], second: AskedPiece[] = [];
    folds.forEach((names, fold) => {
      const heldOut = new Set(names), turns = splits * folds.length, done = split * folds.length + fold;
      const elsewhere = [...halves, ...turned].filter(({ piece }) => !heldOut.has(piece.name));
      const map = fitMap(elsewhere, kernels, partOf(onProgress, done / turns, (done + 1) / turns));
      sorted.forEach(({ name }, i) => {
        if (!heldOut.has(name)) return;
        first[i] = { ...ask(map, halves[i], kernels), fold };
        second[i] = { ...ask(map, turned[i], kernels), fold };
      });
    });
    return [first, second];
  }).flat();
}

function halve(piece: TrainingPiece, random: Random): Halves {
  const order = [...piece.series];
  shuffleInto(order, random.fork(piece.name + random.uniform()));
  const half = Math.floor(order.length / 2);
  return { piece, known: order.slice(0, half), asked: order.slice(half) };
}

function turn({ piece, known, asked }: Halves): Halves {
  return { piece, known: asked, asked: known };
}

/** What a half says, [T, 4]. */
function halfRows({ piece: { features: { steps } }, known }: Halves): Float64Array {
  const song = [known.flatMap((one) => [...one.arousal]), known.flatMap((one) => [...one.valence])].map(mean);
  const { arousal, valence } = meanRatings(known, steps, STEP_SECONDS);
  const apart = Float64Array.from({ length: 2 * steps }, (_, i) => {
    const rated = (i % 2 === 0 ? arousal : valence)[Math.floor(i / 2)];
    return Number.isFinite(rated) ? rated - song[i % 2] : 0;
  });
  const smooth = movingAverage(apart, SMOOTHING_STEPS), rows = new Float64Array(steps * INPUTS);
  for (let t = 0; t < steps; t++) rows.set([...song, smooth[2 * t], smooth[2 * t + 1]], t * INPUTS);
  return rows;
}

/** A log-linear map and the scale of what it reads. */
interface HalfMap {
  model: CrfModel;
  scale: ColumnScale;
}

function standard(rows: Float64Array, { mean, deviation }: ColumnScale): Float64Array {
  return rows.map((value, i) => (value - mean[i % INPUTS]) / deviation[i % INPUTS]);
}

function fitMap(halves: readonly Halves[], kernels: Kernels, onProgress: OnProgress): HalfMap {
  const rows = halves.map(halfRows), scale = columnScale(rows, INPUTS);
  const crf = createCrf({
    ...{ states: CELL_COUNT, inputs: INPUTS, bias: true },
    emission: { kind: "radialBasis", centresPerAxis: 6, width: 0.35 },
    transitions: { kind: "none" },
  });
  const clips: Clip[] = halves.flatMap(({ piece, asked }, i) =>
    clipsFromSequences(crf, standard(rows[i], scale), labelSequences({ ...piece, series: asked }))
  );
  const labels = clips.reduce((sum, { weight, steps }) => sum + weight * steps, 0);
  const strengths = { weights: WEIGHT_STRENGTH * labels, bias: BIAS_STRENGTH, transitions: 0 };
  const penalty = stationaryPenalty({ crf, clips }, strengths);
  const { parameters } = trainCrf({ crf, clips }, {
    ...{ penalty, start: penalty.centre, maxIterations: MAX_ITERATIONS },
    onIteration: ({ iteration }) =>
      onProgress({ message: "asking half of the annotators", fraction: iteration / MAX_ITERATIONS }),
  }, kernels);
  return { model: { crf, parameters }, scale };
}

function ask({ model, scale }: HalfMap, halves: Halves, kernels: Kernels): Omit<AskedPiece, "fold"> {
  const { marginals: maps } = chainMarginals(model, standard(halfRows(halves), scale), kernels);
  for (let at = 0; at < maps.length; at += CELL_COUNT) {
    maps.set(normalizeHeatmap(maps.subarray(at, at + CELL_COUNT)), at);
  }
  return { name: halves.piece.name, maps, series: halves.asked };
}

/**
 * The mean of records of one shape, figure by figure and at any depth: numbers are averaged, nulls left out (null if all are),
 * what is no number is taken from the first.
 */
export function meanRecord<T>(records: readonly T[]): T {
  const known = records.filter((value) => value !== null && value !== undefined), [first] = known;
  if (known.length === 0) return records[0];
  if (typeof first === "number") return mean(known as number[]) as T;
  if (typeof first !== "object") return first;
  const entries = Object.keys(first as object).map((key) =>
    [key, meanRecord(known.map((one) => (one as Record<string, unknown>)[key]))] as const
  );
  return (Array.isArray(first) ? entries.map(([, value]) => value) : Object.fromEntries(entries)) as T;
}
