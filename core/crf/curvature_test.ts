import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { clipsFromSequences } from "./clips.ts";
import { curvatureDiagonal } from "./curvature.ts";
import { transitionMatrix } from "./inference.ts";
import { crfObjective, type CrfProblem } from "./objective.ts";
import type { TransitionSpec } from "./transitions.ts";
import {
  assertClose,
  enumerate,
  normals,
  randomLabels,
  randomParameters,
  scoresByDefinition,
  smallCrf,
} from "./testing.ts";

/** Diagonal of the objective's Hessian: central differences of the exact gradient. */
function hessianDiagonal(problem: CrfProblem, parameters: Float64Array): Float64Array {
  const objective = crfObjective(problem, { penalty: null, precision: "f64" }, kernels), h = 1e-5;
  return parameters.map((_, i) => {
    const slope = (shift: number) => {
      const gradient = new Float64Array(parameters.length);
      objective(parameters.map((value, j) => j === i ? value + shift : value), gradient);
      return gradient[i];
    };
    return (slope(h) - slope(-h)) / (2 * h);
  });
}

function randomProblem(options: { transitions: TransitionSpec; basisRows?: number; steps: number }, seed: number) {
  const random = seededRandom(seed), crf = smallCrf({ states: 4, inputs: 2, ...options }, random);
  const inputs = normals(options.steps * 2, random);
  const sequences = [1, 1, 2.5].map((weight) => ({ labels: randomLabels(options.steps, 4, random), weight }));
  return { crf, clips: clipsFromSequences(crf, inputs, sequences), inputs, parameters: randomParameters(crf, random) };
}

Deno.test("without transitions, or over single steps, the curvature is the Hessian's diagonal", () => {
  for (const basisRows of [undefined, 3]) {
    for (const [kind, steps] of [["none", 5], ["dense", 1]] as const) {
      const { crf, clips, parameters } = randomProblem({ transitions: { kind }, basisRows, steps }, 1);
      const curvature = curvatureDiagonal({ crf, clips }, parameters, kernels);
      assertClose(curvature, hessianDiagonal({ crf, clips }, parameters), 1e-7, kind);
    }
  }
});

Deno.test("with transitions, each term is the one of the formula under enumerated marginals", () => {
  const { crf, clips, inputs, parameters } = randomProblem({ transitions: { kind: "dense" }, steps: 4 }, 2);
  const scores = scoresByDefinition(crf, parameters, inputs, 4), weight = 4.5;
  const { marginals, edges } = enumerate(scores, transitionMatrix({ crf, parameters }), 4);
  const expected = new Float64Array(parameters.length);
  marginals.forEach((p, i) => {
    const t = Math.floor(i / 4), s = i % 4, variance = weight * p * (1 - p);
    for (let d = 0; d < 2; d++) expected[d * 4 + s] += inputs[t * 2 + d] ** 2 * variance;
    expected[8 + s] += variance;
  });
  edges.forEach((edge, i) => expected[12 + i] = weight * edge * (1 - edge / 3));
  assertClose(curvatureDiagonal({ crf, clips }, parameters, kernels), expected, 1e-10);
});

Deno.test("twice the annotators have twice the curvature; no clips and certain states have none", () => {
  const { crf, clips, parameters } = randomProblem({ transitions: { kind: "dense" }, steps: 4 }, 3);
  const once = curvatureDiagonal({ crf, clips }, parameters, kernels);
  const twice = curvatureDiagonal({ crf, clips: [...clips, ...clips] }, parameters, kernels);
  assertClose(twice, once.map((h) => 2 * h), 1e-12);
  assert.deepEqual(curvatureDiagonal({ crf, clips: [] }, parameters, kernels), new Float64Array(parameters.length));
  const certain = curvatureDiagonal({ crf, clips }, parameters.map((value) => 1e4 * value), kernels);
  assert.ok(certain.every((h) => h >= 0 && h < Infinity));
  assert.ok(certain.subarray(0, 12).every((h) => h < 1e-3));
});

Deno.test("parameters of another CRF are refused", () => {
  const { crf, clips } = randomProblem({ transitions: { kind: "none" }, steps: 2 }, 4);
  assert.throws(() => curvatureDiagonal({ crf, clips }, new Float64Array(3), kernels), {
    name: "TypeError",
    message: "Cannot use the parameters for this CRF: it must have 12 elements, current value is 3",
  });
});
