/**
 * The whole model: a listener (network and regressions) and the CRF that turns what it says into heatmaps.
 * @module
 */
import { createCrf, type Crf, viterbiPath } from "../crf/crf.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import { entropyNats, heatmapMean } from "../emotion/heatmap.ts";
import type { TimelineStep } from "../emotion/timeline.ts";
import type { Kernels } from "../kernels.ts";
import type { ColumnScale } from "../statistics.ts";
import { FEATURE_VERSION, type StepFeatures } from "../signal/step_features.ts";
import { calibrateMap, type Calibration } from "./calibration.ts";
import type { Committee } from "./committee.ts";
import { disagreementNats } from "./committee_disagreement.ts";
import { fieldMaps, holdEnds } from "./field_maps.ts";
import { hear, type Heard, type Listener, PREDICTIONS, predictSteps, requireRoom } from "./hearing.ts";
import { type KnownMusic, type Unfamiliarity, unfamiliarity } from "./known_music.ts";
import { familiarity, type Memory, standardRows } from "./memory.ts";
import type { Probe } from "./probes.ts";
import type { Recipe } from "./recipe.ts";

export { fieldMaps, holdEnds };

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
  /** What makes the chain's maps calibrated; null in older models, whose maps are the chain's own. */
  calibration: Calibration | null;
  /** Whose disagreement is what the model does not know; null in older models. */
  committee: Committee | null;
  /** What the training music sounds like; null in older models. */
  knownMusic: KnownMusic | null;
  /** Free music on which versions of the model are compared; none in older models. */
  probes: readonly Probe[];
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
  /** Mutual information between cell and member of the committee, in nats, [T]; null without a committee. */
  epistemicNats: Float64Array | null;
  /** How unlike the training music it is; null for models that do not know their training music. */
  unfamiliarity: Unfamiliarity | null;
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
  return listen(model, features, kernels).inputs;
}

function listen(model: MoodModel, features: StepFeatures, kernels: Kernels): { heard: Heard; inputs: Float64Array } {
  requireFeatureVersion(model);
  const heard = hear(model.listener.ear, features, kernels);
  return { heard, inputs: crfInputs(model, predictSteps(model.listener, heard), heard) };
}

/** Heatmaps of a piece alone, [T, 121]: those of {@link predict}. */
export function heatmaps(model: MoodModel, features: StepFeatures, kernels: Kernels): Float64Array {
  return calibratedMaps(model, modelInputs(model, features, kernels), kernels);
}

/** The model's heatmaps of a piece's inputs, calibrated. */
function calibratedMaps(model: MoodModel, inputs: Float64Array, kernels: Kernels): Float64Array {
  const maps = fieldMaps(model, inputs, model.recipe.crf.edgeSteps, kernels);
  for (let at = 0; model.calibration && at < maps.length; at += CELL_COUNT) {
    maps.set(calibrateMap(model.calibration, maps.subarray(at, at + CELL_COUNT)), at);
  }
  return maps;
}

/**
 * Heatmaps and the most probable path of a piece, and what is uncertain about them. No steps, no maps.
 * Cost O(T · 121²), as much again for each member of the committee.
 */
export function predict(model: MoodModel, features: StepFeatures, kernels: Kernels): Prediction {
  const { committee, knownMusic, recipe } = model, { edgeSteps } = recipe.crf, { steps } = features;
  const listened = listen(model, features, kernels), { heard, inputs } = listened;
  const path = steps > 0
    ? viterbiPath(model, holdEnds(inputs, model.crf.inputs, edgeSteps), kernels).path.slice(
      edgeSteps,
      edgeSteps + steps,
    )
    : new Int32Array(0);
  return {
    maps: calibratedMaps(model, inputs, kernels),
    path,
    epistemicNats: committee && disagreementNats(model, committee, listened, kernels),
    unfamiliarity: knownMusic && unfamiliarity(knownMusic, heard, {
      scale: model.recentScale,
      windowSteps: recipe.regression.stepWindowSeconds,
    }),
  };
}

/** A prediction as the steps of a timeline. */
export function timelineSteps({ maps, path, epistemicNats, unfamiliarity }: Prediction): TimelineStep[] {
  return Array.from(path, (cell, t) => {
    const heatmap = Array.from(maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT));
    return {
      startSeconds: t * STEP_SECONDS,
      heatmap,
      mean: heatmapMean(heatmap),
      entropyNats: entropyNats(heatmap),
      epistemicNats: epistemicNats?.[t] ?? null,
      path: cell,
      ...(unfamiliarity && { unfamiliarity: unfamiliarity.steps[t] }),
    };
  });
}
