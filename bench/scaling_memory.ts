/**
 * The process whose memory `deno task bench scaling` measures: nothing but a training as large as the product promises.
 * Writes the most memory it has had, in MB, to stdout; null where the system does not tell.
 * @module
 */
import { trainCrf } from "../core/crf/crf.ts";
import { stationaryPenalty } from "../core/crf/stationary.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { peakMb } from "./peak_memory.ts";
import { raterProblem } from "./rater_problem.ts";

/** L-BFGS remembers 10 steps: after as many iterations and a few more, training takes no memory that it has not taken. */
const ITERATIONS = 14;

const problem = raterProblem({ clips: 1800, raters: 10, steps: 60, inputs: 300 });
const kernels = await createWasmKernels({ threads: 2 });
const penalty = stationaryPenalty(problem, { weights: 1, bias: 1, transitions: 1 });
const { history } = trainCrf(problem, {
  penalty,
  start: penalty.centre,
  maxIterations: ITERATIONS,
  tolerance: 0,
}, kernels);
if (history.length < ITERATIONS) {
  throw new Error(`Training must take ${ITERATIONS} iterations, current value is ${history.length}`);
}
console.log(JSON.stringify(peakMb()));
Deno.exit();
