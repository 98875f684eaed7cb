/**
 * Where a model expects the emotion to go next.
 * @module
 */
import { nextGivenAny } from "../crf/crf.ts";
import type { Kernels } from "../kernels.ts";
import { EVEN_MIDDLE, evenChain } from "./even_music.ts";
import type { MoodModel } from "./model.ts";

/**
 * p(next cell | present cell), the transition heatmaps of Schmidt & Kim (2011, figure 3), in the middle of music that sounds like
 * the mean of the training music all the time:
 *   p(y_{t+1} = s | y_t = r) ∝ exp(A(r, s) + score(s) + β(s)),
 * with the backward message β of the half minute that follows. The scores belong to it: transitions alone say how much likelier
 * a step is than by chance, not how likely. The paper shows a chain that hears its song; there is no song here.
 * These are the field's own probabilities, before maps are calibrated. Cost O(61·121²).
 * @returns [121, 121]: row = present cell, column = the cell a step later, each row of sum 1. Null where the model's steps do
 * not depend on each other, so that it expects nothing.
 * @example
 * ```ts
 * import { referenceKernels } from "../kernels.ts";
 * import { expectedNext } from "./expectation.ts";
 * import { songs, TINY_RECIPE } from "./testing.ts";
 * import { trainModel } from "./train.ts";
 * const next = expectedNext(trainModel(songs(4, 1), TINY_RECIPE, 1, referenceKernels), referenceKernels)!;
 * const fromFirst = next.subarray(0, 121);
 * if (Math.abs(fromFirst.reduce((sum, p) => sum + p) - 1) > 1e-12) throw new Error("a distribution");
 * ```
 */
export function expectedNext(model: MoodModel, kernels: Kernels): Float64Array | null {
  if (model.crf.transitions.kind === "none") return null;
  return nextGivenAny(evenChain(model, kernels), EVEN_MIDDLE);
}
