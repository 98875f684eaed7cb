/**
 * What the tests of this folder share: every path of a small chain as the oracle, small random CRFs, finite differences.
 * @module
 */
import type { Objective } from "../optimize/objective.ts";
import type { Random } from "../random.ts";
import { type Crf, type Emission, parameterBlocks, parameterCount } from "./structure.ts";
import { createTransitions, type TransitionSpec } from "./transitions.ts";

/** What enumeration of all S^T paths says of a chain. */
export interface Enumeration {
  logPartition: number;
  /** [T, S] */
  marginals: Float64Array;
  /** [S, S], summed over steps. */
  edges: Float64Array;
  bestPath: Int32Array;
  bestScore: number;
}

/** Score of a path, term by term. Transitions [S, S], or [T, S, S]. */
export function scorePath(scores: Float64Array, transitions: Float64Array, S: number, path: ArrayLike<number>): number {
  const own = transitions.length === S * S ? 0 : S * S;
  let score = 0;
  for (let t = 0; t < path.length; t++) score += scores[t * S + path[t]];
  for (let t = 1; t < path.length; t++) score += transitions[t * own + path[t - 1] * S + path[t]];
  return score;
}

/** Visit every path: cost S^T·T. Transitions [S, S], or [T, S, S]. */
export function enumerate(scores: Float64Array, transitions: Float64Array, S: number): Enumeration {
  const T = scores.length / S, count = S ** T;
  const paths = Array.from(
    { length: count },
    (_, index) => Int32Array.from({ length: T }, (_, t) => Math.floor(index / S ** t) % S),
  );
  const pathScores = paths.map((path) => scorePath(scores, transitions, S, path));
  const bestScore = pathScores.reduce((a, b) => Math.max(a, b));
  const logPartition = bestScore + Math.log(pathScores.reduce((sum, score) => sum + Math.exp(score - bestScore), 0));
  const marginals = new Float64Array(T * S), edges = new Float64Array(S * S);
  paths.forEach((path, index) => {
    const probability = Math.exp(pathScores[index] - logPartition);
    path.forEach((state, t) => {
      marginals[t * S + state] += probability;
      if (t > 0) edges[path[t - 1] * S + state] += probability;
    });
  });
  return { logPartition, marginals, edges, bestPath: paths[pathScores.indexOf(bestScore)], bestScore };
}

/** What {@link smallCrf} needs to know. */
export interface SmallCrf {
  states: number;
  inputs: number;
  conditions?: number;
  bias?: boolean;
  /** K of a random basis [K, S]; without, every state has its weights. */
  basisRows?: number;
  /** Instead of a linear emission. */
  emission?: Emission;
  transitions: TransitionSpec;
}

/** A structure on any number of states, with any basis. */
export function smallCrf(options: SmallCrf, random: Random): Crf {
  const { states, inputs, conditions = 0, bias = true, basisRows } = options;
  const basis = basisRows === undefined
    ? null
    : { rows: basisRows, columns: states, data: normals(basisRows * states, random) };
  const transitions = createTransitions(options.transitions, states, conditions);
  return { states, inputs, conditions, bias, emission: options.emission ?? { kind: "linear", basis }, transitions };
}

/** Standard normal deviates, times `scale`. */
export function normals(length: number, random: Random, scale = 1): Float64Array {
  return Float64Array.from({ length }, () => scale * random.normal());
}

/** Random parameters of a structure. */
export function randomParameters(crf: Crf, random: Random, scale = 1): Float64Array {
  return normals(parameterCount(crf), random, scale);
}

/** Random states. */
export function randomLabels(length: number, states: number, random: Random): Int32Array {
  return Int32Array.from({ length }, () => random.integer(states));
}

/** Scores of a CRF by the definition of its emission, one number at a time. */
export function scoresByDefinition(
  crf: Crf,
  parameters: Float64Array,
  inputs: ArrayLike<number>,
  T: number,
): Float64Array {
  const { states: S, inputs: D, emission, bias } = crf, blocks = parameterBlocks(crf);
  const scores = new Float64Array(T * S);
  const score = (t: number, s: number): number => {
    const x = Array.from({ length: D }, (_, d) => inputs[t * D + d]);
    switch (emission.kind) {
      case "scores":
        return parameters[0] * x[s];
      case "nominal":
        return x.reduce((sum, feature) => feature < 0 ? sum : sum + parameters[feature * S + s], 0);
      case "linear": {
        const K = emission.basis?.rows ?? S;
        const weight = (d: number) =>
          Array.from({ length: K }, (_, k) => k).reduce((sum, k) => {
            const basis = emission.basis ? emission.basis.data[k * S + s] : k === s ? 1 : 0;
            return sum + basis * parameters[d * K + k];
          }, 0);
        return x.reduce((sum, value, d) => sum + value * weight(d), 0);
      }
    }
  };
  for (let t = 0; t < T; t++) {
    for (let s = 0; s < S; s++) scores[t * S + s] = score(t, s) + (bias ? parameters[blocks.bias.start + s] : 0);
  }
  return scores;
}

/** @throws Error unless every element is within an absolute tolerance. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = "",
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${what} has ${actual.length} elements, not ${expected.length}`);
  }
  for (let i = 0; i < actual.length; i++) {
    if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) {
      throw new Error(`${what} element ${i} is ${actual[i]}, expected ${expected[i]} to ${tolerance}`);
    }
  }
}

/** The gradient by central differences; error O(h²) + rounding/h, about 1e-9 for values of order 10. */
export function finiteDifferences(objective: Objective, x: Float64Array, h = 1e-5): Float64Array {
  const unused = new Float64Array(x.length);
  return x.map((_, i) => {
    const at = (shift: number) => objective(x.map((value, j) => j === i ? value + shift : value), unused);
    return (at(h) - at(-h)) / (2 * h);
  });
}
