/**
 * Unlearning corrections.
 * @module
 */
import { parameterBlocks } from "../crf/crf.ts";
import { keepMoments } from "./memory.ts";
import { moodCrf, type MoodModel } from "./model.ts";

/**
 * A model without the moments of some corrections: what it has learned from them alone is gone. Other moments of the same
 * passages, which were learned while it was there, stay as they are.
 * @param undone ids of corrections.
 * @returns the very same model where it has learned none of them.
 */
export function forgetCorrections(model: MoodModel, undone: ReadonlySet<string>): MoodModel {
  const keep = model.memory.corrections.map((id) => !undone.has(id));
  if (!keep.includes(false)) return model;
  const { shape: [, columns] } = parameterBlocks(model.crf).weights, firstRow = model.crf.inputs - keep.length;
  const left = (values: Float64Array) => values.filter((_, i) => keep[Math.floor(i / columns) - firstRow] ?? true); // moments are the last inputs
  const memory = keepMoments(model.memory, keep);
  return {
    ...model,
    memory,
    crf: moodCrf(model.recipe, firstRow + memory.spreads.length),
    parameters: left(model.parameters),
    information: left(model.information),
  };
}
