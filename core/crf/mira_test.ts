import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { type Clip, clipsFromSequences } from "./clips.ts";
import { viterbiPath } from "./inference.ts";
import { type MiraCheckpoint, type MiraPass, trainMira } from "./mira.ts";
import { assertClose, normals, randomLabels, scorePath, smallCrf } from "./testing.ts";
import type { TransitionSpec } from "./transitions.ts";

/** Sequences whose states follow their inputs, but for some noise. */
function randomProblem(noise: number, transitions: TransitionSpec = { kind: "dense" }, conditions = 0) {
  const random = seededRandom(1), crf = smallCrf({ states: 3, inputs: 3, conditions, transitions }, random);
  const clips = Array.from({ length: 12 }, () => {
    const states = randomLabels(5, 3, random), inputs = normals(15, random, 0.2);
    states.forEach((state, t) => inputs[t * 3 + state] += 1);
    const heard = Float64Array.from({ length: 5 * conditions }, () => random.integer(3) - 1);
    const labels = states.map((state) => random.uniform() < noise ? random.integer(3) : state);
    return clipsFromSequences(crf, inputs, [{ labels }], heard);
  }).flat();
  return { crf, clips };
}

const labelsOf = ({ gold, steps }: Clip) => Array.from({ length: steps }, (_, t) => gold.subarray(3 * t).indexOf(1));

Deno.test("MIRA labels what can be labelled without an error, and then stops", () => {
  const conditioned: TransitionSpec = { kind: "nominal", features: 2 };
  for (const [transitions, conditions] of [[{ kind: "dense" }, 0], [{ kind: "none" }, 0], [conditioned, 1]] as const) {
    const problem = randomProblem(0, transitions, conditions);
    const { parameters, reason, history } = trainMira(problem, { maxIterations: 1000 }, kernels);
    assert.equal(reason, "converged", transitions.kind);
    assert.equal(history.at(-1)!.violation, 0);
    for (const clip of problem.clips) {
      const options = { precision: "f64", conditions: clip.conditions } as const;
      const { path } = viterbiPath({ crf: problem.crf, parameters }, clip.inputs, kernels, options);
      assert.deepEqual([...path], labelsOf(clip), transitions.kind);
    }
  }
});

Deno.test("the first step is the shortest after which the right path leads by its number of errors", () => {
  const { crf, clips: [clip] } = randomProblem(0), right = labelsOf(clip);
  const { parameters, history } = trainMira({ crf, clips: [clip] }, { maxIterations: 1, cost: 1e9 }, kernels);
  // At zero every path ties: the best is that of the lowest states.
  const wrong = right.filter((state) => state !== 0).length;
  assert.deepEqual([history[0].wrongSteps, history[0].steps], [wrong, 5]);
  const scores = Float64Array.from({ length: 15 }, (_, i) => {
    let score = parameters[9 + i % 3];
    for (let d = 0; d < 3; d++) score += clip.inputs[Math.floor(i / 3) * 3 + d] * parameters[d * 3 + i % 3];
    return score;
  });
  const lead = scorePath(scores, parameters.subarray(12), 3, right) -
    scorePath(scores, parameters.subarray(12), 3, [0, 0, 0, 0, 0]);
  assertClose([lead], [wrong], 1e-12);
  // The step lies along the difference, so the lead is its squared length over the step.
  const length = Math.hypot(...parameters) ** 2;
  assertClose([history[0].objective], [length], 1e-12);
  const capped = trainMira({ crf, clips: [clip] }, { maxIterations: 1, cost: 1e-3 }, kernels);
  assert.equal(capped.history[0].capped, 1);
  const step = length / wrong;
  assertClose(capped.parameters, parameters.map((weight) => weight * 1e-3 / step), 1e-12);
});

Deno.test("MIRA goes on from a checkpoint as if it had never stopped, whether stopped by a call or a signal", () => {
  const problem = randomProblem(0.3), options = { maxIterations: 200, shrink: 1 };
  const whole = trainMira(problem, options, kernels);
  assert.ok(whole.history.length > 20 && whole.history.some(({ active }) => active < 12), "some are skipped");
  assert.deepEqual(trainMira(problem, options, kernels), whole, "the same again");
  for (const stop of [1, 7, 20, whole.history.length]) {
    let saved: MiraCheckpoint | undefined;
    const signal = { aborted: false };
    const onIteration = (pass: MiraPass, { x, checkpoint }: { x: Float64Array; checkpoint(): MiraCheckpoint }) => {
      if (pass.iteration < stop) return true;
      saved = structuredClone(checkpoint());
      assert.deepEqual(saved.x, x);
      signal.aborted = stop === 7;
      return signal.aborted;
    };
    const cut = trainMira(problem, { ...options, onIteration, signal }, kernels);
    assert.deepEqual([cut.reason, cut.history.length], ["cancelled", stop]);
    assert.deepEqual(trainMira(problem, { ...options, resume: saved }, kernels), whole);
    assert.equal(saved!.history.length, stop, "a checkpoint does not grow");
  }
});

Deno.test("no clips, and clips without steps, end at once", () => {
  const { crf } = randomProblem(0);
  assert.equal(trainMira({ crf, clips: [] }, { maxIterations: 9 }, kernels).reason, "converged");
  const none = trainMira(randomProblem(0), { maxIterations: 0 }, kernels);
  assert.deepEqual([none.reason, none.history], ["iterations", []]);
});

Deno.test("what MIRA can not train on is refused", () => {
  const { crf, clips } = randomProblem(0), { crf: curved } = randomProblem(0, { kind: "lowRank", rank: 1 });
  const cases: [Parameters<typeof trainMira>[0], Partial<Parameters<typeof trainMira>[1]>, string][] = [
    [
      { crf: curved, clips: [] },
      {},
      "scores must be linear in the parameters, current value of the transitions is lowRank",
    ],
    [{ crf, clips }, { cost: 0 }, "cost must be a positive number, current value is 0"],
    [{ crf, clips }, { shrink: 1.5 }, "shrink must be a positive integer, current value is 1.5"],
    [
      { crf, clips: [{ ...clips[0], weight: 2 }] },
      {},
      "clip 0 must be one sequence of weight 1, current weight is 2 (build the clips of each annotator by themselves)",
    ],
  ];
  for (const [problem, options, message] of cases) {
    assert.throws(() => trainMira(problem, { maxIterations: 1, ...options }, kernels), {
      name: "RangeError",
      message: `Cannot train by MIRA: ${message}`,
    });
  }
});
