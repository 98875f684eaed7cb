/**
 * Explaining a model, and the map of a step, as a task.
 * @module
 */
import { basename } from "node:path";
import type { Kernels } from "../core/kernels.ts";
import { attribute } from "../core/model/attribution.ts";
import { modelInsight, unitActivations } from "../core/model/insight.ts";
import { predict, STEP_SECONDS, timelineSteps } from "../core/model/model.ts";
import { featureSpec } from "../core/model/recipe.ts";
import { type OnProgress, partOf } from "../core/progress.ts";
import type { StepFeatures } from "../core/signal/step_features.ts";
import type { ExplainRequest, ExplainResult } from "../jobs/compute.ts";
import { fileFeatures, type LoadedModel } from "./analysis.ts";
import type { FeatureCache } from "./feature_cache.ts";

/** Points of the path of integration: with twice as many, shares change by less than a hundredth of a percent of the move. */
const NODES = 16;
/** Where parts of the progress end. */
const LISTENING_SHARE = 0.1, UNITS_SHARE = 0.6;

export async function explainModel(
  { song, units }: ExplainRequest,
  { model }: LoadedModel,
  { kernels, cache }: { kernels: Kernels; cache?: FeatureCache },
  onProgress: OnProgress,
): Promise<ExplainResult> {
  const work = { most: units, onProgress: partOf(onProgress, LISTENING_SHARE, UNITS_SHARE) };
  if (!song) return { insight: modelInsight(model, kernels, work) };
  const { audioPath, name = basename(audioPath), atSeconds } = song;
  // First, so that a broken song or a time beyond its end is told of at once.
  onProgress({ fraction: 0, message: "listening" });
  const features = await fileFeatures(audioPath, kernels, { spec: featureSpec(model.recipe), cache });
  const step = stepAt(features, name, atSeconds), insight = modelInsight(model, kernels, work);
  onProgress({ fraction: UNITS_SHARE, message: "explaining the map" });
  const steps = timelineSteps(predict(model, features, kernels));
  const activations = unitActivations(model, features, insight.units, kernels);
  const readings = [{ kind: "valence" }, { kind: "arousal" }] as const;
  const onNode = partOf(onProgress, UNITS_SHARE, 1);
  const attributions = attribute(model, features, { step, nodes: NODES, readings, onProgress: onNode }, kernels);
  return {
    insight,
    song: {
      firing: { name, stepSeconds: STEP_SECONDS, steps, activations },
      explained: {
        model: model.id,
        song: name,
        startSeconds: step * STEP_SECONDS,
        stepSeconds: STEP_SECONDS,
        windowSeconds: model.recipe.regression.stepWindowSeconds,
        attributions,
      },
    },
  };
}

function stepAt({ steps }: StepFeatures, name: string, atSeconds: number | undefined): number {
  const durationSeconds = steps * STEP_SECONDS, seconds = atSeconds ?? Math.floor(durationSeconds / 2);
  if (seconds >= 0 && seconds < durationSeconds) return Math.floor(seconds / STEP_SECONDS);
  throw new RangeError(
    `Cannot explain ${name}: the time must be ≥ 0 and below ${durationSeconds} s, current value is ${seconds} s` +
      (steps === 0 ? " (the audio is empty)" : " (is this beyond the end?)"),
  );
}
