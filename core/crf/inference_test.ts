import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { chainMarginals, emissionScores, transitionMatrix, viterbiPath } from "./inference.ts";
import { assertClose, enumerate, normals, randomParameters, scoresByDefinition, smallCrf } from "./testing.ts";

const F64 = { precision: "f64" } as const;

Deno.test("marginals, expected edges, log Z and best path are those of enumeration", () => {
  const cases = fc.record({
    seed: fc.nat(),
    states: fc.integer({ min: 1, max: 5 }),
    inputs: fc.integer({ min: 1, max: 3 }),
    steps: fc.integer({ min: 1, max: 5 }),
    kind: fc.constantFrom("none", "dense", "displacement"),
    basisRows: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(cases, ({ seed, states, inputs: D, steps, kind, basisRows }) => {
      const random = seededRandom(seed), transitions = { kind: kind as "displacement", rows: 1, columns: states };
      const crf = smallCrf({ states, inputs: D, basisRows, transitions }, random);
      const model = { crf, parameters: randomParameters(crf, random, 2) }, inputs = normals(steps * D, random);
      const scores = scoresByDefinition(crf, model.parameters, inputs, steps);
      const expected = enumerate(scores, transitionMatrix(model), states);
      assertClose(emissionScores(model, inputs, kernels, F64), scores, 1e-12, "scores");
      const { marginals, edges, logPartition } = chainMarginals(model, inputs, kernels, F64);
      assertClose(marginals, expected.marginals, 1e-10, "marginals");
      assertClose(edges, expected.edges, 1e-10, "edges");
      assertClose([logPartition], [expected.logPartition], 1e-10, "log Z");
      const { path, score } = viterbiPath(model, inputs, kernels, F64);
      assert.deepEqual(path, expected.bestPath);
      assertClose([score], [expected.bestScore], 1e-10, "best score");
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("a 3×3 grid of 5 steps gives the marginals of enumeration, also with scores of ±1e4", () => {
  for (const scale of [1, 1e4]) {
    const random = seededRandom(2), transitions = { kind: "displacement", rows: 3, columns: 3 } as const;
    const crf = smallCrf({ states: 9, inputs: 2, transitions }, random);
    const model = { crf, parameters: randomParameters(crf, random, scale) }, inputs = normals(10, random);
    const expected = enumerate(scoresByDefinition(crf, model.parameters, inputs, 5), transitionMatrix(model), 9);
    const { marginals, logPartition } = chainMarginals(model, inputs, kernels, F64);
    assertClose(marginals, expected.marginals, scale * 1e-11);
    assertClose([logPartition], [expected.logPartition], scale * 1e-10);
  }
});

Deno.test("no step gives an empty posterior and path; single precision is the default", () => {
  const random = seededRandom(3), crf = smallCrf({ states: 3, inputs: 2, transitions: { kind: "dense" } }, random);
  const model = { crf, parameters: randomParameters(crf, random) }, none = new Float32Array(0);
  assert.deepEqual(chainMarginals(model, none, kernels), {
    marginals: new Float64Array(0),
    edges: new Float64Array(9),
    logPartition: 0,
  });
  assert.deepEqual(viterbiPath(model, none, kernels), { path: new Int32Array(0), score: 0 });

  const inputs = normals(8, random), single = chainMarginals(model, inputs, kernels).marginals;
  assert.deepEqual(single, Float64Array.from(Float32Array.from(single)));
  assertClose(single, chainMarginals(model, inputs, kernels, F64).marginals, 1e-6);
});

Deno.test("a CRF without inputs predicts its biases for as many steps as asked", () => {
  const crf = smallCrf({ states: 2, inputs: 0, transitions: { kind: "none" } }, seededRandom(4));
  const model = { crf, parameters: Float64Array.of(Math.log(3), 0) };
  const { marginals } = chainMarginals(model, new Float64Array(0), kernels, { steps: 2, precision: "f64" });
  assertClose(marginals, [0.75, 0.25, 0.75, 0.25], 1e-12);
  assert.deepEqual(viterbiPath(model, new Float64Array(0), kernels, { steps: 2 }).path, Int32Array.of(0, 0));
});

Deno.test("inputs or parameters that do not fit are refused", () => {
  const crf = smallCrf({ states: 2, inputs: 2, transitions: { kind: "none" } }, seededRandom(5));
  const model = { crf, parameters: new Float64Array(6) };
  assert.throws(() => chainMarginals(model, new Float64Array(3), kernels), {
    name: "TypeError",
    message: "Cannot infer states: the inputs must be a multiple of 2 numbers, current value is 3",
  });
  assert.throws(() => viterbiPath(model, Float64Array.of(0, 0, 0, Infinity), kernels), {
    name: "RangeError",
    message: "Cannot infer states: the inputs must be finite, current value of step 1, input 1 is Infinity",
  });
  assert.throws(() => chainMarginals({ crf, parameters: new Float64Array(5) }, new Float64Array(2), kernels), {
    name: "TypeError",
    message: "Cannot use the parameters for this CRF: it must have 6 elements, current value is 5",
  });
});
