/**
 * What someone who runs a model's network elsewhere has to know: which model it is of, and how its inputs are made.
 * @module
 */
import type { MoodModel } from "../core/model/model.ts";
import { ANALYSIS_RATE } from "../core/signal/frames.ts";
import { hearingSpectrum } from "../core/model/hearing.ts";
import type { TfjsNotes } from "./tfjs_layers.ts";

export function networkNotes({ id, recipe, featureVersion, listener }: MoodModel): TfjsNotes {
  const { mean, deviation } = listener.ear.scale;
  return {
    model: id,
    recipe: recipe.name,
    featureVersion,
    spectrum: { sampleRateHz: ANALYSIS_RATE, ...hearingSpectrum(listener.ear.hearing) },
    inputs: "spectra over each scale, without the music's level, compressed, standardised",
    inputMean: Array.from(mean),
    inputDeviation: Array.from(deviation),
    outputs: ["arousal", "valence"],
  };
}
