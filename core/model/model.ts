/**
 * The whole model: a listener (network and regressions) and the CRF that turns what it says into heatmaps.
 * @module
 */
import { chainMarginals, createCrf, type Crf, type CrfModel, viterbiPath } from "../crf/crf.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import { entropyNats, heatmapMean, normalizeHeatmap } from "../emotion/heatmap.ts";
import type { TimelineStep } from "../emotion/timeline.ts";
import type { Kernels } from "../kernels.ts";
import type { ColumnScale } from "../statistics.ts";
import { FEATURE_VERSION, type StepFeatures } from "../signal/step_features.ts";
import { hear, type Heard, type Listener, PREDICTIONS, predictSteps, requireRoom } from "./hearing.ts";
import { familiarity, type Memory, standardRows } from "./memory.ts";
import type { Recipe } from "./recipe.ts";

/** Seconds of a step, of every model. */
export const STEP_SECONDS = 1;

export interface MoodModel {
  /** Names the model to people, e.g. `default-1`; the file's SHA-256 names its contents. */
  id: string;
  recipe: Recipe;
  seed: number;
  featureVersion: number;
  listener: Listener;
  /** Of the four predictions, measured on honest ones. */
  predictionScale: ColumnScale;
  /** Of the top layer's units. */
  activationScale: ColumnScale;
  /** Of the recent rows, over all training steps: what the memory measures distance by. */
  recentScale: ColumnScale;
  /** Passages learned from corrections. */
  memory: Memory;
  crf: Crf;
  /** θ of the CRF. */
  parameters: Float64Array;
  /** Curvature of the training objective at θ, by parameter: what holds θ when the model is retrained without its data. */
  information: Float64Array;
  /** Everything else worth telling: data, evaluation, licence, parents, kernels. */
  card: Record<string, unknown>;
}

/**
 * The CRF over the cells of the grid that a recipe asks for.
 * @throws RangeError if the recipe's emission or transitions can not be.
 */
export function moodCrf({ crf: { emission, transitions } }: Recipe, inputs: number): Crf {
  return createCrf({ states: CELL_COUNT, inputs, bias: true, emission, transitions });
}

/** What {@link crfInputs} needs of a model. */
export type InputParts = Pick<
  MoodModel,
  "predictionScale" | "activationScale" | "recentScale" | "memory" | "recipe"
>;

/** Inputs of the CRF for a piece, [T, 4 + units + K]: scaled predictions, scaled-down activations, familiarity. */
export function crfInputs(parts: InputParts, predictions: Float64Array, heard: Heard): Float64Array {
  const { units, steps, activations } = heard, moments = parts.memory.spreads.length;
  const width = PREDICTIONS + units + moments;
  requireRoom(steps, width);
  const { predictionScale, activationScale, recipe } = parts;
  const familiar = moments > 0
    ? familiarity(
      parts.memory,
      standardRows(heard, parts.recentScale, recipe.regression.stepWindowSeconds),
      heard.width,
    )
    : new Float64Array(0);
  const out = new Float64Array(steps * width);
  for (let t = 0; t < steps; t++) {
    for (let i = 0; i < PREDICTIONS; i++) {
      out[t * width + i] = (predictions[t * PREDICTIONS + i] - predictionScale.mean[i]) / predictionScale.deviation[i];
    }
    for (let u = 0; u < units; u++) {
      out[t * width + PREDICTIONS + u] = recipe.crf.activationScale *
        (activations[t * units + u] - activationScale.mean[u]) / activationScale.deviation[u];
    }
    out.set(familiar.subarray(t * moments, (t + 1) * moments), t * width + PREDICTIONS + units);
  }
  return out;
}

/** What a model says of a piece. */
export interface Prediction {
  /** Heatmaps [T, 121], each > 0 and of sum 1. */
  maps: Float64Array;
  /** Cell of the most probable path at each step, [T]. */
  path: Int32Array;
}

/**
 * Refuse a model whose features another version of the code made.
 * @throws RangeError
 */
export function requireFeatureVersion(model: Pick<MoodModel, "id" | "featureVersion">): void {
  if (model.featureVersion !== FEATURE_VERSION) {
    throw new RangeError(
      `Cannot use model ${model.id}: its features must be of version ${FEATURE_VERSION}, ` +
        `current value is ${model.featureVersion} (train it again with this version of Moodline)`,
    );
  }
}

/** The inputs of a model's CRF for a piece. */
export function modelInputs(model: MoodModel, features: StepFeatures, kernels: Kernels): Float64Array {
  requireFeatureVersion(model);
  const heard = hear(model.listener.ear, features, kernels);
  return crfInputs(model, predictSteps(model.listener, heard), heard);
}

/**
 * Hold the first and the last row for some steps more. A chain knows less at its ends than in its middle; a listener does
 * not. (Cross-validated, 8 steps improve every figure; many more make the maps too sure of themselves.)
 * @param inputs [T, D]
 * @returns [T + 2·edge, D]; nothing for T = 0.
 */
export function holdEnds(inputs: Float64Array, columns: number, edge: number): Float64Array {
  if (inputs.length === 0) return inputs;
  const steps = inputs.length / columns;
  const out = new Float64Array(inputs.length + 2 * edge * columns);
  for (let t = 0; t < steps + 2 * edge; t++) {
    const from = Math.min(steps - 1, Math.max(0, t - edge)) * columns;
    out.set(inputs.subarray(from, from + columns), t * columns);
  }
  return out;
}

/**
 * Heatmaps that a CRF over the grid makes of a piece's inputs, its ends held for some steps (as {@link holdEnds}) on the way.
 * @param inputs [T, D]
 * @param conditions [T, C] of transitions that hear; none by default.
 * @returns [T, 121], each > 0 and of sum 1.
 */
export function fieldMaps(
  field: CrfModel,
  inputs: Float64Array,
  edgeSteps: number,
  kernels: Kernels,
  conditions: Float64Array = new Float64Array(0),
): Float64Array {
  const held = holdEnds(inputs, field.crf.inputs, edgeSteps);
  const { marginals } = chainMarginals(field, held, kernels, {
    conditions: holdEnds(conditions, field.crf.conditions, edgeSteps),
  });
  const maps = new Float64Array(inputs.length / field.crf.inputs * CELL_COUNT);
  for (let at = 0; at < maps.length; at += CELL_COUNT) {
    const from = at + edgeSteps * CELL_COUNT;
    maps.set(normalizeHeatmap(marginals.subarray(from, from + CELL_COUNT)), at);
  }
  return maps;
}

/** Heatmaps and the most probable path of a piece. No steps, no maps. Cost O(T · 121²). */
export function predict(model: MoodModel, features: StepFeatures, kernels: Kernels): Prediction {
  const { edgeSteps } = model.recipe.crf, { steps } = features;
  const inputs = modelInputs(model, features, kernels);
  const path = steps > 0
    ? viterbiPath(model, holdEnds(inputs, model.crf.inputs, edgeSteps), kernels).path.slice(
      edgeSteps,
      edgeSteps + steps,
    )
    : new Int32Array(0);
  return { maps: fieldMaps(model, inputs, edgeSteps, kernels), path };
}

/** A prediction as the steps of a timeline. */
export function timelineSteps({ maps, path }: Prediction): TimelineStep[] {
  return Array.from(path, (cell, t) => {
    const heatmap = Array.from(maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT));
    return {
      startSeconds: t * STEP_SECONDS,
      heatmap,
      mean: heatmapMean(heatmap),
      entropyNats: entropyNats(heatmap),
      epistemicNats: null,
      path: cell,
    };
  });
}
