/**
 * Fine-tuning: the whole network and its head, by conjugate gradients, L-BFGS or Adam, on the whole set or on batches.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { Adam } from "../optimize/adam.ts";
import { conjugateGradient } from "../optimize/conjugate_gradient.ts";
import { lbfgs } from "../optimize/lbfgs.ts";
import type { Iteration, Objective, OptimizeOptions, OptimizeResult } from "../optimize/objective.ts";
import { type Random, shuffleInto } from "../random.ts";
import type { Dbn } from "./dbn.ts";
import type { HeadSpec, HeadTargets } from "./heads/head.ts";
import { flattenDbn, type NetworkObjective, networkObjective, unflattenDbn } from "./objective.ts";

/** How the network is fine-tuned, as JSON in recipes and model files. */
export interface FineTuningSpec {
  /** Iterations on the whole set; with batches (and Adam): passes over it. */
  maxIterations: number;
  /** h of the penalty ½·h·Σ w² over all weights (not the biases), beside the mean loss of a row. */
  weightDecay: number;
  /** Default `conjugateGradient`. */
  optimizer?: "conjugateGradient" | "lbfgs" | "adam";
  /** Rows of a batch; the whole set by default. Rows that do not fill one are left out, others each pass. */
  batchRows?: number;
  /** Iterations of conjugate gradients or L-BFGS on each batch. Default 3 (Hinton & Salakhutdinov 2006). */
  batchIterations?: number;
  /** Of Adam. Default 0.001. */
  learningRate?: number;
}

export interface FineTuneOptions extends FineTuningSpec {
  /** Default: regression. */
  head?: HeadSpec;
  /** Called after each iteration or pass; returning false stops with what was reached. */
  onIteration?: (iteration: Iteration) => boolean | void;
  signal?: { readonly aborted: boolean };
}

/** Rounding of f32 products in the objective. */
const VALUE_NOISE = 1e-7;

/**
 * Fine-tune a network on rows of inputs [N, V]. Deterministic for given kernels and a given random stream, which only shuffles
 * batches.
 * @throws RangeError if Adam diverges.
 */
export function fineTune(
  dbn: Dbn,
  inputs: Float32Array,
  targets: HeadTargets,
  options: FineTuneOptions,
  random: Random,
  kernels: Kernels,
): { dbn: Dbn; result: OptimizeResult } {
  return kernels.scope(() => {
    const rows = targets.values.length / targets.outputs, batchRows = Math.min(options.batchRows ?? rows, rows);
    const objective = networkObjective(dbn, inputs, targets, options, kernels, batchRows), start = flattenDbn(dbn);
    const wholeSet = batchRows === rows && options.optimizer !== "adam";
    const result = wholeSet
      ? minimise(objective.evaluate, start, options)
      : minimiseBatches(objective, start, { ...options, rows, batchRows, random });
    return { dbn: unflattenDbn(dbn, result.x), result };
  });
}

function minimise(
  objective: Objective,
  start: Float64Array,
  { optimizer, maxIterations, onIteration, signal }: FineTuneOptions,
): OptimizeResult {
  const options: OptimizeOptions = { maxIterations, valueNoise: VALUE_NOISE, onIteration, signal };
  return optimizer === "lbfgs" ? lbfgs(objective, start, options) : conjugateGradient(objective, start, options);
}

interface BatchOptions extends FineTuneOptions {
  rows: number;
  batchRows: number;
  random: Random;
}

/** Passes over the shuffled rows, batch by batch; the value of a pass is the mean over its batches. */
function minimiseBatches(
  objective: NetworkObjective,
  start: Float64Array,
  options: BatchOptions,
): OptimizeResult {
  const { rows, batchRows, random, onIteration, signal } = options, history: Iteration[] = [];
  const order = Uint32Array.from({ length: rows }, (_, row) => row), batches = Math.floor(rows / batchRows);
  const step = batchStep(objective.evaluate, start.length, options);
  let x: Float64Array = start.slice(), evaluations = 0, value = NaN;
  const finish = (reason: OptimizeResult["reason"]): OptimizeResult => ({ x, value, reason, history, evaluations });
  for (let pass = 1; pass <= options.maxIterations; pass++) {
    shuffleInto(order, random);
    let sum = 0;
    for (let batch = 0; batch < batches; batch++) {
      objective.choose(order.subarray(batch * batchRows, (batch + 1) * batchRows));
      const move = step(x);
      x = move.x;
      sum += move.value / batches;
      evaluations += move.evaluations;
    }
    value = sum;
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `Cannot fine-tune: it diverged in pass ${pass}; the learning rate must be smaller, ` +
          `current value is ${options.learningRate ?? DEFAULT_RATE}`,
      );
    }
    // What a line search would call a step has no one length here, and one batch's gradient says little.
    const iteration = { iteration: pass, value, relativeGradient: NaN, step: NaN, evaluations };
    history.push(iteration);
    if (onIteration?.(iteration) === false || signal?.aborted) return finish("cancelled");
  }
  return finish("iterations");
}

const DEFAULT_RATE = 1e-3, DEFAULT_BATCH_ITERATIONS = 3;

type BatchStep = (x: Float64Array) => { x: Float64Array; value: number; evaluations: number };

/** What is done on each batch: one step of Adam, or some iterations that know nothing of other batches. */
function batchStep(objective: Objective, parameters: number, options: BatchOptions): BatchStep {
  if (options.optimizer === "adam") {
    const adam = new Adam(parameters, { learningRate: options.learningRate ?? DEFAULT_RATE });
    const gradient = new Float64Array(parameters);
    return (x) => {
      const value = objective(x, gradient);
      adam.step(x, gradient);
      return { x, value, evaluations: 1 };
    };
  }
  const { batchIterations: maxIterations = DEFAULT_BATCH_ITERATIONS } = options;
  return (x) => minimise(objective, x, { ...options, maxIterations, onIteration: undefined });
}
