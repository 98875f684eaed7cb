import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { clipsFromSequences } from "./clips.ts";
import { crfObjective } from "./objective.ts";
import { gridSmoothness, ridgePenalty } from "./penalty.ts";
import { parameterBlocks, parameterCount } from "./structure.ts";
import {
  assertClose,
  clipsOf,
  evaluate,
  finiteDifferences,
  normals,
  PLAIN,
  randomParameters,
  randomProblem,
  smallCrf,
} from "./testing.ts";

Deno.test("a penalty adds half its curvature times the squared distance", () => {
  const problem = randomProblem({ ...PLAIN, seed: 13, layout: [1, 2], steps: 3, annotators: 2, inputs: 1 });
  const { crf, parameters } = problem, clips = clipsOf(problem), bare = evaluate(crf, clips, parameters);
  const ridge = evaluate(crf, clips, parameters, ridgePenalty(crf, { weights: 2, bias: 0, transitions: 0.5 }));
  const strengths = [2, 2, 0, 0, 0.5, 0.5, 0.5, 0.5];
  const extra = parameters.reduce((sum, value, i) => sum + 0.5 * strengths[i] * value ** 2, 0);
  assertClose([ridge.value], [bare.value + extra], 1e-12);
  assertClose(ridge.gradient, bare.gradient.map((value, i) => value + strengths[i] * parameters[i]), 1e-12);
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

Deno.test("smoothness between the cells of a 3×3 grid is the quadratic form of its graph's Laplacian", () => {
  const random = seededRandom(6), S = 9, cells = Array.from({ length: S }, (_, cell) => cell);
  const crf = smallCrf({ states: S, inputs: 2, transitions: { kind: "dense" } }, random);
  const parameters = randomParameters(crf, random);
  const { weights, bias } = parameterBlocks(crf);
  const penalty = {
    ...ridgePenalty(crf, { weights: 0, bias: 0, transitions: 0 }),
    centre: randomParameters(crf, random),
    smoothness: gridSmoothness(crf, { weights: 1.5, bias: 0.25 }, { rows: 3, columns: 3 }),
  };
  const clips = clipsFromSequences(crf, normals(4, random), [{ labels: Int32Array.of(0, 8) }]);
  // L = degree - adjacency; cells whose rows and columns differ by one in all are neighbours.
  const near = (a: number, b: number) =>
    Math.abs(Math.floor(a / 3) - Math.floor(b / 3)) + Math.abs(a % 3 - b % 3) === 1;
  const L = (a: number, b: number) => a === b ? cells.filter((c) => near(a, c)).length : near(a, b) ? -1 : 0;
  let expected = 0;
  const pull = new Float64Array(parameters.length);
  for (const { start, end, strength } of [{ ...weights, strength: 1.5 }, { ...bias, strength: 0.25 }]) {
    for (let row = start; row < end; row += S) {
      for (const a of cells) {
        for (const b of cells) {
          const [da, db] = [a, b].map((cell) => parameters[row + cell] - penalty.centre[row + cell]);
          expected += strength * L(a, b) * da * db / 2;
          pull[row + a] += strength * L(a, b) * db;
        }
      }
    }
  }
  const [bare, smooth] = [null, penalty].map((given) => evaluate(crf, clips, parameters, given));
  assertClose([smooth.value - bare.value], [expected], 1e-10);
  assertClose(smooth.gradient, bare.gradient.map((slope, i) => slope + pull[i]), 1e-10);
});
