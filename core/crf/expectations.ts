/**
 * Marginals and expected counts of a batch of chains.
 * @module
 */
import type { ChainBatch, ChainExpectations, Kernels, Reals } from "../kernels.ts";
import { blockOf, type Crf, parameterBlocks } from "./structure.ts";

/** How many numbers the transitions into n steps are: one matrix for all, or one each. */
export function transitionLength({ states: S, transitions }: Crf, steps: number): number {
  return (transitions.perStep ? steps : 1) * S * S;
}

/**
 * Write A, shape [S, S], or the A_t of n steps, [n, S, S], for the whole parameter vector.
 * @param conditions of the steps, shape [n, C].
 */
export function transitionsInto(
  crf: Crf,
  parameters: Float64Array,
  conditions: Reals,
  out: Reals,
  kernels: Kernels,
): void {
  const own = blockOf(parameters, parameterBlocks(crf).transitions);
  if (crf.transitions.perStep) return crf.transitions.matricesInto(own, conditions, out, kernels);
  const matrix = out instanceof Float64Array ? out : new Float64Array(out.length);
  crf.transitions.matrixInto(own, matrix);
  if (matrix !== out) out.set(matrix);
}

/**
 * As {@link Kernels.chainExpectations}. Without transitions each step is a softmax of its own, cost O(N·S) and not
 * O(N·S²); `edges`, on which no parameter depends then, are left as they are.
 */
export function expectationsInto(crf: Crf, batch: ChainBatch, out: ChainExpectations, kernels: Kernels): void {
  if (crf.transitions.kind !== "none") return kernels.chainExpectations(batch, out);
  const { states: S, scores, offsets } = batch, { marginals } = out;
  for (let chain = 0; chain < offsets.length - 1; chain++) {
    let logPartition = 0;
    for (let row = offsets[chain] * S; row < offsets[chain + 1] * S; row += S) {
      let highest = -Infinity, sum = 0;
      for (let i = row; i < row + S; i++) if (scores[i] > highest) highest = scores[i];
      for (let i = row; i < row + S; i++) sum += marginals[i] = Math.exp(scores[i] - highest);
      for (let i = row; i < row + S; i++) marginals[i] /= sum;
      logPartition += highest + Math.log(sum);
    }
    out.logPartitions[chain] = logPartition;
  }
}
