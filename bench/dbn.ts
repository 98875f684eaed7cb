/**
 * `deno task bench dbn`: contrastive divergence of a Bernoulli–Bernoulli machine of 513 visible and 200 hidden units.
 *
 * cd1Ms: one update by CD-1 from a batch of 1,000 rows that lies in memory. epochMs: an epoch of `trainRbm` over 60,000 rows in
 * batches of 1,000, shuffled and gathered. Keys without suffix: WASM kernels, two threads; `…Blas`: with OpenBLAS. The ratios are
 * our time over that of numpy's f32 arrays with two BLAS threads in the same run, doing the same update (`peers/rbm_numpy.py`, by
 * `python3`, or the interpreter in PYTHON); null if it is not installed. On stderr: how far an update without sampling, the
 * part that can be compared, is from numpy's.
 * @module
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ascend, cdMemory, contrastiveStatistics, type Speeds } from "../core/dbn/contrastive_divergence.ts";
import { trainRbm } from "../core/dbn/train_rbm.ts";
import { hiddenInto, type Rbm } from "../core/dbn/rbm.ts";
import type { Kernels } from "../core/kernels.ts";
import { seededRandom } from "../core/random.ts";
import { hasOpenBlas } from "../kernels/openblas.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { median, medianMs, type Metrics } from "./measure.ts";

const ROWS = 1000, VISIBLE = 513, HIDDEN = 200, EPOCH_ROWS = 60_000;
const STEP = { learningRate: 0.01, momentum: 0.5, weightDecay: 2e-4 };

interface Problem {
  /** [ROWS, VISIBLE], in [0, 1]. */
  data: Float32Array;
  weights: Float32Array;
}

function makeProblem(): Problem {
  const random = seededRandom(1);
  return {
    data: Float32Array.from({ length: ROWS * VISIBLE }, () => random.uniform()),
    weights: Float32Array.from({ length: VISIBLE * HIDDEN }, () => 0.05 * random.normal()),
  };
}

function place({ weights }: Problem, kernels: Kernels): { rbm: Rbm; speeds: Speeds } {
  const own = kernels.float32(weights.length);
  own.set(weights);
  const layer = { visible: VISIBLE, hidden: HIDDEN, weights: own, bias: kernels.float32(HIDDEN) };
  return {
    rbm: { layer, visibleBias: kernels.float32(VISIBLE), visibleKind: "bernoulli" },
    speeds: {
      weights: kernels.float32(weights.length),
      visibleBias: kernels.float32(VISIBLE),
      hiddenBias: kernels.float32(HIDDEN),
    },
  };
}

async function cd1Ms(problem: Problem, kernels: Kernels): Promise<number> {
  const { rbm, speeds } = place(problem, kernels), memory = cdMemory(ROWS, VISIBLE, HIDDEN, kernels);
  const state = Uint32Array.of(1, 0);
  memory.data.set(problem.data);
  return await medianMs(() => {
    contrastiveStatistics(rbm, memory, { gibbsSteps: 1 }, state, kernels);
    ascend(rbm, speeds, memory, STEP, kernels);
  }, { times: 41, minMs: 1500 });
}

/** Means of the hidden units for the batch: what numpy's must be too. */
function hiddenMean(problem: Problem, kernels: Kernels): number {
  return kernels.scope(() => {
    const { rbm } = place(problem, kernels), hidden = kernels.float32(ROWS * HIDDEN);
    hiddenInto(rbm, problem.data, hidden, kernels);
    return hidden.reduce((sum, p) => sum + p, 0) / hidden.length;
  });
}

/** The time between the ends of epochs: what is done once, before the first, does not count. */
function epochMs(kernels: Kernels): number {
  const random = seededRandom(2), data = new Float32Array(EPOCH_ROWS * VISIBLE);
  for (let i = 0; i < data.length; i++) data[i] = random.uniform();
  const ends: number[] = [];
  const options = { ...STEP, visibleKind: "bernoulli", hidden: HIDDEN, batchRows: ROWS, gibbsSteps: 1 } as const;
  const onEpoch = () => void ends.push(performance.now());
  trainRbm(data, VISIBLE, { ...options, epochs: 6, onEpoch }, random, kernels);
  const times = ends.slice(1).map((end, i) => end - ends[i]);
  return median(times);
}

interface PeerResult {
  ms: number;
  hiddenMean: number;
  version: string;
}

/** Run the peer; null if no interpreter has it. */
function runPeer(folder: string, { data, weights }: Problem): PeerResult | null {
  for (const [name, values] of Object.entries({ data, weights })) {
    Deno.writeFileSync(join(folder, `${name}.f32`), new Uint8Array(values.buffer as ArrayBuffer));
  }
  const file = decodeURIComponent(new URL("peers/rbm_numpy.py", import.meta.url).pathname);
  const { learningRate, momentum, weightDecay } = STEP;
  const args = [file, folder, ROWS, VISIBLE, HIDDEN, learningRate, momentum, weightDecay, 41].map(String);
  const given = Deno.env.get("PYTHON");
  for (const python of given ? [given] : ["python3", "/usr/bin/python3"]) {
    const env = { ...Deno.env.toObject(), OPENBLAS_NUM_THREADS: "2", OMP_NUM_THREADS: "2", MKL_NUM_THREADS: "2" };
    const { status, stdout } = spawnSync(python, args, { env, encoding: "utf8" });
    if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1)!);
  }
  console.error("rbm_numpy.py: not installed");
  return null;
}

export default async function measure(): Promise<Metrics> {
  const problem = makeProblem(), folder = Deno.makeTempDirSync();
  const kernels = await createWasmKernels({ threads: 2 });
  const blas = hasOpenBlas() ? await createWasmKernels({ threads: 2, openBlas: true }) : null;
  console.error(`kernels: ${kernels.features.join(" ")}; ${blas?.features.join(" ") ?? "OpenBLAS is not installed"}`);
  try {
    const ours = await cd1Ms(problem, kernels), ownBlas = blas && await cd1Ms(problem, blas);
    const numpy = runPeer(folder, problem);
    if (numpy) {
      const off = Math.abs(numpy.hiddenMean / hiddenMean(problem, kernels) - 1).toExponential(1);
      console.error(`numpy ${numpy.version}: ${numpy.ms.toFixed(2)} ms; mean of the hidden units ${off} from ours`);
    }
    return {
      cd1Ms: ours,
      cd1BlasMs: ownBlas,
      ratioToNumpy: numpy && ours / numpy.ms,
      ratioBlasToNumpy: numpy && ownBlas && ownBlas / numpy.ms,
      epochMs: epochMs(kernels),
      epochBlasMs: blas && epochMs(blas),
    };
  } finally {
    kernels.close();
    blas?.close();
    Deno.removeSync(folder, { recursive: true });
  }
}
