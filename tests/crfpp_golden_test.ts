/**
 * The CRF core against CRF++ 0.59: the same data must give the same optimum, marginals and paths.
 * `golden/crfpp/README.md` says how the files were made.
 */
import assert from "node:assert/strict";
import {
  chainMarginals,
  clipsFromSequences,
  createCrf,
  crfObjective,
  emissionScores,
  parameterBlocks,
  parameterCount,
  ridgePenalty,
  trainCrf,
  transitionMatrix,
  viterbi,
} from "../core/crf/crf.ts";
import { scorePath } from "../core/crf/testing.ts";
import { type Kernels, referenceKernels } from "../core/kernels.ts";
import { createWasmKernels } from "../kernels/wasm.ts";

const FOLDER = new URL("golden/crfpp/", import.meta.url);
const read = (name: string) => Deno.readTextFileSync(new URL(name, FOLDER));

/** CRF++ stops when its objective changes by less than a relative 1e-8: it ends beside the optimum. */
const OPTIMUM_TOLERANCE = 5e-4;
/** With CRF++'s own weights only the printing, 6 decimals, is left. */
const PRINTED_TOLERANCE = 1e-6;

/** Columns used by `unigram.template`: U00:%x[0,0] … U05:%x[0,5], and B. */
const TEMPLATE_COLUMNS = 6;

/** Sequences of rows of columns: blank lines separate the sequences, white space the columns, # starts a comment. */
function readSequences(text: string): string[][][] {
  const sequences = text.trim().split(/\n\s*\n/).map((block) =>
    block.split("\n").filter((line) => !line.startsWith("#")).map((line) => line.trim().split(/\s+/))
  );
  assert.ok(sequences.length > 1, "the file must hold sequences");
  return sequences;
}

/** One-hot inputs [T, D] of a sequence: 1 for each feature of `features` that its columns show. */
function oneHot(rows: string[][], features: string[]): Float64Array {
  const inputs = new Float64Array(rows.length * features.length);
  rows.forEach((columns, t) => {
    for (let column = 0; column < TEMPLATE_COLUMNS; column++) {
      const feature = features.indexOf(`U0${column}:${columns[column]}`);
      if (feature >= 0) inputs[t * features.length + feature] = 1;
    }
  });
  return inputs;
}

/** CRF++'s training set as a problem of ours, in the order of its own model file. */
function loadProblem(set: "small" | "grid") {
  const model = readModel(read(`${set}_unigram_CRF-L2.model.txt`));
  const { labels, features } = model;
  const crf = createCrf({
    states: labels.length,
    inputs: features.length,
    bias: false,
    emission: { kind: "dense" },
    transitions: { kind: "dense" },
  });
  const clips = readSequences(read(`${set}_train.data`)).flatMap((rows) =>
    clipsFromSequences(crf, oneHot(rows, features), [{
      labels: Int32Array.from(rows, (columns) => labels.indexOf(columns[columns.length - 1])),
    }])
  );
  // C = 1: the objective is NLL + Σ θ² / (2·C).
  return { crf, clips, penalty: ridgePenalty(crf, { weights: 1, bias: 1, transitions: 1 }), ...model };
}

/** CRF++'s text model: header, labels, templates, `offset feature` lines, weights; blank lines between. */
function readModel(text: string) {
  const [, labelLines, , featureLines, weightLines] = text.trim().split(/\n\n/).map((part) => part.split("\n"));
  const offsets = new Map(featureLines.map((line) => line.split(" ")).map(([offset, name]) => [name, Number(offset)]));
  const features = [...offsets.keys()].filter((name) => name.startsWith("U")).sort();
  return { labels: labelLines, features, offsets, weights: Float64Array.from(weightLines, Number) };
}

/** CRF++'s weights in our layout: both keep a run of S (emissions) or S·S (transitions) a feature. */
function crfppParameters({ crf, features, offsets, weights }: ReturnType<typeof loadProblem>): Float64Array {
  const parameters = new Float64Array(parameterCount(crf)), S = crf.states, blocks = parameterBlocks(crf);
  features.forEach((name, d) => {
    const offset = offsets.get(name)!;
    parameters.set(weights.subarray(offset, offset + S), blocks.weights.start + d * S);
  });
  const offset = offsets.get("B")!;
  parameters.set(weights.subarray(offset, offset + S * S), blocks.transitions.start);
  return parameters;
}

/** Compare with `crf_test -v2`: best path, its probability and every marginal, printed with 6 decimals. */
function assertSamePredictions(
  set: "small" | "grid",
  problem: ReturnType<typeof loadProblem>,
  parameters: Float64Array,
  tolerance: number,
): void {
  const { crf, labels, features } = problem, model = { crf, parameters }, S = crf.states;
  const probabilities = read(`${set}_unigram_CRF-L2.marginals`).match(/^# \S+$/gm)!.map((line) =>
    Number(line.slice(2))
  );
  readSequences(read(`${set}_unigram_CRF-L2.marginals`)).forEach((rows, sequence) => {
    const inputs = oneHot(rows, features);
    const { marginals, logPartition } = chainMarginals(model, inputs, referenceKernels, { precision: "f64" });
    const scores = emissionScores(model, inputs, referenceKernels, { precision: "f64" }),
      transitions = transitionMatrix(model);
    const { path, score } = viterbi({ states: S, scores, transitions });
    assert.ok(Math.abs(Math.exp(score - logPartition) - probabilities[sequence]) < tolerance);
    assert.ok(Math.abs(scorePath(scores, transitions, S, path) - score) < 1e-9);
    rows.forEach((columns, t) => {
      const printed = columns.slice(-S - 1).map((column) => column.split("/"));
      assert.equal(labels[path[t]], printed[0][0], `${set}, sequence ${sequence}, step ${t}`);
      for (const [label, probability] of printed.slice(1)) {
        const ours = marginals[t * S + labels.indexOf(label)];
        assert.ok(Math.abs(ours - Number(probability)) < tolerance, `${label}: ${ours}, CRF++ ${probability}`);
      }
    });
  });
}

/** Train to the optimum, in double precision, and compare with CRF++'s last objective. */
function assertSameOptimum(set: "small" | "grid", expected: number, kernels: Kernels): void {
  const problem = loadProblem(set),
    printed = /obj=(\S+) \S+\s*$/.exec(read(`${set}_unigram_CRF-L2.iterations.txt`))![1];
  assert.equal(Number(printed), expected);
  const options = { penalty: problem.penalty, maxIterations: 500, tolerance: 1e-9, precision: "f64" as const };
  const { parameters, objective, reason } = trainCrf(problem, options, kernels);
  assert.ok(reason === "objective" || reason === "gradient", reason);
  // CRF++ prints 5 decimals.
  assert.ok(Math.abs(objective - expected) < 5e-5, `objective is ${objective}, CRF++ ended at ${expected}`);
  assertSamePredictions(set, problem, parameters, OPTIMUM_TOLERANCE);
}

Deno.test("small_unigram_CRF-L2: training ends at CRF++'s optimum, with its marginals and paths", () => {
  assertSameOptimum("small", 376.1296, referenceKernels);
});

Deno.test("grid_unigram_CRF-L2: training ends at CRF++'s optimum, with its marginals and paths", async () => {
  // The reference would take 40 s.
  const kernels = await createWasmKernels({ threads: 1 });
  try {
    assertSameOptimum("grid", 1854.09413, kernels);
  } finally {
    kernels.close();
  }
});

Deno.test("CRF++'s weights have CRF++'s objective, no slope, and its marginals and paths", () => {
  for (const [set, expected] of [["small", 376.1296], ["grid", 1854.09413]] as const) {
    const problem = loadProblem(set), parameters = crfppParameters(problem), { crf, clips, penalty } = problem;
    const objective = crfObjective({ crf, clips }, { penalty, precision: "f64" }, referenceKernels);
    const gradient = new Float64Array(parameters.length), value = objective(parameters, gradient);
    assert.ok(Math.abs(value - expected) < 5e-5, `${set}: objective is ${value}`);
    // CRF++ stopped when its objective changed by less than 1e-8; at zero the largest slopes are 40 and 13.
    assert.ok(Math.max(...gradient.map(Math.abs)) < 0.05);
    assertSamePredictions(set, problem, parameters, PRINTED_TOLERANCE);
  }
});
