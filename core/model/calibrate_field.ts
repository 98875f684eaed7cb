/**
 * Calibration of a field on the pieces that it was trained on.
 * @module
 */
import { type ChainMotion, type Clip, type CrfModel, stationaryPenalty, trainCrf } from "../crf/crf.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Kernels } from "../kernels.ts";
import { type Calibration, fitCalibration } from "./calibration.ts";
import { fieldMaps } from "./model.ts";
import type { Recipe } from "./recipe.ts";

/** Folds of pieces that a field is trained without: three cost a fifth of the field's own training, six gave the same. */
const FOLDS = 3;
/**
 * Iterations of such a field: at 8 its maps of the pieces left out are as good as at 120 (on 72 pieces: 4.14 nats a rating at
 * both).
 */
const ITERATIONS = 8;
/** Maps hardly change from one step to the next: one of so many tells as much. */
const STRIDE = 4;

/** What a field was trained on, piece by piece. */
export interface FieldPieces {
  /** Honest inputs, [T, D]. */
  inputs: readonly Float64Array[];
  /** What the field was trained on: clips that hold views of these inputs. */
  clips: readonly (readonly Clip[])[];
  /** How emotion moves elsewhere, as the field was told. */
  motion: ChainMotion | null;
  recipe: Recipe;
}

/**
 * Fit a calibration to two kinds of maps of the training pieces alike. The field's own are too sure of pieces that it has
 * seen; those of fields that were trained without a fold of pieces know less than the field, and make it look too sure as
 * well. The truth lies between: over five outer folds of 90 pieces the best power for pieces that nobody had seen was .961;
 * the first kind alone gave .99, the second .92.
 * Cost: as {@link FOLDS} · {@link ITERATIONS} iterations of the field's training, and their setting up.
 */
export function calibrateField(field: CrfModel, data: FieldPieces, kernels: Kernels): Calibration {
  const { inputs, clips, motion, recipe } = data,
    { crf } = field,
    { strengths, edgeSteps, maxIterations } = recipe.crf;
  const counts = inputs.map((one, i) => someSteps(countsOf(clips[i], one, crf.inputs)));
  const said = (own: CrfModel, i: number) => ({
    maps: someSteps(fieldMaps(own, inputs[i], edgeSteps, kernels)),
    counts: counts[i],
  });
  const all = inputs.map((_, i) => said(field, i)), folds = Math.min(FOLDS, inputs.length);
  for (let fold = 0; fold < folds; fold++) {
    const problem = { crf, clips: clips.filter((_, i) => i % folds !== fold).flat() };
    const penalty = stationaryPenalty(problem, strengths, motion);
    const options = { penalty, start: penalty.centre, maxIterations: Math.min(ITERATIONS, maxIterations) };
    const { parameters } = trainCrf(problem, options, kernels);
    inputs.forEach((_, i) => i % folds === fold && all.push(said({ crf, parameters }, i)));
  }
  return fitCalibration(all);
}

/** How many annotators are in each cell at each step of a piece of inputs [T, D], by the clips that are of these, [T, 121]. */
export function countsOf(clips: readonly Clip[], inputs: Float64Array, columns: number): Float64Array {
  const counts = new Float64Array(inputs.length / columns * CELL_COUNT);
  for (const clip of clips.filter((one) => one.inputs.buffer === inputs.buffer)) {
    const first = (clip.inputs.byteOffset - inputs.byteOffset) / inputs.BYTES_PER_ELEMENT / columns;
    clip.gold.forEach((count, i) => counts[first * CELL_COUNT + i] += count);
  }
  return counts;
}

/** One of {@link STRIDE} rows of a table [T, 121]. */
function someSteps(table: Float64Array): Float64Array {
  return table.filter((_, i) => Math.floor(i / CELL_COUNT) % STRIDE === 0);
}
