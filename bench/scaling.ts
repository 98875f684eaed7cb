/**
 * `deno task bench scaling`: how the cost of the CRF's training grows, and the memory that a large one takes.
 *
 * Objective and gradient, 121 cells, dense emissions of D = 100 inputs, dense transitions: 240 clips of 15 steps with 17
 * raters each (`baseMs`), then 4 and 16 times as many clips, and as many steps. `…Ms`: a call; `…ToLinear`: that over as many
 * times the first, 1 where cost is linear. WASM kernels, f32, two threads. `peakMb`: the most memory of a process that does
 * nothing but train on 1,800 clips of 60 steps, 10 raters each, D = 300 (`scaling_memory.ts`).
 * @module
 */
import { fileURLToPath } from "node:url";
import { parameterCount } from "../core/crf/crf.ts";
import { crfObjective } from "../core/crf/objective.ts";
import type { Kernels } from "../core/kernels.ts";
import { seededRandom } from "../core/random.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { median, type Metrics } from "./measure.ts";
import { type ProblemSize, raterProblem } from "./rater_problem.ts";

const BASE: ProblemSize = { clips: 240, raters: 17, steps: 15, inputs: 100 };
const FACTORS = [4, 16];
const ROUNDS = 15;
/** What grows; raters do not count, since those of a clip share its inputs. */
const GROWING = ["clips", "steps"] as const;

/** A size, how many times the first one it is, and its time. */
interface Measured {
  name: string;
  factor: number;
  ms: number;
}

/** In rounds over all sizes, each of them for about the same time: other load on the machine meets all alike. */
function measureSizes(kernels: Kernels): Measured[] {
  const sizes = [
    { name: "base", factor: 1, size: BASE },
    ...GROWING.flatMap((what) =>
      FACTORS.map((factor) => ({ name: `${what}${factor}`, factor, size: { ...BASE, [what]: factor * BASE[what] } }))
    ),
  ];
  const calls = sizes.map(({ size }) => evaluation(size, kernels)), runs: number[][] = sizes.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    sizes.forEach(({ factor }, i) => {
      const times = FACTORS.at(-1)! / factor, before = performance.now();
      for (let call = 0; call < times; call++) calls[i]();
      // The first round warms up.
      if (round > 0) runs[i].push((performance.now() - before) / times);
    });
  }
  return sizes.map(({ name, factor }, i) => ({ name, factor, ms: median(runs[i]) }));
}

function evaluation(size: ProblemSize, kernels: Kernels): () => void {
  const problem = raterProblem(size), random = seededRandom(2);
  const parameters = Float64Array.from({ length: parameterCount(problem.crf) }, () => 0.1 * random.normal());
  const gradient = new Float64Array(parameters.length);
  const objective = crfObjective(problem, { penalty: null, precision: "f32" }, kernels);
  return () => void objective(parameters, gradient);
}

async function trainingPeakMb(): Promise<number | null> {
  const script = fileURLToPath(new URL("./scaling_memory.ts", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", script] }).output();
  if (!success) throw new Error(`Cannot measure memory: ${new TextDecoder().decode(stderr).trim()}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

export default async function measureScaling(): Promise<Metrics> {
  const kernels = await createWasmKernels({ threads: 2 }), sizes = measureSizes(kernels), metrics: Metrics = {};
  kernels.close();
  const baseMs = sizes[0].ms;
  for (const { name, factor, ms } of sizes) {
    const toLinear = ms / (factor * baseMs);
    console.error(`${name.padEnd(8)} ${ms.toFixed(1).padStart(7)} ms  ${toLinear.toFixed(2)} of linear`);
    metrics[`${name}Ms`] = ms;
    if (factor > 1) metrics[`${name}ToLinear`] = toLinear;
  }
  return { ...metrics, peakMb: await trainingPeakMb() };
}
