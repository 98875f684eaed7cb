/**
 * What someone who runs a model's network elsewhere has to know: which model it is of, and how its inputs are made.
 * @module
 */
import type { MoodModel } from "../core/model/model.ts";
import { ANALYSIS_RATE } from "../core/signal/frames.ts";
import { SPECTRUM_FRAMES } from "../core/signal/step_features.ts";
import type { TfjsNotes } from "./tfjs_layers.ts";

export function networkNotes({ id, recipe, featureVersion, listener }: MoodModel): TfjsNotes {
  const { mean, deviation } = listener.ear.scale;
  return {
    model: id,
    recipe: recipe.name,
    featureVersion,
    frames: { sampleRateHz: ANALYSIS_RATE, ...SPECTRUM_FRAMES },
    inputs: "natural log of a second's mean magnitudes, less the song's mean, standardised",
    inputMean: Array.from(mean),
    inputDeviation: Array.from(deviation),
    outputs: ["arousal", "valence"],
  };
}
