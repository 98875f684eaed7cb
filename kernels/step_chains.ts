/**
 * Forward–backward on the WASM kernels where every step has a matrix of its own (`assembly/step_chains.ts`): shares the
 * chains among the threads, and does again with more range the few whose scaled probabilities underflowed.
 * @module
 */
import { type ChainBatch, type ChainExpectations, chainExpectationsLog } from "../core/kernels.ts";
import type { Arena } from "./arena.ts";
import { shareChains } from "./chains.ts";
import type { Pool } from "./pool.ts";

/** {@link ChainExpectations} of a batch with a matrix for each step, which has been checked. */
export function stepChainExpectations(arena: Arena, pool: Pool, batch: ChainBatch, out: ChainExpectations): void {
  for (const chain of scaledInto(arena, pool, batch, out)) redoChain(arena, pool, batch, out, chain);
}

/** @returns the chains whose results can not be trusted. */
function scaledInto(arena: Arena, pool: Pool, batch: ChainBatch, out: ChainExpectations): number[] {
  const { states: S, offsets } = batch, C = offsets.length - 1;
  const kind = batch.scores instanceof Float32Array ? "F32" : "F64";
  out.logPartitions.fill(0);
  const shares = shareChains(batch, pool.threads);
  if (shares.length === 0) return [];
  return arena.lend((loan) => {
    const degenerate = new Uint8Array(arena.memory.buffer, loan.scratch(C), C).fill(0);
    const given = [batch.offsets, batch.scores, batch.transitions, batch.weights].map((array) => loan.read(array));
    const written = [loan.write(out.marginals), loan.write(out.edges), loan.update(out.logPartitions)];
    pool.run(shares.map((share) => {
      const order = loan.read(Int32Array.from(share)), longest = offsets[share[0] + 1] - offsets[share[0]];
      const scratch = loan.scratch(pool.exports[`stepChainScratch${kind}`](S, longest) >>> 0);
      return [`stepChains${kind}`, S, order, share.length, ...given, ...written, degenerate.byteOffset, scratch];
    }));
    return Array.from({ length: C }, (_, chain) => chain).filter((chain) => degenerate[chain]);
  });
}

/** One chain again: in f64, and what f64 can not hold in the log domain. */
function redoChain(arena: Arena, pool: Pool, batch: ChainBatch, out: ChainExpectations, chain: number): void {
  const { states: S, offsets, scores, transitions, weights } = batch, size = S * S;
  const first = offsets[chain], end = offsets[chain + 1];
  const own = {
    states: S,
    offsets: Int32Array.of(0, end - first),
    scores: Float64Array.from(scores.subarray(first * S, end * S)),
    transitions: Float64Array.from(transitions.subarray(first * size, end * size)),
    weights: weights.slice(chain, chain + 1),
  };
  const found = {
    marginals: new Float64Array(own.scores.length),
    edges: new Float64Array(own.transitions.length),
    logPartitions: new Float64Array(1),
  };
  if (scores instanceof Float32Array) stepChainExpectations(arena, pool, own, found);
  else chainExpectationsLog(own, found);
  out.marginals.set(found.marginals, first * S);
  out.edges.set(found.edges, first * size);
  out.logPartitions[chain] = found.logPartitions[0];
}
