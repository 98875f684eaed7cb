/** The grid's own emission bases on its 121 cells, from their definitions. */
import assert from "node:assert/strict";
import { cellToPoint } from "../emotion/grid.ts";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { clipsFromSequences } from "./clips.ts";
import { chainMarginals, chainOf } from "./inference.ts";
import { crfObjective } from "./objective.ts";
import { createCrf, type EmissionSpec, parameterBlocks } from "./structure.ts";
import { assertClose, enumerate, finiteDifferences, normals, randomParameters } from "./testing.ts";

const D = 2;

/** The grid's own bases need its 121 cells: two steps have 14,641 paths. */
const GRID_BASES: { emission: EmissionSpec; basis: (k: number, cell: number) => number }[] = [
  {
    emission: { kind: "radialBasis", centresPerAxis: 2, width: 0.8 },
    basis: (k, cell) => {
      const { arousal, valence } = cellToPoint(cell), centre = { arousal: k < 2 ? -1 : 1, valence: k % 2 ? 1 : -1 };
      return Math.exp(-((arousal - centre.arousal) ** 2 + (valence - centre.valence) ** 2) / (2 * 0.8 ** 2));
    },
  },
  {
    emission: { kind: "cosineBasis", order: 2 },
    basis: (k, cell) => {
      const wave = (i: number, at: number) =>
        i === 0 ? Math.sqrt(1 / 11) : Math.sqrt(2 / 11) * Math.cos(Math.PI * (at + 0.5) / 11);
      return wave(k < 2 ? 0 : 1, Math.floor(cell / 11)) * wave(k % 2, cell % 11);
    },
  },
];

for (const { emission, basis } of GRID_BASES) {
  Deno.test(`${emission.kind} on the 121 cells: all paths of two steps, and differences in every block`, () => {
    const transitions = { kind: "gaussian", rows: 11, columns: 11 } as const;
    const crf = createCrf({ states: 121, inputs: D, bias: true, emission, transitions }), random = seededRandom(5);
    const parameters = randomParameters(crf, random, 0.5), inputs = normals(2 * D, random);
    const scores = Float64Array.from({ length: 242 }, (_, i) => {
      const t = Math.floor(i / 121), cell = i % 121;
      let score = parameters[parameterBlocks(crf).bias.start + cell];
      for (let k = 0; k < 4; k++) {
        for (let d = 0; d < D; d++) score += basis(k, cell) * inputs[t * D + d] * parameters[d * 4 + k];
      }
      return score;
    });
    const model = { crf, parameters }, chain = chainOf(model, inputs, kernels, { precision: "f64" });
    assertClose(chain.scores, scores, 1e-12, "scores");
    const expected = enumerate(scores, chain.transitions, 121);
    const found = chainMarginals(model, inputs, kernels, { precision: "f64" });
    assertClose([found.logPartition], [expected.logPartition], 1e-10, "log Z");
    assertClose(found.marginals, expected.marginals, 1e-10, "marginals");
    const clips = clipsFromSequences(crf, inputs, [{ labels: Int32Array.of(3, 70) }, { labels: Int32Array.of(118) }]);
    const objective = crfObjective({ crf, clips }, { penalty: null, precision: "f64" }, kernels);
    const gradient = new Float64Array(parameters.length), differences = finiteDifferences(objective, parameters);
    objective(parameters, gradient);
    for (const { name, start, end } of Object.values(parameterBlocks(crf))) {
      const size = Math.hypot(...differences.subarray(start, end));
      const error = Math.hypot(...gradient.subarray(start, end).map((slope, i) => slope - differences[start + i]));
      assert.ok(size > 1e-3 && error <= 1e-6 * size, `${name} is off by ${error / size}`);
    }
  });
}
