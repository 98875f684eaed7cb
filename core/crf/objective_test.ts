import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { type Clip, clipsFromSequences, type LabelSequence } from "./clips.ts";
import { crfObjective } from "./objective.ts";
import { type QuadraticPenalty, ridgePenalty } from "./penalty.ts";
import { type Crf, parameterCount } from "./structure.ts";
import {
  assertClose,
  enumerate,
  finiteDifferences,
  normals,
  randomLabels,
  randomParameters,
  scorePath,
  scoresByDefinition,
  smallCrf,
} from "./testing.ts";
import { transitionMatrix } from "./inference.ts";

const evaluate = (crf: Crf, clips: Clip[], parameters: Float64Array, penalty: QuadraticPenalty | null = null) => {
  const gradient = new Float64Array(parameters.length).fill(NaN);
  const value = crfObjective({ crf, clips }, { penalty, precision: "f64" }, kernels)(parameters, gradient);
  return { value, gradient };
};

/** -Σ weight·log p(labels | inputs), each sequence by itself, log Z over all paths. Gaps split a sequence. */
function likelihoodByEnumeration(crf: Crf, parameters: Float64Array, inputs: Float64Array, sequences: LabelSequence[]) {
  const { states: S, inputs: D } = crf, A = transitionMatrix({ crf, parameters });
  let value = 0;
  for (const { labels, weight = 1 } of sequences) {
    for (let start = 0; start < labels.length; start++) {
      if (labels[start] < 0) continue;
      let end = start;
      while (end < labels.length && labels[end] >= 0) end++;
      const run = labels.subarray(start, end);
      const scores = scoresByDefinition(crf, parameters, inputs.subarray(start * D, end * D), run.length);
      value += weight * (enumerate(scores, A, S).logPartition - scorePath(scores, A, S, run));
      start = end;
    }
  }
  return value;
}

const STRUCTURES = fc.record({
  seed: fc.nat(),
  inputs: fc.integer({ min: 0, max: 3 }),
  bias: fc.boolean(),
  basisRows: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  steps: fc.integer({ min: 1, max: 5 }),
  annotators: fc.integer({ min: 1, max: 4 }),
  layout: fc.constantFrom([1, 1], [1, 2], [2, 2], [1, 3], [1, 5]),
  kind: fc.constantFrom("none", "dense", "displacement"),
});

/** A random CRF, and annotators who start late, stop early, leave gaps and count differently. */
function randomProblem({ seed, layout: [rows, columns], kind, steps, annotators, ...shape }: {
  seed: number;
  layout: readonly number[];
  kind: string;
  steps: number;
  annotators: number;
  inputs: number;
  bias: boolean;
  basisRows?: number;
}) {
  const random = seededRandom(seed), states = rows * columns;
  const transitions = { kind: kind as "displacement", rows, columns };
  const crf = smallCrf({ ...shape, states, transitions }, random);
  const sequences: LabelSequence[] = Array.from({ length: annotators }, () => ({
    labels: randomLabels(1 + random.integer(steps), states, random).map((label) => random.uniform() < 0.2 ? -1 : label),
    weight: random.uniform() < 0.5 ? undefined : 0.5 + random.uniform(),
  }));
  return { crf, sequences, inputs: normals(steps * crf.inputs, random), parameters: randomParameters(crf, random) };
}

Deno.test("the objective is the likelihood of each annotator's sequence by enumeration of all paths", () => {
  fc.assert(
    fc.property(STRUCTURES, (structure) => {
      const { crf, sequences, inputs, parameters } = randomProblem(structure);
      const clips = clipsFromSequences(crf, inputs, sequences);
      const expected = likelihoodByEnumeration(crf, parameters, inputs, sequences);
      assertClose([evaluate(crf, clips, parameters).value], [expected], 1e-10);
    }),
    { seed: 3, numRuns: 200 },
  );
});

Deno.test("the objective holds on a 3×3 grid of 5 steps for every potential", () => {
  for (const kind of ["none", "dense", "displacement"]) {
    for (const basisRows of [undefined, 4]) {
      const structure = { seed: 4, layout: [3, 3], kind, basisRows, steps: 5, annotators: 3, inputs: 2, bias: true };
      const { crf, sequences, inputs, parameters } = randomProblem(structure);
      const { value } = evaluate(crf, clipsFromSequences(crf, inputs, sequences), parameters);
      assertClose([value], [likelihoodByEnumeration(crf, parameters, inputs, sequences)], 1e-9, kind);
    }
  }
});

Deno.test("the gradient is the objective's finite difference in every parameter", () => {
  fc.assert(
    fc.property(STRUCTURES, (structure) => {
      const { crf, sequences, inputs, parameters } = randomProblem(structure);
      const clips = clipsFromSequences(crf, inputs, sequences), random = seededRandom(structure.seed);
      const penalty = {
        curvature: parameters.map(() => random.uniform()),
        centre: randomParameters(crf, random),
      };
      const objective = crfObjective({ crf, clips }, { penalty, precision: "f64" }, kernels);
      const { gradient } = evaluate(crf, clips, parameters, penalty);
      assertClose(gradient, finiteDifferences(objective, parameters), 1e-6);
    }),
    { seed: 5, numRuns: 60 },
  );
});

Deno.test("sharing inputs across annotators changes neither objective nor gradient", () => {
  fc.assert(
    fc.property(STRUCTURES, (structure) => {
      const { crf, sequences, inputs, parameters } = randomProblem({ ...structure, annotators: 8 });
      const shared = clipsFromSequences(crf, inputs, sequences);
      const unshared = sequences.flatMap((sequence) => clipsFromSequences(crf, inputs, [sequence]));
      const a = evaluate(crf, shared, parameters), b = evaluate(crf, unshared, parameters);
      assertClose([a.value], [b.value], 1e-10);
      assertClose(a.gradient, b.gradient, 1e-10);
    }),
    { seed: 6, numRuns: 100 },
  );
  const { crf, sequences, inputs } = randomProblem({
    seed: 1,
    layout: [2, 2],
    kind: "dense",
    steps: 1,
    annotators: 20,
    inputs: 1,
    bias: true,
  });
  assert.equal(clipsFromSequences(crf, inputs, sequences).length, 1, "twenty raters of one step make one clip");
});

Deno.test("single precision agrees with double to its own precision", () => {
  const { crf, sequences, inputs, parameters } = randomProblem({
    seed: 9,
    layout: [3, 3],
    kind: "dense",
    basisRows: 4,
    steps: 20,
    annotators: 10,
    inputs: 3,
    bias: true,
  });
  const clips = clipsFromSequences(crf, inputs, sequences), gradient = new Float64Array(parameters.length);
  const value = crfObjective({ crf, clips }, { penalty: null, precision: "f32" }, kernels)(parameters, gradient);
  const exact = evaluate(crf, clips, parameters);
  assert.notEqual(value, exact.value);
  assertClose([value / exact.value], [1], 1e-6);
  assertClose(gradient, exact.gradient, 1e-4);
});

Deno.test("scores of ±1e4 leave the objective exact and the gradient finite", () => {
  const { crf, sequences, inputs, parameters } = randomProblem({
    seed: 10,
    layout: [2, 2],
    kind: "dense",
    steps: 4,
    annotators: 3,
    inputs: 2,
    bias: true,
  });
  const large = parameters.map((value, i) => i % 2 ? 1e4 * Math.sign(value) : value);
  const { value, gradient } = evaluate(crf, clipsFromSequences(crf, inputs, sequences), large);
  // Terms of size 1e5 leave a relative 1e-16 of rounding each.
  assertClose([value], [likelihoodByEnumeration(crf, large, inputs, sequences)], 1e-9);
  assert.ok(gradient.every(Number.isFinite));
});

Deno.test("one step has no transitions, no step costs nothing, and one rater is enough", () => {
  const random = seededRandom(11), transitions = { kind: "dense" } as const;
  const crf = smallCrf({ states: 3, inputs: 2, transitions }, random), parameters = randomParameters(crf, random);
  const inputs = normals(2, random), one = clipsFromSequences(crf, inputs, [{ labels: Int32Array.of(2) }]);
  const scores = scoresByDefinition(crf, parameters, inputs, 1);
  const expected = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - scores[2];
  const single = evaluate(crf, one, parameters);
  assertClose([single.value], [expected], 1e-12);
  assertClose(single.gradient.subarray(9), new Float64Array(9), 0);

  const empty: Clip = {
    steps: 0,
    weight: 2,
    inputs: new Float64Array(0),
    gold: new Float64Array(0),
    edges: new Int32Array(0),
    edgeCounts: new Float64Array(0),
  };
  const withEmpty = evaluate(crf, [empty, ...one, empty], parameters);
  assert.equal(withEmpty.value, single.value);
  assert.deepEqual(withEmpty.gradient, single.gradient);
});

Deno.test("a penalty adds half its curvature times the squared distance", () => {
  const { crf, sequences, inputs, parameters } = randomProblem({
    seed: 13,
    layout: [1, 2],
    kind: "dense",
    steps: 3,
    annotators: 2,
    inputs: 1,
    bias: true,
  });
  const clips = clipsFromSequences(crf, inputs, sequences), bare = evaluate(crf, clips, parameters);
  const ridge = evaluate(crf, clips, parameters, ridgePenalty(crf, { weights: 2, bias: 0, transitions: 0.5 }));
  const strengths = [2, 2, 0, 0, 0.5, 0.5, 0.5, 0.5];
  const extra = parameters.reduce((sum, value, i) => sum + 0.5 * strengths[i] * value ** 2, 0);
  assertClose([ridge.value], [bare.value + extra], 1e-12);
  assertClose(ridge.gradient, bare.gradient.map((value, i) => value + strengths[i] * parameters[i]), 1e-12);
});

Deno.test("clips that do not fit are refused with the reason", () => {
  const crf = smallCrf({ states: 2, inputs: 1, transitions: { kind: "dense" } }, seededRandom(1));
  const good: Clip = {
    steps: 2,
    weight: 1,
    inputs: Float64Array.of(0, 0),
    gold: Float64Array.of(1, 0, 0, 1),
    edges: Int32Array.of(1),
    edgeCounts: Float64Array.of(1),
  };
  const start = new Float64Array(parameterCount(crf));
  evaluate(crf, [good], start);
  const cases: [Partial<Clip>, string, string][] = [
    [{ inputs: Float64Array.of(0) }, "TypeError", "inputs must be [2, 1], current value is 1"],
    [{ gold: Float64Array.of(1) }, "TypeError", "gold must be [2, 2], current value is 1"],
    [{ edges: Int32Array.of(1, 2) }, "TypeError", "every edge needs a count, current value is 1"],
    [{ weight: 0 }, "RangeError", "weight must be finite and > 0, current value is 0"],
    [{ weight: NaN }, "RangeError", "weight must be finite and > 0, current value is NaN"],
    [
      { inputs: Float64Array.of(0, NaN) },
      "RangeError",
      "inputs must be finite (step 1, input 0), current value is NaN",
    ],
    [{ weight: 2 }, "RangeError", "gold of step 0 must sum to the weight 2, current value is 1"],
    [
      { edgeCounts: Float64Array.of(0.5) },
      "RangeError",
      "edge counts must sum to weight·(T − 1) = 1, current value is 0.5",
    ],
  ];
  for (const [change, name, message] of cases) {
    assert.throws(() => evaluate(crf, [good, { ...good, ...change }], start), {
      name,
      message: `Cannot use clip 1: ${message}`,
    });
  }
});
