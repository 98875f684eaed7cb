import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { type Clip, clipsFromSequences, type LabelSequence } from "./clips.ts";
import { transitionScores } from "./inference.ts";
import { crfObjective } from "./objective.ts";
import { type Crf, parameterBlocks, parameterCount } from "./structure.ts";
import {
  assertClose,
  clipsOf,
  EMISSION_KINDS,
  enumerate,
  evaluate,
  finiteDifferences,
  normals,
  PLAIN,
  randomParameters,
  randomProblem,
  scorePath,
  scoresByDefinition,
  smallCrf,
  STRUCTURES,
  TRANSITION_KINDS,
} from "./testing.ts";

/** -Σ weight·log p(labels | inputs), each sequence by itself, log Z over all paths. Gaps split a sequence. */
function likelihoodByEnumeration(
  crf: Crf,
  parameters: Float64Array,
  inputs: Float64Array,
  sequences: LabelSequence[],
  conditions: Float64Array,
) {
  const { states: S, inputs: D, conditions: C } = crf;
  let value = 0;
  for (const { labels, weight = 1 } of sequences) {
    for (let start = 0; start < labels.length; start++) {
      if (labels[start] < 0) continue;
      let end = start;
      while (end < labels.length && labels[end] >= 0) end++;
      const run = labels.subarray(start, end);
      const scores = scoresByDefinition(crf, parameters, inputs.subarray(start * D, end * D), run.length);
      const heard = conditions.subarray(start * C, end * C);
      const A = transitionScores({ crf, parameters }, run.length, kernels, { conditions: heard });
      value += weight * (enumerate(scores, A, S).logPartition - scorePath(scores, A, S, run));
      start = end;
    }
  }
  return value;
}

const expectedOf = ({ crf, parameters, inputs, sequences, conditions }: ReturnType<typeof randomProblem>) =>
  likelihoodByEnumeration(crf, parameters, inputs, sequences, conditions);

Deno.test("the objective is the likelihood of each annotator's sequence by enumeration of all paths", () => {
  fc.assert(
    fc.property(STRUCTURES, (structure) => {
      const problem = randomProblem(structure);
      const { value } = evaluate(problem.crf, clipsOf(problem), problem.parameters);
      assertClose([value], [expectedOf(problem)], 1e-10);
    }),
    { seed: 3, numRuns: 400 },
  );
});

for (const kind of TRANSITION_KINDS) {
  Deno.test(`${kind} transitions on a 3×3 grid of 5 steps: enumeration, and finite differences in every block`, () => {
    for (const emission of EMISSION_KINDS) {
      const problem = randomProblem({ ...PLAIN, kind, emission }), { crf, parameters } = problem;
      const clips = clipsOf(problem), { value, gradient } = evaluate(crf, clips, parameters);
      assertClose([value], [expectedOf(problem)], 1e-9, emission);
      const objective = crfObjective({ crf, clips }, { penalty: null, precision: "f64" }, kernels);
      assertClose(gradient, finiteDifferences(objective, parameters), 1e-6, emission);
    }
  });
}

Deno.test("the gradient is the objective's finite difference in every parameter", () => {
  fc.assert(
    fc.property(STRUCTURES, (structure) => {
      const problem = randomProblem(structure), { crf, parameters } = problem;
      const clips = clipsOf(problem), random = seededRandom(structure.seed);
      const penalty = {
        curvature: parameters.map(() => random.uniform()),
        centre: randomParameters(crf, random),
      };
      const objective = crfObjective({ crf, clips }, { penalty, precision: "f64" }, kernels);
      const { gradient } = evaluate(crf, clips, parameters, penalty);
      assertClose(gradient, finiteDifferences(objective, parameters), 1e-6);
    }),
    { seed: 5, numRuns: 100 },
  );
});

Deno.test("sharing inputs across annotators changes neither objective nor gradient", () => {
  fc.assert(
    fc.property(STRUCTURES, (structure) => {
      const problem = randomProblem({ ...structure, annotators: 8 }), { crf, parameters } = problem;
      const unshared = problem.sequences.flatMap((sequence) => clipsOf({ ...problem, sequences: [sequence] }));
      const a = evaluate(crf, clipsOf(problem), parameters), b = evaluate(crf, unshared, parameters);
      assertClose([a.value], [b.value], 1e-10);
      assertClose(a.gradient, b.gradient, 1e-10);
    }),
    { seed: 6, numRuns: 200 },
  );
  const twenty = randomProblem({ ...PLAIN, seed: 1, layout: [2, 2], steps: 1, annotators: 20, inputs: 1 });
  assert.equal(clipsOf(twenty).length, 1, "twenty raters of one step make one clip");
});

Deno.test("clips whose matrices do not fit in memory at once are as many small problems", () => {
  const problem = randomProblem({ ...PLAIN, kind: "conditionedLowRank", layout: [1, 2], steps: 700, annotators: 6 });
  const { crf, parameters } = problem, clips = clipsOf(problem);
  const long = clips.map(({ steps }) => steps).reduce((a, b) => a + b);
  assert.ok(long > 1024, `${long} steps`);
  const whole = evaluate(crf, clips, parameters), sum = { value: 0, gradient: new Float64Array(parameters.length) };
  for (const clip of clips) {
    const { value, gradient } = evaluate(crf, [clip], parameters);
    sum.value += value;
    gradient.forEach((slope, i) => sum.gradient[i] += slope);
  }
  assertClose([whole.value], [sum.value], 1e-8);
  assertClose(whole.gradient, sum.gradient, 1e-8);
});

Deno.test("single precision agrees with double to its own precision", () => {
  for (const kind of TRANSITION_KINDS) {
    const problem = randomProblem({ ...PLAIN, seed: 9, kind, emission: "basis", steps: 20, annotators: 10, inputs: 3 });
    const { crf, parameters } = problem, clips = clipsOf(problem), gradient = new Float64Array(parameters.length);
    const value = crfObjective({ crf, clips }, { penalty: null, precision: "f32" }, kernels)(parameters, gradient);
    const exact = evaluate(crf, clips, parameters);
    assert.notEqual(value, exact.value);
    assertClose([value / exact.value], [1], 1e-6, kind);
    assertClose(gradient, exact.gradient, 3e-4, kind);
  }
});

/** Those whose parameters are scores themselves; the others' are exponents or factors of them. */
const LARGE_TRANSITIONS: string[] = ["dense", "displacement", "stencil", "nominal"];

Deno.test("scores of ±1e4 leave the objective exact and the gradient finite", () => {
  for (const kind of TRANSITION_KINDS) {
    const problem = randomProblem({ ...PLAIN, seed: 10, kind, layout: [2, 2], steps: 4 }),
      { crf, parameters } = problem;
    const { transitions } = parameterBlocks(crf),
      scores = LARGE_TRANSITIONS.includes(kind) ? Infinity : transitions.start;
    const large = parameters.map((value, i) => i % 2 && i < scores ? 1e4 * Math.sign(value) : value);
    const { value, gradient } = evaluate(crf, clipsOf(problem), large);
    // Terms of size 1e5 leave a relative 1e-16 of rounding each.
    assertClose([value], [expectedOf({ ...problem, parameters: large })], 1e-9, kind);
    assert.ok(gradient.every(Number.isFinite), kind);
  }
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
    conditions: new Float64Array(0),
    edgeSteps: new Int32Array(0),
    edges: new Int32Array(0),
    edgeCounts: new Float64Array(0),
  };
  const withEmpty = evaluate(crf, [empty, ...one, empty], parameters);
  assert.equal(withEmpty.value, single.value);
  assert.deepEqual(withEmpty.gradient, single.gradient);
});

Deno.test("clips that do not fit are refused with the reason", () => {
  const crf = smallCrf({ states: 2, inputs: 1, transitions: { kind: "dense" } }, seededRandom(1));
  const good: Clip = {
    steps: 2,
    weight: 1,
    inputs: Float64Array.of(0, 0),
    gold: Float64Array.of(1, 0, 0, 1),
    conditions: new Float64Array(0),
    edgeSteps: Int32Array.of(1),
    edges: Int32Array.of(1),
    edgeCounts: Float64Array.of(1),
  };
  const start = new Float64Array(parameterCount(crf));
  evaluate(crf, [good], start);
  const cases: [Partial<Clip>, string, string][] = [
    [{ inputs: Float64Array.of(0) }, "TypeError", "inputs must be [2, 1], current value is 1"],
    [{ gold: Float64Array.of(1) }, "TypeError", "gold must be [2, 2], current value is 1"],
    [{ edges: Int32Array.of(1, 2) }, "TypeError", "every edge needs a count, current value is 1"],
    [{ edgeSteps: Int32Array.of(1, 1) }, "TypeError", "every edge needs a step, current value is 2"],
    [
      { edgeSteps: Int32Array.of(0) },
      "RangeError",
      "an edge must be in 0 … 3, its step in 1 … 1, current value is 1 at step 0",
    ],
    [{ conditions: Float64Array.of(1) }, "TypeError", "conditions must be [2, 0], current value is 1"],
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
