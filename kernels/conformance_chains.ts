/**
 * What the conformance tests of chains share: batches with one matrix or with one for each step, and the sum over all paths.
 * @module
 */
import type { ChainBatch, ChainExpectations, Kernels } from "../core/kernels.ts";
import { assertClose, numbers, type Type } from "./conformance.ts";

export interface ChainSettings {
  type: Type;
  states: number;
  lengths: number[];
  /** A matrix for each step instead of one for all. */
  perStep?: boolean;
  scale?: number;
  own?: boolean;
  /** One transition in so many is forbidden. */
  forbidEvery?: number;
}

export function chainBatch(kernels: Kernels, settings: ChainSettings): ChainBatch {
  const { type, states, lengths, perStep = false, scale = 1, own = true, forbidEvery } = settings;
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, c) => offsets[c + 1] = offsets[c] + length);
  const N = offsets[lengths.length], matrices = perStep ? N : 1;
  const transitions = numbers(kernels, type, matrices * states * states, 5, { scale, own });
  if (forbidEvery) { for (let i = 1; i < transitions.length; i += forbidEvery) transitions[i] = -Infinity; }
  const scores = numbers(kernels, type, N * states, 6, { scale, own });
  return { states, offsets, scores, transitions, weights: Float64Array.from(lengths, (_, c) => 0.5 + c) };
}

/** Filled with what must be overwritten. */
export function chainOutputs(
  kernels: Kernels,
  { scores, transitions, weights }: ChainBatch,
  own = true,
): ChainExpectations {
  const type = scores instanceof Float32Array ? "float32" : "float64";
  return {
    marginals: numbers(kernels, type, scores.length, 8, { own }),
    edges: numbers(kernels, type, transitions.length, 9, { own }),
    logPartitions: new Float64Array(weights.length).fill(7),
  };
}

/** Every path of every chain, in f64. */
export function chainsByEnumeration(
  { states: S, offsets, scores, transitions, weights }: ChainBatch,
): ChainExpectations {
  const marginals = new Float64Array(scores.length), edges = new Float64Array(transitions.length);
  const logPartitions = new Float64Array(weights.length), perStep = transitions.length !== S * S;
  for (let c = 0; c < weights.length; c++) {
    const first = offsets[c], T = offsets[c + 1] - first;
    if (T === 0) continue;
    const paths = Array.from(
      { length: S ** T },
      (_, n) => Array.from({ length: T }, (_, t) => Math.floor(n / S ** t) % S),
    );
    const edgeOf = (path: number[], t: number) => ((perStep ? first + t : 0) * S + path[t - 1]) * S + path[t];
    const totals = paths.map((path) =>
      path.reduce((sum, s, t) => sum + scores[(first + t) * S + s] + (t > 0 ? transitions[edgeOf(path, t)] : 0), 0)
    );
    const best = Math.max(...totals), mass = totals.reduce((sum, total) => sum + Math.exp(total - best), 0);
    logPartitions[c] = best + Math.log(mass);
    paths.forEach((path, n) => {
      const p = Math.exp(totals[n] - logPartitions[c]);
      path.forEach((s, t) => {
        marginals[(first + t) * S + s] += p;
        if (t > 0) edges[edgeOf(path, t)] += weights[c] * p;
      });
    });
  }
  return { marginals, edges, logPartitions };
}

/** `scale`: size of the scores, which are as exact as their type. */
export function assertChains(actual: ChainExpectations, expected: ChainExpectations, type: Type, scale = 1): void {
  // A score of size s is known to s·2^-24 (f32): so is a log-probability, and a probability relatively.
  const tolerance = Math.max(1, scale) * (type === "float32" ? 2e-6 : 1e-13);
  assertClose(actual.marginals, expected.marginals, tolerance, "marginals");
  assertClose(actual.logPartitions, expected.logPartitions, tolerance * 20, "logPartitions");
  // One matrix adds up what all steps expect.
  const summed = actual.edges.length < actual.marginals.length ? 100 : 10;
  assertClose(actual.edges, expected.edges, tolerance * summed, "edges");
}
