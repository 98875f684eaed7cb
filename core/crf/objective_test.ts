import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { type Clip, clipsFromSequences, type LabelSequence } from "./clips.ts";
import { crfObjective } from "./objective.ts";
import { gridSmoothness, type QuadraticPenalty, ridgePenalty } from "./penalty.ts";
import { type Crf, parameterBlocks, parameterCount } from "./structure.ts";
import type { TransitionSpec } from "./transitions.ts";
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
import { chainMarginals, transitionScores } from "./inference.ts";
import { softLoss } from "./soft_loss.ts";
import { trainCrf } from "./train.ts";

const evaluate = (crf: Crf, clips: Clip[], parameters: Float64Array, penalty: QuadraticPenalty | null = null) => {
  const gradient = new Float64Array(parameters.length).fill(NaN);
  const value = crfObjective({ crf, clips }, { penalty, precision: "f64" }, kernels)(parameters, gradient);
  return { value, gradient };
};

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

/** One of each, for a grid of rows × columns. `features` of nominal ones. */
const TRANSITIONS = [
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
const EMISSIONS = ["dense", "basis", "scores", "nominal"] as const;
const FEATURES = 3, CONDITIONS = 2;

function transitionsOf(kind: typeof TRANSITIONS[number], rows: number, columns: number): TransitionSpec {
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

const STRUCTURES = fc.record({
  seed: fc.nat(),
  inputs: fc.integer({ min: 0, max: 3 }),
  bias: fc.boolean(),
  emission: fc.constantFrom(...EMISSIONS),
  steps: fc.integer({ min: 1, max: 5 }),
  annotators: fc.integer({ min: 1, max: 4 }),
  layout: fc.constantFrom<readonly [number, number]>([1, 1], [1, 2], [2, 2], [1, 3], [1, 5]),
  kind: fc.constantFrom(...TRANSITIONS),
});
type Structure = typeof STRUCTURES extends fc.Arbitrary<infer T> ? T : never;

const PLAIN: Structure = {
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
function randomProblem({ seed, layout: [rows, columns], kind, emission, steps, annotators, bias, inputs }: Structure) {
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

const clipsOf = ({ crf, inputs, sequences, conditions }: ReturnType<typeof randomProblem>) =>
  clipsFromSequences(crf, inputs, sequences, conditions);
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

for (const kind of TRANSITIONS) {
  Deno.test(`${kind} transitions on a 3×3 grid of 5 steps: enumeration, and finite differences in every block`, () => {
    for (const emission of EMISSIONS) {
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
  for (const kind of TRANSITIONS) {
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
  for (const kind of TRANSITIONS) {
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

Deno.test("a penalty adds half its curvature times the squared distance", () => {
  const problem = randomProblem({ ...PLAIN, seed: 13, layout: [1, 2], steps: 3, annotators: 2, inputs: 1 });
  const { crf, parameters } = problem, clips = clipsOf(problem), bare = evaluate(crf, clips, parameters);
  const ridge = evaluate(crf, clips, parameters, ridgePenalty(crf, { weights: 2, bias: 0, transitions: 0.5 }));
  const strengths = [2, 2, 0, 0, 0.5, 0.5, 0.5, 0.5];
  const extra = parameters.reduce((sum, value, i) => sum + 0.5 * strengths[i] * value ** 2, 0);
  assertClose([ridge.value], [bare.value + extra], 1e-12);
  assertClose(ridge.gradient, bare.gradient.map((value, i) => value + strengths[i] * parameters[i]), 1e-12);
});

Deno.test("soft targets add their term to the objective and to every block of the gradient", () => {
  for (const kind of TRANSITIONS) {
    const problem = randomProblem({ ...PLAIN, seed: 21, kind, layout: [2, 2], steps: 4, emission: "basis" });
    const { crf, parameters } = problem, clips = clipsOf(problem);
    const soft = { loss: "kl", strength: 0.7 } as const, gradient = new Float64Array(parameters.length);
    const objective = crfObjective({ crf, clips }, { penalty: null, precision: "f64", soft }, kernels);
    const value = objective(parameters, gradient);
    let expected = evaluate(crf, clips, parameters).value;
    for (const { steps: T, inputs, conditions, gold, weight } of clips) {
      const { marginals } = chainMarginals({ crf, parameters }, inputs, kernels, {
        precision: "f64",
        conditions,
        steps: T,
      });
      for (let t = 0; t < T; t++) {
        const row = [t * 4, t * 4 + 4] as const, q = gold.slice(...row).map((count) => count / weight);
        expected += 0.7 * weight * softLoss("kl", marginals.subarray(...row), q, new Float64Array(4));
      }
    }
    assertClose([value], [expected], 1e-8, kind);
    assertClose(gradient, finiteDifferences(objective, parameters), 1e-6, kind);
  }
});

Deno.test("on the 121 cells every loss has its gradient in every block, and training lowers it", () => {
  const random = seededRandom(22);
  for (const kind of ["gaussian", "novelty"] as const) {
    const transitions = transitionsOf(kind, 11, 11), conditions = kind === "novelty" ? 1 : 0;
    const crf = smallCrf({ states: 121, inputs: 1, conditions, basisRows: 2, transitions }, random);
    const inputs = normals(2, random), heard = normals(2 * conditions, random);
    const sequences = [{ labels: randomLabels(2, 121, random) }, { labels: randomLabels(1, 121, random), weight: 0.5 }];
    const clips = clipsFromSequences(crf, inputs, sequences, heard), parameters = randomParameters(crf, random, 0.5);
    for (const loss of ["kl", "energy", "earthMovers"] as const) {
      const options = { penalty: null, precision: "f64", soft: { loss, strength: 3 } } as const;
      const objective = crfObjective({ crf, clips }, options, kernels), gradient = new Float64Array(parameters.length);
      const before = objective(parameters, gradient), { start, end } = parameterBlocks(crf).bias;
      // Of the 121 biases, a few.
      const some = Array.from(parameters.keys()).filter((i) => i < start || i >= end || i % 60 === 0);
      for (const i of some) {
        const at = (h: number) => objective(parameters.map((v, j) => j === i ? v + h : v), gradient.slice());
        assertClose(
          [(at(1e-5) - at(-1e-5)) / 2e-5],
          [gradient[i]],
          1e-6 * Math.max(1, Math.abs(gradient[i])),
          `${kind}, ${loss}`,
        );
      }
      const trained = trainCrf({ crf, clips }, { ...options, maxIterations: 2, start: parameters }, kernels);
      assert.ok(trained.objective < before, loss);
    }
  }
});

Deno.test("a target of its own is what soft training aims at", () => {
  const crf = smallCrf({ states: 3, inputs: 0, transitions: { kind: "none" } }, seededRandom(1));
  const [clip] = clipsFromSequences(crf, new Float64Array(0), [{ labels: Int32Array.of(0) }]);
  const target = Float64Array.of(0.2, 0.3, 0.5), soft = { loss: "kl", strength: 1e6 } as const;
  const { parameters } = trainCrf({ crf, clips: [{ ...clip, target }] }, {
    penalty: null,
    maxIterations: 200,
    precision: "f64",
    tolerance: 1e-12,
    soft,
  }, kernels);
  const { marginals } = chainMarginals({ crf, parameters }, new Float64Array(0), kernels, {
    precision: "f64",
    steps: 1,
  });
  assertClose(marginals, target, 1e-4);
  for (
    const [change, name, message] of [
      [{ target: new Float64Array(2) }, "TypeError", "a target must be [1, 3], current length is 2"],
    ] as const
  ) {
    assert.throws(
      () => crfObjective({ crf, clips: [{ ...clip, ...change }] }, { penalty: null, precision: "f64", soft }, kernels),
      { name, message: `Cannot use soft targets: ${message}` },
    );
  }
  const none = { penalty: null, precision: "f64", soft: { ...soft, strength: 0 } } as const;
  assert.throws(() => crfObjective({ crf, clips: [clip] }, none, kernels), {
    name: "RangeError",
    message: "Cannot use soft targets: strength must be finite and > 0, current value is 0",
  });
});

Deno.test("smoothness costs what neighbours differ by, and constants cost nothing", () => {
  const crf = smallCrf({ states: 6, inputs: 2, transitions: { kind: "dense" } }, seededRandom(1));
  const smoothness = gridSmoothness(crf, { weights: 3, bias: 5 }, { rows: 2, columns: 3 });
  const centre = new Float64Array(parameterCount(crf)), curvature = centre.slice(), start = centre.slice();
  const penalty = { curvature, centre, smoothness };
  const clips = clipsFromSequences(crf, new Float64Array(2), [{ labels: Int32Array.of(0) }]);
  const extra = (parameters: Float64Array) =>
    evaluate(crf, clips, parameters, penalty).value - evaluate(crf, clips, parameters).value;
  // 1 in a corner of the second input's row: two neighbours; 2 in the middle of the biases' first row: three.
  start[6] = 1;
  start[12 + 1] = 2;
  assertClose([extra(start)], [3 / 2 * 2 + 5 / 2 * 3 * 4], 1e-12);
  assertClose([extra(start.fill(7, 0, 6).fill(-2, 6, 12).fill(0, 12))], [0], 1e-12);
  centre[12] = 4;
  assertClose([extra(start)], [5 / 2 * 2 * 16], 1e-12);
  const random = seededRandom(3), parameters = randomParameters(crf, random);
  const objective = crfObjective({ crf, clips }, { penalty, precision: "f64" }, kernels);
  const { gradient } = evaluate(crf, clips, parameters, penalty);
  assertClose(gradient, finiteDifferences(objective, parameters), 1e-6);
  assert.throws(() => gridSmoothness(crf, { weights: -1, bias: 0 }, { rows: 2, columns: 3 }), {
    name: "RangeError",
    message: "Cannot smooth weights: the strength must be finite and ≥ 0, current value is -1",
  });
  assert.throws(() => gridSmoothness(crf, { weights: 1, bias: 0 }, { rows: 2, columns: 2 }), {
    name: "RangeError",
    message: "Cannot smooth: rows × columns must be 6 states, current value is 2 × 2",
  });
  assert.throws(() => gridSmoothness(crf, { weights: 1, bias: 0 }, { rows: -2, columns: -3 }), {
    name: "RangeError",
    message: "Cannot smooth: rows × columns must be 6 states, current value is -2 × -3",
  });
  // As many functions as cells are not the cells.
  for (const basisRows of [2, 6]) {
    const based = smallCrf({ states: 6, inputs: 2, basisRows, transitions: { kind: "dense" } }, random);
    assert.throws(() => gridSmoothness(based, { weights: 1, bias: 0 }, { rows: 2, columns: 3 }), {
      name: "RangeError",
      message: "Cannot smooth: the emission must have a weight for each of 6 states, " +
        `current shape is [2,${basisRows}] of a basis`,
    });
    const { start, end } = parameterBlocks(based).bias;
    assert.deepEqual(gridSmoothness(based, { weights: 0, bias: 2 }, { rows: 2, columns: 3 }), [
      { strength: 2, rows: 2, columns: 3, start, end },
    ]);
  }
  const given = smallCrf({ states: 6, inputs: 6, emission: { kind: "scores" }, transitions: { kind: "none" } }, random);
  assert.throws(() => gridSmoothness(given, { weights: 1, bias: 0 }, { rows: 2, columns: 3 }), {
    name: "RangeError",
    message: "Cannot smooth: the emission must have a weight for each of 6 states, current shape is [1]",
  });
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
