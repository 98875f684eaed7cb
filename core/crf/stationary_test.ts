import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { clipsFromSequences } from "./clips.ts";
import { chainMarginals, transitionMatrix, transitionScores } from "./inference.ts";
import { stationaryPenalty } from "./stationary.ts";
import { blockOf, createCrf, type Crf, type CrfSpec, parameterBlocks } from "./structure.ts";
import { assertClose, normals, randomLabels } from "./testing.ts";
import type { TransitionSpec } from "./transitions.ts";

const STRENGTHS = { weights: 3, bias: 2, transitions: 1 };
const SPEC: CrfSpec = { states: 4, inputs: 2, bias: true, emission: { kind: "dense" }, transitions: { kind: "dense" } };

function penaltyOf(labels: Int32Array[], spec = SPEC) {
  const crf = createCrf(spec), T = Math.max(0, ...labels.map(({ length }) => length));
  const clips = clipsFromSequences(crf, new Float64Array(T * spec.inputs), labels.map((one) => ({ labels: one })));
  return { crf, penalty: stationaryPenalty({ crf, clips }, STRENGTHS), blocks: parameterBlocks(crf) };
}

Deno.test("whatever the inputs, every step of the chain has one and the same distribution, the bias's", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (seed, T) => {
      const random = seededRandom(seed);
      const { crf, penalty, blocks } = penaltyOf(Array.from({ length: 3 }, () => randomLabels(T, 4, random)));
      const model = { crf, parameters: penalty.centre };
      const { marginals } = chainMarginals(model, normals(6 * 2, random), kernels, { precision: "f64" });
      const p = blockOf(penalty.centre, blocks.bias).map(Math.exp);
      assert.ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-12);
      for (let t = 0; t < 6; t++) assertClose(marginals.subarray(4 * t, 4 * t + 4), p, 1e-12, `step ${t}`);
    }),
    { seed: 1, numRuns: 50 },
  );
});

Deno.test("counts by hand: two sequences of two states", () => {
  const { crf, penalty } = penaltyOf([Int32Array.of(0, 0, 1), Int32Array.of(1, 1)], { ...SPEC, states: 2 });
  // Transitions 00, 01 and 11, each also backwards, are 6; 2 % of them and 2 a state count as independent.
  // Labels: 0, 0, 1, 1, 1 and one more of each.
  const free = (0.02 * 6 + 4) / (6 + 4);
  const share = (counted: number, independent: number) => (1 - free) * counted + free * independent;
  const E = [share(2 / 6, (3 / 7) ** 2), share(1 / 6, 12 / 49), share(1 / 6, 12 / 49), share(2 / 6, (4 / 7) ** 2)];
  const p = [E[0] + E[1], E[2] + E[3]];
  const expected = E.map((joint, i) => Math.log(joint / (p[i >> 1] * p[i & 1])));
  assertClose(transitionMatrix({ crf, parameters: penalty.centre }), expected, 1e-14);
});

Deno.test("with motion from elsewhere every step keeps the labels' distribution, and transitions move as the motion says", () => {
  const random = seededRandom(3), labels = Array.from({ length: 3 }, () => randomLabels(9, 4, random));
  const crf = createCrf(SPEC),
    clips = clipsFromSequences(crf, new Float64Array(18), labels.map((one) => ({ labels: one })));
  // States on a line: far jumps are rare.
  const kernel = Float64Array.from({ length: 16 }, (_, i) => Math.exp(-2 * Math.abs(Math.floor(i / 4) - i % 4)));
  const penalty = (share: number) => stationaryPenalty({ crf, clips }, STRENGTHS, { kernel, share });
  const own = stationaryPenalty({ crf, clips }, STRENGTHS), { bias, transitions } = parameterBlocks(crf);
  for (const share of [0, 0.4, 1]) {
    const { centre } = penalty(share), p = blockOf(centre, bias).map(Math.exp);
    assertClose(p, blockOf(own.centre, bias).map(Math.exp), 1e-12, "margin");
    const { marginals } = chainMarginals({ crf, parameters: centre }, normals(6 * 2, random), kernels, {
      precision: "f64",
    });
    // The coupling meets its margins to 1e-6.
    for (let t = 0; t < 6; t++) assertClose(marginals.subarray(4 * t, 4 * t + 4), p, 1e-5, `share ${share}, step ${t}`);
  }
  assertClose(penalty(0).centre, own.centre, 1e-14, "a share of nothing");
  const A = blockOf(penalty(1).centre, transitions), at = (r: number, s: number) => A[4 * r + s];
  const logOdds = at(0, 1) + at(2, 3) - at(0, 3) - at(2, 1);
  // Odds ratios are the kernel's: -2·(1 + 1 - 3 - 1).
  assert.ok(Math.abs(logOdds - 4) < 1e-4, `${logOdds}`);
  assert.throws(
    () => penalty(-0.1),
    new RangeError("Cannot blend motion: the share must be in [0, 1], current value is -0.1"),
  );
});

Deno.test("what was never seen is unlikely and not impossible; nothing seen at all is uniform", () => {
  const { penalty } = penaltyOf([new Int32Array(50)]);
  assert.ok(penalty.centre.every(Number.isFinite));
  const none = penaltyOf([]), bias = blockOf(none.penalty.centre, none.blocks.bias);
  assertClose(bias, new Float64Array(4).fill(Math.log(1 / 4)), 1e-15);
  assertClose(blockOf(none.penalty.centre, none.blocks.transitions), new Float64Array(16), 1e-15);
});

Deno.test("each block has its strength; weights are drawn to zero", () => {
  const transitions = { kind: "displacement", rows: 2, columns: 2 } as const;
  const { penalty: { curvature, centre }, blocks } = penaltyOf([Int32Array.of(0, 1)], { ...SPEC, transitions });
  for (const [name, { start, end }] of Object.entries(blocks)) {
    const strength = STRENGTHS[name as keyof typeof STRENGTHS];
    assert.ok(curvature.subarray(start, end).every((h) => h === strength), name);
    assert.equal(centre.subarray(start, end).every((c) => c === 0), name === "weights");
  }
});

/** Labels on a grid of 2 × 3 that mostly stay, and prefer the first cells. */
function gridLabels(): Int32Array[] {
  const random = seededRandom(3);
  return Array.from({ length: 20 }, () => {
    let label = 0;
    return Int32Array.from(
      { length: 30 },
      () => label = random.uniform() < 0.8 ? label : random.integer(4) * random.integer(2),
    );
  });
}

const GRID = { rows: 2, columns: 3 };
const FITTED: TransitionSpec[] = [
  { kind: "none" },
  { kind: "displacement", ...GRID },
  { kind: "gaussian", ...GRID },
  { kind: "stencil", size: 3, ...GRID },
  { kind: "lowRank", rank: 2 },
  { kind: "novelty", kernels: 2, ...GRID },
];

for (const transitions of FITTED) {
  Deno.test(`${transitions.kind}: far from the ends of a chain that hears nothing, the distribution is the labels' own`, () => {
    const conditions = transitions.kind === "novelty" ? 1 : 0, T = 80, middle = T / 2;
    const shape = { ...SPEC, states: 6, inputs: 0, conditions };
    const crf = createCrf({ ...shape, transitions }), labels = gridLabels();
    const problemOf = (crf: Crf) => ({
      crf,
      clips: clipsFromSequences(
        crf,
        new Float64Array(0),
        labels.map((labels) => ({ labels })),
        new Float64Array(30 * crf.conditions),
      ),
    });
    const parameters = stationaryPenalty(problemOf(crf), STRENGTHS).centre;
    const dense = createCrf({ ...shape, conditions: 0 });
    const p = blockOf(stationaryPenalty(problemOf(dense), STRENGTHS).centre, parameterBlocks(dense).bias).map(Math.exp);
    const heard = { steps: T, conditions: new Float64Array(T * conditions), precision: "f64" } as const;
    const { marginals } = chainMarginals({ crf, parameters }, new Float64Array(0), kernels, heard);
    // As near as the fit's relative tolerance lets it come.
    assertClose(marginals.subarray(6 * middle, 6 * middle + 6), p, 2e-3, transitions.kind);
  });
}

Deno.test("transitions with a table of their own have the dense one, whatever is heard in codes, or as zero", () => {
  const labels = [Int32Array.of(0, 0, 1, 3), Int32Array.of(2, 2, 2, 2)];
  const { crf: dense, penalty } = penaltyOf(labels);
  const expected = transitionMatrix({ crf: dense, parameters: penalty.centre });
  const heard = [
    { transitions: { kind: "nominal", features: 3 }, codes: [2, 0] },
    { transitions: { kind: "conditionedLowRank", rank: 2 }, codes: [0, 0] },
  ] as const;
  for (const { transitions, codes } of heard) {
    const crf = createCrf({ ...SPEC, conditions: 1, transitions });
    const clips = clipsFromSequences(
      crf,
      new Float64Array(8),
      labels.map((one) => ({ labels: one })),
      new Float64Array(4),
    );
    const { centre } = stationaryPenalty({ crf, clips }, STRENGTHS);
    const matrices = transitionScores({ crf, parameters: centre }, 2, kernels, {
      conditions: Float64Array.from(codes),
    });
    for (const t of [0, 1]) assertClose(matrices.subarray(16 * t, 16 * t + 16), expected, 1e-12, transitions.kind);
  }
});
