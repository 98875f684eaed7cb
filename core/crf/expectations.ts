/**
 * Marginals and expected counts of a batch of chains.
 * @module
 */
import type { ChainBatch, ChainExpectations, Kernels } from "../kernels.ts";
import type { Crf } from "./structure.ts";

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
