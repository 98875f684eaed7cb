/**
 * Forward–backward on the WASM kernels: plans which thread runs which chains, adds up what the threads found, and does again
 * with more range the few chains whose scaled probabilities underflowed.
 * @module
 */
import { checkChains } from "../core/kernel_checks.ts";
import { type ChainBatch, type ChainExpectations, chainExpectationsLog, type Reals } from "../core/kernels.ts";
import type { Arena, Loan } from "./arena.ts";
import type { Call, Pool } from "./pool.ts";
import { stepChainExpectations } from "./step_chains.ts";

/** Chains of a block: enough for an efficient product, few enough that 15 steps of 121 states stay in a 1 MB cache. */
const BLOCK_CHAINS = { F32: 48, F64: 24 };
const BLOCK_STEPS = 64;
/** Below this many multiply-adds one thread is as fast. */
const WORTH_THREADS = 4e6;

type Kind = keyof typeof BLOCK_CHAINS;
/** As {@link ChainExpectations}; the edges are sums, added to. */
export type Sums = Omit<ChainExpectations, "edges"> & { edges: Float64Array };

export function chainExpectations(arena: Arena, pool: Pool, batch: ChainBatch, out: ChainExpectations): void {
  checkChains(batch, out);
  if (batch.transitions.length !== batch.states ** 2) return stepChainExpectations(arena, pool, batch, out);
  const edges = new Float64Array(out.edges.length);
  expectInto(arena, pool, batch, { ...out, edges });
  out.edges.set(edges);
}

/** In scaled probability space; what that can not hold again in f64, and what f64 can not hold in the log domain. */
function expectInto(arena: Arena, pool: Pool, batch: ChainBatch, sums: Sums): void {
  const inF64 = (part: ChainBatch, found: Sums) => expectInto(arena, pool, part, found);
  const failed = scaledInto(arena, pool, batch, sums);
  redoInto(batch, failed, sums, batch.scores instanceof Float32Array ? inF64 : chainExpectationsLog);
}

/** Do the `failed` chains again, given in f64, and put what is found in their places. */
export function redoInto(
  batch: ChainBatch,
  failed: number[],
  sums: Sums,
  redo: (part: ChainBatch, found: Sums) => void,
): void {
  if (failed.length === 0) return;
  const S = batch.states, part = selectChains(batch, failed);
  const steps = part.offsets[failed.length];
  const found = {
    marginals: new Float64Array(steps * S),
    logPartitions: new Float64Array(failed.length),
    edges: new Float64Array(S * S),
  };
  redo(part, found);
  failed.forEach((chain, i) => {
    sums.logPartitions[chain] = found.logPartitions[i];
    const rows = found.marginals.subarray(part.offsets[i] * S, part.offsets[i + 1] * S);
    sums.marginals.set(rows, batch.offsets[chain] * S);
  });
  for (let i = 0; i < S * S; i++) sums.edges[i] += found.edges[i];
}

/** Some chains of a batch as a batch of their own, in f64. */
function selectChains(batch: ChainBatch, chains: number[]): ChainBatch {
  const { states: S, offsets, scores } = batch;
  const starts = new Int32Array(chains.length + 1);
  chains.forEach((chain, i) => starts[i + 1] = starts[i] + offsets[chain + 1] - offsets[chain]);
  const selected = new Float64Array(starts[chains.length] * S);
  chains.forEach((chain, i) =>
    selected.set(scores.subarray(offsets[chain] * S, offsets[chain + 1] * S), starts[i] * S)
  );
  return {
    states: S,
    offsets: starts,
    scores: selected,
    transitions: Float64Array.from(batch.transitions),
    weights: Float64Array.from(chains, (chain) => batch.weights[chain]),
  };
}

/** One share of the chains for each thread, the longest first, each to the thread that has the fewest steps so far. */
export function shareChains({ states: S, offsets }: ChainBatch, threads: number): number[][] {
  const C = offsets.length - 1, length = (chain: number) => offsets[chain + 1] - offsets[chain];
  const order = Array.from({ length: C }, (_, chain) => chain).filter((chain) => length(chain) > 0);
  order.sort((x, y) => length(y) - length(x) || x - y);
  const used = 3 * offsets[C] * S * S < WORTH_THREADS ? 1 : threads;
  const shares: number[][] = Array.from({ length: used }, () => []), steps = new Array<number>(used).fill(0);
  for (const chain of order) {
    const thread = steps.indexOf(Math.min(...steps));
    shares[thread].push(chain);
    steps[thread] += length(chain);
  }
  return shares.filter((share) => share.length > 0);
}

/** Largest finite score of a transition, 0 if there is none. */
function largestFinite(transitions: Reals): number {
  let largest = -Infinity;
  for (const score of transitions) if (score > largest && score < Infinity) largest = score;
  return largest === -Infinity ? 0 : largest;
}

/** A [S, S] as `factors` M = exp(A - maximum), in 0 … 1. */
export function scaleTransitions(transitions: Reals): { maximum: number; factors: Float64Array } {
  const maximum = largestFinite(transitions);
  // A loop: `from` with a function takes six times as long, 1 ms of the 10 that a batch of clips takes.
  const factors = new Float64Array(transitions.length);
  for (let i = 0; i < factors.length; i++) factors[i] = Math.exp(transitions[i] - maximum);
  return { maximum, factors };
}

/** @returns the chains whose results can not be trusted; they are not in `sums.edges`. */
function scaledInto(arena: Arena, pool: Pool, batch: ChainBatch, sums: Sums): number[] {
  const { states: S, offsets, transitions } = batch, C = offsets.length - 1;
  const kind: Kind = batch.scores instanceof Float32Array ? "F32" : "F64";
  sums.logPartitions.fill(0);
  const shares = shareChains(batch, pool.threads);
  if (shares.length === 0) return [];
  const { maximum, factors } = scaleTransitions(transitions);
  const failed = arena.lend((loan) => {
    const width = pool.exports[`padded${kind}`](S);
    const degenerate = new Uint8Array(arena.memory.buffer, loan.scratch(C), C).fill(0);
    const partial = shares.map(() => arena.float64(S * width));
    const given = lendBatch(loan, pool, kind, batch, sums, factors);
    pool.run(
      shares.map((share, i) =>
        planShare(loan, pool, kind, batch, share, given, [partial[i].byteOffset, degenerate.byteOffset])
      ),
    );
    for (const edges of partial) addEdges(sums.edges, edges, factors, S, width);
    return Array.from({ length: C }, (_, chain) => chain).filter((chain) => degenerate[chain]);
  });
  for (let chain = 0; chain < C; chain++) {
    const transitions = offsets[chain + 1] - offsets[chain] - 1;
    if (transitions > 0) sums.logPartitions[chain] += transitions * maximum;
  }
  return failed;
}

/** Addresses of what all threads share. */
interface Given {
  offsets: number;
  scores: number;
  forward: number;
  backward: number;
  weights: number;
  marginals: number;
  logPartitions: number;
}

function lendBatch(
  loan: Loan,
  pool: Pool,
  kind: Kind,
  batch: ChainBatch,
  sums: Sums,
  factors: Float64Array,
): Given {
  const S = batch.states, size = batch.scores.BYTES_PER_ELEMENT, panels = pool.exports[`packedBytes${kind}`](S, S);
  const M = loan.read(kind === "F32" ? Float32Array.from(factors) : factors);
  const forward = loan.scratch(panels), backward = loan.scratch(panels);
  pool.exports[`pack${kind}`](S, S, M, S * size, size, forward);
  pool.exports[`pack${kind}`](S, S, M, size, S * size, backward);
  return {
    offsets: loan.read(batch.offsets),
    scores: loan.read(batch.scores),
    forward,
    backward,
    weights: loan.read(batch.weights),
    marginals: loan.write(sums.marginals),
    logPartitions: loan.update(sums.logPartitions),
  };
}

function planShare(
  loan: Loan,
  pool: Pool,
  kind: Kind,
  { states: S, offsets }: ChainBatch,
  share: number[],
  given: Given,
  [edges, degenerate]: [number, number],
): Call {
  const longest = offsets[share[0] + 1] - offsets[share[0]];
  const maxChains = Math.min(share.length, BLOCK_CHAINS[kind]);
  const maxRows = Math.max(longest, Math.min(maxChains * longest, BLOCK_CHAINS[kind] * BLOCK_STEPS));
  const scratch = loan.scratch(pool.exports[`chainScratch${kind}`](S, maxChains, maxRows) >>> 0);
  return [
    `chains${kind}`,
    S,
    loan.read(Int32Array.from(share)),
    share.length,
    given.offsets,
    given.scores,
    given.forward,
    given.backward,
    given.weights,
    given.marginals,
    edges,
    given.logPartitions,
    degenerate,
    maxChains,
    maxRows,
    scratch,
  ];
}

/** edges [S, S] += partial [S, width] ∘ factors [S, S] */
export function addEdges(
  edges: Float64Array,
  partial: Float64Array,
  factors: Float64Array,
  S: number,
  width: number,
): void {
  for (let r = 0; r < S; r++) {
    for (let s = 0; s < S; s++) edges[r * S + s] += partial[r * width + s] * factors[r * S + s];
  }
}
