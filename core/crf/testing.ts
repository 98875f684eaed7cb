/**
 * What the tests of this folder share: every path of a small chain as the oracle, small random CRFs, finite differences.
 * @module
 */
import fc from "fast-check";
import { referenceKernels as kernels } from "../kernels.ts";
import type { Objective } from "../optimize/objective.ts";
import { type Random, seededRandom } from "../random.ts";
import { type Clip, clipsFromSequences, type LabelSequence } from "./clips.ts";
import { crfObjective } from "./objective.ts";
import type { QuadraticPenalty } from "./penalty.ts";
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

/** Value and gradient of the objective, in f64. */
export const evaluate = (
  crf: Crf,
  clips: Clip[],
  parameters: Float64Array,
  penalty: QuadraticPenalty | null = null,
) => {
  const gradient = new Float64Array(parameters.length).fill(NaN);
  const value = crfObjective({ crf, clips }, { penalty, precision: "f64" }, kernels)(parameters, gradient);
  return { value, gradient };
};

/** One of each, for a grid of rows × columns. `features` of nominal ones. */
export const TRANSITION_KINDS = [
  "none",
  "dense",
  "displacement",
  "gaussian",
  "stencil",
  "lowRank",
  "nominal",
  "conditionedLowRank",
  "novelty",
] as const;
export const EMISSION_KINDS = ["dense", "basis", "scores", "nominal"] as const;
export const FEATURES = 3, CONDITIONS = 2;

export function transitionsOf(kind: typeof TRANSITION_KINDS[number], rows: number, columns: number): TransitionSpec {
  const grid = { rows, columns };
  switch (kind) {
    case "none":
    case "dense":
      return { kind };
    case "displacement":
    case "gaussian":
      return { kind, ...grid };
    case "stencil":
      return { kind, ...grid, size: 3 };
    case "lowRank":
    case "conditionedLowRank":
      return { kind, rank: 2 };
    case "nominal":
      return { kind, features: FEATURES };
    case "novelty":
      return { kind, ...grid, kernels: 2 };
  }
}

/** For fast-check. */
export const STRUCTURES = fc.record({
  seed: fc.nat(),
  inputs: fc.integer({ min: 0, max: 3 }),
  bias: fc.boolean(),
  emission: fc.constantFrom(...EMISSION_KINDS),
  steps: fc.integer({ min: 1, max: 5 }),
  annotators: fc.integer({ min: 1, max: 4 }),
  layout: fc.constantFrom<readonly [number, number]>([1, 1], [1, 2], [2, 2], [1, 3], [1, 5]),
  kind: fc.constantFrom(...TRANSITION_KINDS),
});
export type Structure = typeof STRUCTURES extends fc.Arbitrary<infer T> ? T : never;

/** Of which a test changes what it is about. */
export const PLAIN: Structure = {
  seed: 4,
  inputs: 2,
  bias: true,
  emission: "dense",
  steps: 5,
  annotators: 3,
  layout: [3, 3],
  kind: "dense",
};

/** A random CRF, and annotators who start late, stop early, leave gaps and count differently. */
export function randomProblem(
  { seed, layout: [rows, columns], kind, emission, steps, annotators, bias, inputs }: Structure,
) {
  const random = seededRandom(seed), states = rows * columns, D = emission === "scores" ? states : inputs;
  const conditions = ["nominal", "conditionedLowRank", "novelty"].includes(kind) ? CONDITIONS : 0;
  const crf = smallCrf({
    states,
    bias,
    conditions,
    inputs: D,
    basisRows: emission === "basis" ? 1 + random.integer(4) : undefined,
    emission: emission === "scores"
      ? { kind: "scores" }
      : emission === "nominal"
      ? { kind: "nominal", features: FEATURES }
      : undefined,
    transitions: transitionsOf(kind, rows, columns),
  }, random);
  const sequences: LabelSequence[] = Array.from({ length: annotators }, () => ({
    labels: randomLabels(1 + random.integer(steps), states, random).map((label) => random.uniform() < 0.2 ? -1 : label),
    weight: random.uniform() < 0.5 ? undefined : 0.5 + random.uniform(),
  }));
  const numbers = (length: number, nominal: boolean) =>
    nominal ? Float64Array.from({ length }, () => random.integer(FEATURES + 1) - 1) : normals(length, random);
  return {
    crf,
    sequences,
    inputs: numbers(steps * D, emission === "nominal"),
    conditions: numbers(steps * conditions, kind === "nominal"),
    parameters: randomParameters(crf, random),
  };
}

export const clipsOf = ({ crf, inputs, sequences, conditions }: ReturnType<typeof randomProblem>) =>
  clipsFromSequences(crf, inputs, sequences, conditions);
