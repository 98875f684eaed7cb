import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { clipsFromSequences } from "./clips.ts";
import { chainMarginals } from "./inference.ts";
import { crfObjective } from "./objective.ts";
import { softLoss } from "./soft_loss.ts";
import { parameterBlocks } from "./structure.ts";
import {
  assertClose,
  clipsOf,
  evaluate,
  finiteDifferences,
  normals,
  PLAIN,
  randomLabels,
  randomParameters,
  randomProblem,
  smallCrf,
  TRANSITION_KINDS,
  transitionsOf,
} from "./testing.ts";
import { trainCrf } from "./train.ts";

Deno.test("soft targets add their term to the objective and to every block of the gradient", () => {
  for (const kind of TRANSITION_KINDS) {
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
