import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import type { Checkpoint, Iteration } from "../optimize/objective.ts";
import { seededRandom } from "../random.ts";
import { type Clip, clipsFromSequences } from "./clips.ts";
import { curvatureDiagonal } from "./curvature.ts";
import { chainMarginals } from "./inference.ts";
import { crfObjective } from "./objective.ts";
import { ridgePenalty } from "./penalty.ts";
import { type Crf, parameterCount } from "./structure.ts";
import { trainCrf, type TrainOptions } from "./train.ts";
import { assertClose, normals, randomLabels, smallCrf } from "./testing.ts";

/** A few pieces whose labels follow the first input, with several annotators each. */
function randomProblem(seed: number, options: { pieces?: number; kind?: "dense" | "none" } = {}) {
  const { pieces = 4, kind = "dense" } = options, random = seededRandom(seed), states = 4;
  const crf = smallCrf({ states, inputs: 2, transitions: { kind } }, random);
  const clips = Array.from({ length: pieces }, () => {
    const inputs = normals(16, random);
    return clipsFromSequences(
      crf,
      inputs,
      [1, 1, 2, 1].map((weight) => ({
        labels: randomLabels(5 + random.integer(4), states, random)
          .map((label, t) => random.uniform() < 0.3 ? label : inputs[2 * t] > 0 ? 3 : t % 3),
        weight,
      })),
    );
  }).flat();
  return { crf, clips };
}

const LEVEL = { weights: 0.5, bias: 0.5, transitions: 0.5 };
const EXACT = { maxIterations: 500, tolerance: 1e-10, precision: "f64" } as const;

function gradientAt(problem: { crf: Crf; clips: Clip[] }, parameters: Float64Array): Float64Array {
  const gradient = new Float64Array(parameters.length);
  crfObjective(problem, { penalty: null, precision: "f64" }, kernels)(parameters, gradient);
  return gradient;
}

Deno.test("at the optimum, expected counts equal gold counts but for the penalty's pull", () => {
  const problem = randomProblem(1), penalty = ridgePenalty(problem.crf, LEVEL);
  const { parameters, reason, objective, history } = trainCrf(problem, { ...EXACT, penalty }, kernels);
  assert.ok(reason === "gradient" || reason === "objective", reason);
  assertClose(gradientAt(problem, parameters), parameters.map((value) => -0.5 * value), 1e-4);
  assert.equal(history.at(-1)!.value, objective);
});

Deno.test("biases alone learn the raters' frequencies", () => {
  const crf = smallCrf({ states: 3, inputs: 0, transitions: { kind: "none" } }, seededRandom(2));
  const clips = clipsFromSequences(crf, new Float64Array(0), [
    { labels: Int32Array.of(0, 0, 1, 2) },
    { labels: Int32Array.of(0, 1), weight: 2 },
  ]);
  const { parameters } = trainCrf({ crf, clips }, { ...EXACT, penalty: null }, kernels);
  const { marginals } = chainMarginals({ crf, parameters }, new Float64Array(0), kernels, {
    steps: 1,
    precision: "f64",
  });
  assertClose(marginals, [4 / 8, 3 / 8, 1 / 8], 1e-4);
});

Deno.test("single precision ends at the same optimum", () => {
  const problem = randomProblem(3), penalty = ridgePenalty(problem.crf, LEVEL);
  const double = trainCrf(problem, { ...EXACT, penalty }, kernels);
  const single = trainCrf(problem, { penalty, maxIterations: 500 }, kernels);
  assertClose([single.objective / double.objective], [1], 1e-6);
  assertClose(single.parameters, double.parameters, 0.01);
});

Deno.test("the same problem gives the same bytes, and the start is not modified", () => {
  const problem = randomProblem(4), penalty = ridgePenalty(problem.crf, LEVEL);
  const start = normals(parameterCount(problem.crf), seededRandom(4)), before = start.slice();
  const options = { penalty, maxIterations: 20, start };
  assert.deepEqual(trainCrf(problem, options, kernels), trainCrf(problem, options, kernels));
  assert.deepEqual(start, before);
});

Deno.test("retraining from a parent stays near it without news, and nearer the joint optimum than the news alone", () => {
  const all = randomProblem(5, { pieces: 12, kind: "none" }), { crf } = all;
  const old = { crf, clips: all.clips.slice(0, -6) }, fresh = { crf, clips: all.clips.slice(-6) };
  const penalty = ridgePenalty(crf, LEVEL);
  const parent = trainCrf(old, { ...EXACT, penalty }, kernels).parameters;
  const joint = trainCrf(all, { ...EXACT, penalty }, kernels).parameters;
  // To second order, what the parent was trained on.
  const information = curvatureDiagonal(old, parent, kernels).map((h, i) => h + penalty.curvature[i]);
  const held = { curvature: information, centre: parent };

  const child = trainCrf(fresh, { ...EXACT, penalty: held, start: parent }, kernels).parameters;
  const alone = trainCrf(fresh, { ...EXACT, penalty }, kernels).parameters;
  const distance = (a: Float64Array) => Math.hypot(...a.map((value, i) => value - joint[i]));
  assert.ok(distance(child) < 0.5 * distance(alone), `${distance(child)} against ${distance(alone)}`);
  assert.ok(distance(child) < distance(parent), `${distance(child)} against ${distance(parent)}`);

  // Targets that are the parent's own predictions are no news.
  const agreeing = fresh.clips.map((clip) => {
    const { marginals } = chainMarginals({ crf, parameters: parent }, clip.inputs, kernels, { precision: "f64" });
    return { ...clip, gold: marginals.map((probability) => clip.weight * probability) };
  });
  const unmoved = trainCrf({ crf, clips: agreeing }, { ...EXACT, penalty: held, start: parent }, kernels);
  assertClose(unmoved.parameters, parent, 1e-6);
});

Deno.test("progress is told, and training stops when asked with what was reached", () => {
  const problem = randomProblem(6), seen: Iteration[] = [];
  const onIteration = (iteration: Iteration) => {
    seen.push(iteration);
    return seen.length < 2;
  };
  const result = trainCrf(
    problem,
    { penalty: ridgePenalty(problem.crf, LEVEL), maxIterations: 50, onIteration },
    kernels,
  );
  assert.equal(result.reason, "cancelled");
  assert.deepEqual(result.history, seen);
  assert.equal(result.objective, seen[1].value);
});

/** Every way of training: what `trainCrf` hands on to its optimisers. */
const WAYS: [string, (count: number) => Partial<TrainOptions>][] = [
  ["L2", () => ({ precision: "f64" })],
  ["L2 in single precision", () => ({ precision: "f32" })],
  ["L1", (count) => ({ precision: "f64", penalty: null, l1: new Float64Array(count).fill(0.3) })],
  ["soft targets", () => ({ precision: "f64", soft: { loss: "kl", strength: 0.5 } })],
];

for (const [way, optionsOf] of WAYS) {
  Deno.test(`${way}: training stopped by a call or a signal goes on from its checkpoint, to the last bit`, () => {
    const problem = randomProblem(8),
      penalty = ridgePenalty(problem.crf, { weights: 0.1, bias: 0.1, transitions: 0.1 });
    const base = { penalty, maxIterations: 12, tolerance: 1e-12, ...optionsOf(parameterCount(problem.crf)) };
    const whole = trainCrf(problem, base, kernels);
    assert.ok(whole.history.length > 6, `${whole.history.length}`);
    for (const byCall of [true, false]) {
      const signal = { aborted: false };
      let saved: Checkpoint | undefined;
      const cut = trainCrf(problem, {
        ...base,
        signal,
        onIteration: ({ iteration, value }, { x, checkpoint }) => {
          if (iteration < 4) return true;
          saved = structuredClone(checkpoint());
          assert.deepEqual([saved.x, saved.history.at(-1)!.value], [x, value]);
          signal.aborted = !byCall;
          return !byCall;
        },
      }, kernels);
      assert.deepEqual([cut.reason, cut.history.length], ["cancelled", 4]);
      assert.deepEqual(trainCrf(problem, { ...base, resume: saved }, kernels), whole);
    }
  });
}

Deno.test("L1 leaves weights at zero, and at the optimum no slope is beyond its strength", () => {
  const problem = randomProblem(9), l1 = new Float64Array(parameterCount(problem.crf)).fill(2);
  const { parameters, objective } = trainCrf(problem, { ...EXACT, penalty: null, l1 }, kernels);
  const gradient = gradientAt(problem, parameters);
  const zeros = parameters.filter((weight) => weight === 0).length;
  assert.ok(zeros > 0 && zeros < parameters.length, `${zeros}`);
  parameters.forEach((weight, i) => {
    const slack = weight === 0 ? Math.max(0, Math.abs(gradient[i]) - 2) : Math.abs(gradient[i] + 2 * Math.sign(weight));
    assert.ok(slack < 1e-2, `${i}: ${slack}`);
  });
  const bare = crfObjective(problem, { penalty: null, precision: "f64" }, kernels)(parameters, gradient);
  assertClose([objective], [bare + 2 * parameters.reduce((sum, weight) => sum + Math.abs(weight), 0)], 1e-9);
});

Deno.test("CRF++'s stopping rule ends training after three small changes in a row", () => {
  const problem = randomProblem(10), penalty = ridgePenalty(problem.crf, LEVEL);
  const options = { penalty, maxIterations: 500, precision: "f64", tolerance: 0 } as const;
  const loose = trainCrf(problem, { ...options, changeTolerance: 1e-2 }, kernels);
  const changes = loose.history.slice(1).map(({ value }, i) => 1 - value / loose.history[i].value);
  assert.equal(loose.reason, "objective");
  assert.ok(changes.slice(-3).every((change) => change < 1e-2) && changes.at(-4)! >= 1e-2, changes.join());
  assert.ok(loose.history.length < trainCrf(problem, { ...options, changeTolerance: 1e-6 }, kernels).history.length);
});

Deno.test("training without labels, or with options that do not fit, is refused", () => {
  const { crf, clips } = randomProblem(7), penalty = ridgePenalty(crf, LEVEL);
  assert.throws(() => trainCrf({ crf, clips: [] }, { ...EXACT, penalty }, kernels), {
    name: "RangeError",
    message: "Cannot train a CRF: the clips must have at least one labelled step, current value is 0",
  });
  assert.throws(() => trainCrf({ crf, clips }, { ...EXACT, penalty, start: new Float64Array(3) }, kernels), {
    name: "TypeError",
    message: "Cannot use the start for this CRF: it must have 28 elements, current value is 3",
  });
  const short = { ...penalty, centre: new Float64Array(2) };
  assert.throws(() => trainCrf({ crf, clips }, { ...EXACT, penalty: short }, kernels), {
    name: "TypeError",
    message: "Cannot use the penalty's centre for this CRF: it must have 28 elements, current value is 2",
  });
  const negative = { ...penalty, curvature: penalty.curvature.map((h, i) => i === 5 ? -1 : h) };
  assert.throws(() => trainCrf({ crf, clips }, { ...EXACT, penalty: negative }, kernels), {
    name: "RangeError",
    message: "Cannot penalise: the curvature must be finite and ≥ 0, current value of element 5 is -1",
  });
  assert.throws(() => ridgePenalty(crf, { ...LEVEL, bias: NaN }), {
    name: "RangeError",
    message: "Cannot penalise bias: the strength must be finite and ≥ 0, current value is NaN",
  });
});
