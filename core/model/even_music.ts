/**
 * A minute of music that is the mean of the training music all the time, and what a model says in the middle of it: the chain
 * has forgotten its ends there, and nothing that is heard says where to go.
 * @module
 */
import { type Chain, chainMarginals, chainOf } from "../crf/crf.ts";
import type { RunDbn } from "../dbn/dbn.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Kernels } from "../kernels.ts";
import { calibrateMap } from "./calibration.ts";
import { hearInputs, predictSteps } from "./hearing.ts";
import { crfInputs, type MoodModel } from "./model.ts";
import { trainingMeanInputs } from "./training_mean.ts";

const EVEN_SECONDS = 61;
/** The step in the middle. */
export const EVEN_MIDDLE = EVEN_SECONDS >> 1;

/** Inputs of the model's CRF, [61, D]. */
function evenInputs(model: MoodModel, kernels: Kernels, runDbn?: RunDbn): Float64Array {
  const { listener } = model, heard = hearInputs(listener.ear, trainingMeanInputs(model, [true]), kernels, runDbn);
  const row = crfInputs(model, predictSteps(listener, heard), heard);
  return Float64Array.from({ length: EVEN_SECONDS * row.length }, (_, i) => row[i % row.length]);
}

/** The model's map in the middle, [121]. */
export function evenMap(model: MoodModel, kernels: Kernels, runDbn?: RunDbn): Float64Array {
  const { marginals } = chainMarginals(model, evenInputs(model, kernels, runDbn), kernels, { precision: "f64" });
  const at = EVEN_MIDDLE * CELL_COUNT;
  return calibrateMap(model.calibration, marginals.subarray(at, at + CELL_COUNT));
}

/** The model's chain over all of it. */
export function evenChain(model: MoodModel, kernels: Kernels): Chain {
  return chainOf(model, evenInputs(model, kernels), kernels);
}
