/**
 * `deno task bench crf`: objective and gradient of the CRF over the 121 cells, D = 100 inputs, and training with them.
 *
 * Unshared: 4,064 annotators' sequences of 15 steps, each a clip of its own. Shared: the same sequences as 240 clips. Keys
 * without suffix: WASM kernels, f32 products, two threads; `…Blas`: with OpenBLAS. Ratios are our time over a peer's in the same run; a peer that is
 * not installed gives null: numpy and torch of `python3` (or of the interpreter in PYTHON), CRF++ where CRFPP names
 * `crf_learn`. Value and gradient are compared with the peers' on stderr.
 * @module
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import {
  blockOf,
  type Clip,
  clipsFromSequences,
  createCrf,
  type CrfProblem,
  parameterBlocks,
  parameterCount,
  ridgePenalty,
  trainCrf,
} from "../core/crf/crf.ts";
import { crfObjective } from "../core/crf/objective.ts";
import type { Kernels } from "../core/kernels.ts";
import { dot } from "../core/optimize/vector.ts";
import { seededRandom } from "../core/random.ts";
import { readSequences } from "../formats/crfpp/data.ts";
import { clipsOf, crfOf, learnVocabulary } from "../formats/crfpp/problem.ts";
import { readTemplate } from "../formats/crfpp/template.ts";
import { hasOpenBlas } from "../kernels/openblas.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { medianMs, type Metrics } from "./measure.ts";
import { raterLabels } from "./rater_problem.ts";

const SEQUENCES = 4064, CLIPS = 240, STEPS = 15, STATES = 121, INPUTS = 100;
const GOLDEN = new URL("../tests/golden/crfpp/", import.meta.url);
/** CRF++'s last objective on `grid_unigram_CRF-L2`, and how near is there. */
const GRID_OPTIMUM = 1854.09413, NEAR = 1e-5;

/** The two problems, with parameters of a plausible size. */
function makeProblem(): { unshared: CrfProblem; shared: CrfProblem; parameters: Float64Array } {
  const random = seededRandom(1),
    crf = createCrf({
      states: STATES,
      inputs: INPUTS,
      bias: true,
      emission: { kind: "dense" },
      transitions: { kind: "dense" },
    });
  const normals = (length: number, scale: number) => Float64Array.from({ length }, () => scale * random.normal());
  const unshared: Clip[] = [], shared: Clip[] = [];
  for (let clip = 0, made = 0; clip < CLIPS; clip++) {
    const inputs = Float32Array.from(normals(STEPS * INPUTS, 1)), until = Math.round(SEQUENCES * (clip + 1) / CLIPS);
    const raters = Array.from({ length: until - made }, () => ({ labels: raterLabels(STEPS, random) }));
    made = until;
    shared.push(...clipsFromSequences(crf, inputs, raters));
    for (const rater of raters) unshared.push(...clipsFromSequences(crf, inputs, [rater]));
  }
  const parameters = normals(parameterCount(crf), 0.1);
  return { unshared: { crf, clips: unshared }, shared: { crf, clips: shared }, parameters };
}

async function gradientMs(problem: CrfProblem, parameters: Float64Array, kernels: Kernels) {
  const gradient = new Float64Array(parameters.length);
  let value = 0;
  const objective = crfObjective(problem, { penalty: null, precision: "f32" }, kernels);
  const ms = await medianMs(() => value = objective(parameters, gradient));
  return { ms, value, norm: Math.sqrt(dot(gradient, gradient)) };
}

/** Write what the peers read. */
function writeProblem(folder: string, { crf, clips }: CrfProblem, parameters: Float64Array): void {
  const blocks = parameterBlocks(crf);
  const write = (name: string, values: Float32Array | Int32Array) =>
    Deno.writeFileSync(join(folder, name), new Uint8Array(values.buffer));
  const single = (block: typeof blocks.weights) => Float32Array.from(blockOf(parameters, block));
  const inputs = new Float32Array(clips.length * STEPS * INPUTS), labels = new Int32Array(clips.length * STEPS);
  clips.forEach((clip, c) => {
    inputs.set(clip.inputs, c * STEPS * INPUTS);
    clip.gold.forEach((count, i) => count > 0 && (labels[c * STEPS + Math.floor(i / STATES)] = i % STATES));
  });
  write("inputs.f32", inputs);
  write("labels.i32", labels);
  write("weights.f32", single(blocks.weights));
  write("bias.f32", single(blocks.bias));
  write("transitions.f32", single(blocks.transitions));
}

interface PeerResult {
  ms: number;
  value: number;
  norm: number;
  version: string;
}

/** Run a peer; null if its interpreter lacks it. */
function runPeer(script: string, folder: string, repeats: number): PeerResult | null {
  const file = decodeURIComponent(new URL(`peers/${script}`, import.meta.url).pathname);
  const args = [file, folder, SEQUENCES, STEPS, STATES, INPUTS, repeats].map(String);
  const given = Deno.env.get("PYTHON");
  for (const python of given ? [given] : ["python3", "/usr/bin/python3"]) {
    const env = { ...Deno.env.toObject(), OPENBLAS_NUM_THREADS: "2", OMP_NUM_THREADS: "2", MKL_NUM_THREADS: "2" };
    const { status, stdout } = spawnSync(python, args, { env, encoding: "utf8", maxBuffer: 1 << 20 });
    if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1)!);
  }
  console.error(`${script}: not installed`);
  return null;
}

function compare(name: string, ours: { value: number; norm: number }, peer: PeerResult | null): void {
  if (!peer) return;
  const relative = (a: number, b: number) => Math.abs(a / b - 1).toExponential(1);
  const [value, norm] = [relative(ours.value, peer.value), relative(ours.norm, peer.norm)];
  console.error(
    `${name} ${peer.version}: ${peer.ms.toFixed(1)} ms; objective ${value}, gradient's norm ${norm} from ours`,
  );
}

/** Fastest way to CRF++'s objective on its own data: f32 products. */
function gridToOptimum(kernels: Kernels): () => void {
  const read = (name: string) => Deno.readTextFileSync(new URL(name, GOLDEN));
  const sequences = readSequences(read("grid_train.data"), "grid_train.data", 2);
  const template = readTemplate(read("unigram.template"), "unigram.template", sequences[0][0].length - 1);
  const vocabulary = learnVocabulary(template, sequences, 1), crf = crfOf(vocabulary);
  const clips = clipsOf(vocabulary, crf, sequences),
    penalty = ridgePenalty(crf, { weights: 1, bias: 1, transitions: 1 });
  return () => {
    const { objective } = trainCrf({ crf, clips }, {
      penalty,
      maxIterations: 500,
      onIteration: ({ value }) => value > GRID_OPTIMUM * (1 + NEAR),
    }, kernels);
    if (!(objective <= GRID_OPTIMUM * (1 + NEAR))) {
      throw new Error(`The grid must reach ${GRID_OPTIMUM}, got ${objective}`);
    }
  };
}

/** CRF++'s own time on the grid, to the same objective; null without CRFPP. */
function crfppMs(folder: string): number | null {
  const learn = Deno.env.get("CRFPP");
  if (!learn) return null;
  const path = (name: string) => decodeURIComponent(new URL(name, GOLDEN).pathname);
  const args = ["-c", "1", "-e", "1e-8", path("unigram.template"), path("grid_train.data"), join(folder, "model")];
  const start = performance.now(), { status } = spawnSync(learn, args);
  return status === 0 ? performance.now() - start : null;
}

async function train250Ms({ crf, clips }: CrfProblem, kernels: Kernels): Promise<number> {
  const penalty = ridgePenalty(crf, { weights: 0.01, bias: 0.01, transitions: 0.01 });
  return await medianMs(() => {
    const { evaluations } = trainCrf({ crf, clips }, {
      penalty,
      maxIterations: 1000,
      tolerance: 0,
      onIteration: ({ evaluations }) => evaluations < 250,
    }, kernels);
    if (evaluations < 250) throw new Error(`Training must take 250 evaluations, current value is ${evaluations}`);
  }, { times: 3 });
}

export default async function measure(): Promise<Metrics> {
  const { unshared, shared, parameters } = makeProblem(), folder = Deno.makeTempDirSync();
  const kernels = await createWasmKernels({ threads: 2 });
  const blas = hasOpenBlas() ? await createWasmKernels({ threads: 2, openBlas: true }) : null;
  console.error(`kernels: ${kernels.features.join(" ")}; ${blas?.features.join(" ") ?? "OpenBLAS is not installed"}`);
  try {
    const apart = await gradientMs(unshared, parameters, kernels);
    const apartBlas = blas && await gradientMs(unshared, parameters, blas);
    const together = await gradientMs(shared, parameters, kernels);
    const train250SharedMs = await train250Ms(shared, kernels);
    const gridToOptimumMs = await medianMs(gridToOptimum(kernels), { times: 3 });
    writeProblem(folder, unshared, parameters);
    const numpy = runPeer("crf_numpy.py", folder, 15), torch = runPeer("crf_torch.py", folder, 3);
    compare("numpy", apart, numpy);
    compare("torch", apart, torch);
    const crfpp = crfppMs(folder);
    return {
      gradientMs: apart.ms,
      gradientBlasMs: apartBlas && apartBlas.ms,
      gradientSharedMs: together.ms,
      ratioToNumpy: numpy && apart.ms / numpy.ms,
      ratioBlasToNumpy: numpy && apartBlas && apartBlas.ms / numpy.ms,
      ratioToTorch: torch && apart.ms / torch.ms,
      train250SharedMs,
      gridToOptimumMs,
      ratioToCrfpp: crfpp && gridToOptimumMs / crfpp,
    };
  } finally {
    kernels.close();
    blas?.close();
    Deno.removeSync(folder, { recursive: true });
  }
}
