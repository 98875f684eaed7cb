/**
 * Music with what annotators said of it.
 * @module
 */
import { meanRatings } from "../annotation/labels.ts";
import { adjustSeries } from "../annotation/raters/adjust.ts";
import { fitRaters } from "../annotation/raters/fit.ts";
import { RELATIVE_LAGS } from "../annotation/raters/model.ts";
import { groupByPiece, type RatingSeries } from "../annotation/series.ts";
import { targetAt, type TargetSeries } from "../annotation/target_series.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { STEP_SECONDS } from "./model.ts";

/** A piece to learn from. */
export interface TrainingPiece {
  name: string;
  features: StepFeatures;
  /** The same piece played or recorded otherwise, step by step: learned from beside it, so that the sound counts less. */
  views?: readonly StepFeatures[];
  /** One entry an annotator; empty where only {@link targets} are known. */
  series: RatingSeries[];
  /** Mean and deviation of the ratings, where who gave them is not known: instead of series. */
  targets?: TargetSeries;
}

/** Ascending by name: the order in which folds are dealt. */
export function sortPieces(pieces: readonly TrainingPiece[]): TrainingPiece[] {
  return [...pieces].sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** A piece and its views. */
export function hearings({ features, views = [] }: TrainingPiece): StepFeatures[] {
  return [features, ...views];
}

/** A step with the mean of the ratings that hold there, each in [-1, 1]. */
export interface RatedStep {
  step: number;
  arousal: number;
  valence: number;
}

/** Steps of a piece that somebody rated. */
export function ratedSteps(piece: TrainingPiece): RatedStep[] {
  if (piece.targets) return targetSteps(piece.targets, piece.features.steps);
  const { arousal, valence } = meanRatings(piece.series, piece.features.steps, STEP_SECONDS);
  return Array.from(arousal, (value, step) => ({ step, arousal: value, valence: valence[step] }))
    .filter((rated) => Number.isFinite(rated.arousal));
}

/** Steps at whose middle a target holds. */
function targetSteps(targets: TargetSeries, steps: number): RatedStep[] {
  return Array.from({ length: steps }, (_, step) => ({ step, row: targetAt(targets, (step + 0.5) * STEP_SECONDS) }))
    .filter(({ row }) => row >= 0)
    .map(({ step, row }) => ({ step, arousal: targets.arousal[row], valence: targets.valence[row] }));
}

/** Enough for what training takes of the model: offsets and gains to a hundredth. */
const RATER_ITERATIONS = 20;

/**
 * Pieces whose series are as a mean rater would have given them. Lags are relative to the mean: a model is to say what people
 * say at a time, and they say it with the mean lag.
 */
export function withModelledRaters(pieces: readonly TrainingPiece[]): TrainingPiece[] {
  // The control of an evaluation pairs pieces with series of other names.
  const series = pieces.flatMap(({ name, series }) => series.map((one) => ({ ...one, piece: name })));
  const model = fitRaters(series, { lag: RELATIVE_LAGS, maxIterations: RATER_ITERATIONS });
  const adjusted = groupByPiece(adjustSeries(series, model));
  return pieces.map((piece) => ({ ...piece, series: adjusted.get(piece.name) ?? [] }));
}
