/**
 * Every potential on a 3×3 grid against all paths, its scores taken from its definition and not from its code. The tables are
 * typed by the kinds of the specifications: a new kind does not compile before it stands here.
 */
import assert from "node:assert/strict";
import { referenceKernels as kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { type Chain, matrixStart } from "./chain.ts";
import { clipsFromSequences } from "./clips.ts";
import { chainMarginals, chainOf, transitionScores, viterbiPath } from "./inference.ts";
import { crfObjective } from "./objective.ts";
import { pairMarginals } from "./posterior.ts";
import { type Crf, type Emission, type EmissionSpec, parameterBlocks } from "./structure.ts";
import {
  assertClose,
  enumerate,
  finiteDifferences,
  normals,
  randomLabels,
  randomParameters,
  scorePath,
} from "./testing.ts";
import { createTransitions, type TransitionSpec } from "./transitions.ts";

const ROWS = 3, COLUMNS = 3, S = ROWS * COLUMNS, D = 2, C = 2, FEATURES = 3, RANK = 2, GRID = { rows: 3, columns: 3 };

/** A(r, s) of parameters θ and the conditions z of a step. */
type ScoreOf = (parameters: Float64Array, z: Float64Array) => (r: number, s: number) => number;

const downOf = (r: number, s: number) => Math.floor(s / COLUMNS) - Math.floor(r / COLUMNS);
const rightOf = (r: number, s: number) => s % COLUMNS - r % COLUMNS;
const STATES = Array.from({ length: S }, (_, s) => s);

/** Scores of displacements, normalised over the cells that can be reached. */
function normalised(w: (down: number, right: number) => number): (r: number, s: number) => number {
  return (r, s) => {
    const reached = STATES.map((to) => w(downOf(r, to), rightOf(r, to)));
    return reached[s] - Math.log(reached.reduce((sum, score) => sum + Math.exp(score), 0));
  };
}

/** Precision P = L·Lᵀ, the reward of staying, and the floor. */
const gaussian: ScoreOf = ([p1, l21, p2, stay, logit]) => {
  const L = [[Math.exp(p1), 0], [l21, Math.exp(p2)]], floor = 1 / (1 + Math.exp(-logit));
  const P = [0, 1].map((i) => [0, 1].map((j) => L[i][0] * L[j][0] + L[i][1] * L[j][1]));
  const kernel = normalised((down, right) =>
    -(P[0][0] * down * down + (P[0][1] + P[1][0]) * down * right + P[1][1] * right * right) / 2 +
    (down === 0 && right === 0 ? stay : 0)
  );
  return (r, s) => Math.log((1 - floor) * Math.exp(kernel(r, s)) + floor / S);
};

const TRANSITIONS: Record<
  TransitionSpec["kind"],
  { spec: TransitionSpec; conditions?: "numbers" | "features"; score: ScoreOf }
> = {
  none: { spec: { kind: "none" }, score: () => () => 0 },
  dense: { spec: { kind: "dense" }, score: (A) => (r, s) => A[r * S + s] },
  displacement: {
    spec: { kind: "displacement", ...GRID },
    score: (w) => normalised((down, right) => w[(down + 2) * 5 + right + 2]),
  },
  gaussian: { spec: { kind: "gaussian", ...GRID }, score: gaussian },
  stencil: {
    spec: { kind: "stencil", ...GRID, size: 3 },
    score: (w) =>
      normalised((down, right) => Math.max(Math.abs(down), Math.abs(right)) > 1 ? w[9] : w[4 + 3 * down + right]),
  },
  lowRank: {
    spec: { kind: "lowRank", rank: RANK },
    score: (UV) => (r, s) => UV[2 * r] * UV[18 + 2 * s] + UV[2 * r + 1] * UV[18 + 2 * s + 1],
  },
  nominal: {
    spec: { kind: "nominal", features: FEATURES },
    conditions: "features",
    score: (A, z) => (r, s) => z.reduce((sum, feature) => feature < 0 ? sum : sum + A[(feature * S + r) * S + s], 0),
  },
  conditionedLowRank: {
    spec: { kind: "conditionedLowRank", rank: RANK },
    conditions: "numbers",
    score: (all, z) => {
      const mix = all.subarray(81, 85), U = all.subarray(85, 103), V = all.subarray(103);
      const turned = [0, 1].map((k) => z[0] * mix[k] + z[1] * mix[2 + k]);
      return (r, s) => all[r * S + s] + turned[0] * U[2 * r] * V[2 * s] + turned[1] * U[2 * r + 1] * V[2 * s + 1];
    },
  },
  novelty: {
    spec: { kind: "novelty", ...GRID, kernels: 2 },
    conditions: "numbers",
    score: (all, z) => {
      const gate = (k: number) => Math.exp(all[10 + 3 * k] + all[11 + 3 * k] * z[0] + all[12 + 3 * k] * z[1]);
      const share = gate(0) / (gate(0) + gate(1));
      const [first, second] = [gaussian(all.subarray(0, 5), z), gaussian(all.subarray(5, 10), z)];
      return (r, s) => Math.log(share * Math.exp(first(r, s)) + (1 - share) * Math.exp(second(r, s)));
    },
  },
};

/** The score of a state from the weights W and the inputs x of a step. */
type EmissionOf = (weights: Float64Array, x: Float64Array) => (s: number) => number;

/** A basis on a grid of 3×3, made as the grid's own are. */
function basisOf(functions: ((row: number, column: number) => number)[]): { emission: Emission; score: EmissionOf } {
  const K = functions.length;
  const data = Float64Array.from(
    { length: K * S },
    (_, i) => functions[Math.floor(i / S)](Math.floor(i % S / COLUMNS), i % S % COLUMNS),
  );
  const score: EmissionOf = (W, x) => (s) =>
    functions.reduce(
      (sum, wave, k) =>
        sum + wave(Math.floor(s / COLUMNS), s % COLUMNS) * x.reduce((part, value, d) => part + value * W[d * K + k], 0),
      0,
    );
  return { emission: { kind: "linear", basis: { rows: K, columns: S, data } }, score };
}

const EMISSIONS: Record<
  EmissionSpec["kind"],
  { emission: Emission; inputs?: number; nominal?: true; score: EmissionOf }
> = {
  dense: { emission: { kind: "linear", basis: null }, score: (W, x) => (s) => x[0] * W[s] + x[1] * W[S + s] },
  radialBasis: basisOf(
    [[0, 0], [1, 1], [2, 0]].map(([atRow, atColumn]) => (row, column) =>
      Math.exp(-((row - atRow) ** 2 + (column - atColumn) ** 2) / 2)
    ),
  ),
  cosineBasis: basisOf(
    [0, 1].flatMap((i) =>
      [0, 1].map((j) => (row: number, column: number) =>
        Math.cos(Math.PI * i * (row + 0.5) / 3) * Math.cos(Math.PI * j * (column + 0.5) / 3)
      )
    ),
  ),
  scores: { emission: { kind: "scores" }, inputs: S, score: (w, x) => (s) => w[0] * x[s] },
  nominal: {
    emission: { kind: "nominal", features: FEATURES },
    nominal: true,
    score: (W, x) => (s) => x.reduce((sum, feature) => feature < 0 ? sum : sum + W[feature * S + s], 0),
  },
};

/** What a CRF is, and its scores by definition. */
interface Case {
  crf: Crf;
  emission: EmissionOf;
  transitions: ScoreOf;
  nominalInputs: boolean;
  nominalConditions: boolean;
}

function caseOf(transitionKind: TransitionSpec["kind"], emissionKind: EmissionSpec["kind"]): Case {
  const { spec, conditions, score } = TRANSITIONS[transitionKind], given = EMISSIONS[emissionKind];
  const C_ = conditions ? C : 0, transitions = createTransitions(spec, S, C_);
  assert.equal(transitions.kind, transitionKind);
  const crf: Crf = {
    states: S,
    inputs: given.inputs ?? D,
    conditions: C_,
    bias: true,
    emission: given.emission,
    transitions,
  };
  return {
    crf,
    emission: given.score,
    transitions: score,
    nominalInputs: given.nominal === true,
    nominalConditions: conditions === "features",
  };
}

/** The chain of a piece, number by number. */
function chainByDefinition(
  { crf, emission, transitions }: Case,
  parameters: Float64Array,
  inputs: Float64Array,
  conditions: Float64Array,
): Chain {
  const { states, inputs: own, conditions: heard } = crf, T = inputs.length / own, size = states * states;
  const { weights, bias, transitions: block } = parameterBlocks(crf), scores = new Float64Array(T * states);
  const matrices = new Float64Array(T * size);
  for (let t = 0; t < T; t++) {
    const score = emission(parameters.subarray(weights.start, weights.end), inputs.subarray(t * own, (t + 1) * own));
    const z = conditions.subarray(t * heard, (t + 1) * heard);
    const A = transitions(parameters.subarray(block.start, block.end), z);
    for (let s = 0; s < states; s++) scores[t * states + s] = score(s) + parameters[bias.start + s];
    for (let i = 0; i < size; i++) matrices[t * size + i] = A(Math.floor(i / states), i % states);
  }
  return { states, scores, transitions: crf.transitions.perStep ? matrices : matrices.slice(0, size) };
}

/** p(y_t = r, y_{t+1} = s), [T - 1, S, S], over all paths. */
function pairsByEnumeration(chain: Chain): Float64Array[] {
  const { states, scores, transitions } = chain, T = scores.length / states;
  const { logPartition } = enumerate(scores, transitions, states);
  const pairs = Array.from({ length: T - 1 }, () => new Float64Array(states * states)), path = new Int32Array(T);
  for (let index = 0; index < states ** T; index++) {
    for (let t = 0; t < T; t++) path[t] = Math.floor(index / states ** t) % states;
    const p = Math.exp(scorePath(scores, transitions, states, path) - logPartition);
    for (let t = 0; t + 1 < T; t++) pairs[t][path[t] * states + path[t + 1]] += p;
  }
  return pairs;
}

/** A piece, what it is heard as, and two raters of unequal length and weight, one with a gap. */
function pieceOf(given: Case, T: number, seed: number) {
  const { crf } = given, random = seededRandom(seed);
  const numbers = (length: number, nominal: boolean) =>
    nominal ? Float64Array.from({ length }, () => random.integer(FEATURES + 1) - 1) : normals(length, random);
  const inputs = numbers(T * crf.inputs, given.nominalInputs);
  const conditions = numbers(T * crf.conditions, given.nominalConditions);
  const labels = [randomLabels(T, crf.states, random), randomLabels(Math.max(1, T - 1), crf.states, random)];
  if (T > 3) labels[0][T - 2] = -1;
  const sequences = labels.map((one, i) => ({ labels: one, weight: i === 0 ? 1 : 0.7 }));
  return { inputs, conditions, sequences, parameters: randomParameters(crf, random, 0.8) };
}

function checkInference(given: Case, T: number, what: string): void {
  const { crf } = given, { inputs, conditions, parameters } = pieceOf(given, T, 10 + T), model = { crf, parameters };
  const options = { precision: "f64", conditions, steps: T } as const;
  const expected = chainByDefinition(given, parameters, inputs, conditions);
  const chain = chainOf(model, inputs, kernels, options);
  assertClose(chain.scores, expected.scores, 1e-12, `${what}: scores`);
  assertClose(transitionScores(model, T, kernels, options), expected.transitions, 1e-12, `${what}: transitions`);
  const { logPartition, marginals, edges, bestPath, bestScore } = enumerate(expected.scores, expected.transitions, S);
  const found = chainMarginals(model, inputs, kernels, options);
  assertClose([found.logPartition], [logPartition], 1e-10, `${what}: log Z`);
  assertClose(found.marginals, marginals, 1e-10, `${what}: marginals`);
  assertClose(found.edges, edges, 1e-10, `${what}: edges`);
  pairsByEnumeration(expected).forEach((pairs, t) =>
    assertClose(pairMarginals(chain, t), pairs, 1e-10, `${what}: pair ${t}`)
  );
  const { path, score } = viterbiPath(model, inputs, kernels, options);
  assert.deepEqual(path, bestPath, `${what}: best path`);
  assertClose([score], [bestScore], 1e-10, `${what}: best score`);
}

/** Relative to the size of the block's gradient; a block that learns nothing would prove nothing. */
function checkGradient(given: Case, T: number, what: string): void {
  const { crf } = given, { inputs, conditions, sequences, parameters } = pieceOf(given, T, 20 + T);
  const clips = clipsFromSequences(crf, inputs, sequences, conditions);
  const objective = crfObjective({ crf, clips }, { penalty: null, precision: "f64" }, kernels);
  const gradient = new Float64Array(parameters.length), value = objective(parameters, gradient);
  let expected = 0;
  const chain = chainByDefinition(given, parameters, inputs, conditions), { states } = crf;
  for (const { labels, weight } of sequences) {
    for (let start = 0; start < labels.length; start++) {
      let end = start;
      while (end < labels.length && labels[end] >= 0) end++;
      if (end === start) continue;
      const scores = chain.scores.slice(start * states, end * states), own = matrixStart(chain, 1) > 0;
      const A = own ? chain.transitions.slice(start * states ** 2, end * states ** 2) : chain.transitions;
      const { logPartition } = enumerate(scores, A, states);
      expected += weight * (logPartition - scorePath(scores, A, states, labels.subarray(start, end)));
      start = end;
    }
  }
  assertClose([value], [expected], 1e-9, `${what}: objective`);
  const differences = finiteDifferences(objective, parameters);
  for (const { name, start, end } of Object.values(parameterBlocks(crf))) {
    if (start === end) continue;
    const size = Math.hypot(...differences.subarray(start, end));
    assert.ok(size > 1e-3, `${what}: ${name} learns`);
    const error = Math.hypot(...gradient.subarray(start, end).map((slope, i) => slope - differences[start + i]));
    assert.ok(error <= 1e-6 * size, `${what}: ${name} is off by ${error / size}`);
  }
}

const TRANSITION_KINDS = Object.keys(TRANSITIONS) as TransitionSpec["kind"][];
const EMISSION_KINDS = Object.keys(EMISSIONS) as EmissionSpec["kind"][];

for (const kind of TRANSITION_KINDS) {
  Deno.test(`${kind} transitions: log Z, marginals, pairs and best path of all paths; gradients by differences`, () => {
    checkInference(caseOf(kind, "dense"), 5, `${kind}, 5 steps`);
    for (const emission of EMISSION_KINDS) {
      for (const T of [1, 2, 4]) checkInference(caseOf(kind, emission), T, `${kind}, ${emission}, ${T} steps`);
      checkGradient(caseOf(kind, emission), 4, `${kind}, ${emission}`);
    }
  });
}

Deno.test("a piece without steps is empty for every potential, and a clip without steps costs nothing", () => {
  for (const kind of TRANSITION_KINDS) {
    const { crf } = caseOf(kind, "dense"),
      { inputs, conditions, sequences, parameters } = pieceOf(caseOf(kind, "dense"), 2, 3);
    const none = new Float64Array(0), model = { crf, parameters };
    assert.deepEqual(chainMarginals(model, none, kernels, { precision: "f64" }), {
      marginals: none,
      edges: new Float64Array(S * S),
      logPartition: 0,
    }, kind);
    assert.deepEqual(viterbiPath(model, none, kernels), { path: new Int32Array(0), score: 0 }, kind);
    const clips = clipsFromSequences(crf, inputs, sequences, conditions);
    const empty = {
      ...clips[0],
      steps: 0,
      inputs: none,
      conditions: none,
      gold: none,
      edgeSteps: new Int32Array(0),
      edges: new Int32Array(0),
      edgeCounts: none,
    };
    const soft = { loss: "kl", strength: 1 } as const;
    const [plain, mixed] = [clips, [empty, ...clips, empty]].map((given) => {
      const gradient = new Float64Array(parameters.length),
        options = { penalty: null, precision: "f64", soft } as const;
      return { value: crfObjective({ crf, clips: given }, options, kernels)(parameters, gradient), gradient };
    });
    assert.deepEqual(mixed, plain, kind);
  }
});

Deno.test("transitions by displacement are normalised at the border: a cell's row sums to 1 wherever it lies", () => {
  for (const kind of ["displacement", "gaussian", "stencil", "novelty"] as const) {
    const given = caseOf(kind, "dense"), { conditions, parameters } = pieceOf(given, 3, 7);
    const A = transitionScores({ crf: given.crf, parameters }, 3, kernels, { conditions });
    for (let row = 0; row < A.length; row += S) {
      const sum = A.subarray(row, row + S).reduce((total, score) => total + Math.exp(score), 0);
      assertClose([sum], [1], 1e-12, kind);
    }
  }
});
