/**
 * Why this map? Integrated gradients (Sundararajan, Taly & Yan 2017) of what is read off one step's heatmap, through all that
 * the model does with a song: network, regressions, emission scores, forward–backward over the whole chain.
 *
 *   attribution_i = (x_i - x̄_i)·∫₀¹ ∂f/∂x_i (x̄ + α·(x - x̄)) dα,   Σ_i attribution_i = f(x) - f(x̄)
 *
 * x is what the ear reads: standardised spectra and level-free descriptors of all steps. The baseline x̄ is a song that is
 * the mean of the training music all the time. Each input's gradient is kept apart by the {@link TimeScale} on which it
 * reaches the map, so attributions are told by input and by time-scale at once, and all of them still sum to the difference.
 * @module
 */
import { blockOf, chainMarginals, chainOf, type Crf, parameterBlocks } from "../crf/crf.ts";
import { softTargetTerm } from "../crf/soft_targets.ts";
import { CELL_COUNT, cellToPoint } from "../emotion/grid.ts";
import type { Kernels } from "../kernels.ts";
import type { OnProgress } from "../progress.ts";
import { gaussLegendre } from "../quadrature.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { calibratedExpectation } from "./calibration.ts";
import { type EarInputs, earInputs, hearInputs, predictSteps, requireRoom } from "./hearing.ts";
import { byTimeScale, listeningGradient, TIME_SCALES, type TimeScale } from "./listening_gradient.ts";
import { crfInputs, holdEnds, type MoodModel, requireFeatureVersion } from "./model.ts";
import type { HearingSpec } from "./recipe.ts";
import { trainingMeanInputs } from "./training_mean.ts";

/**
 * What is read off a heatmap: the mean of one axis, in units of the plane, or the log-probability of a region, in nats.
 */
export type MapReading =
  | { kind: "valence" }
  | { kind: "arousal" }
  | { kind: "logProbability"; cells: readonly number[] };

/** Shares of the inputs in f(x) - f(baseline), in the reading's unit. */
export interface Attribution {
  reading: MapReading;
  /** What the columns are of. */
  hearing: HearingSpec;
  /** f(x) and f(baseline). */
  value: number;
  baseline: number;
  /** By each time-scale: of each of the network's inputs over all steps, [V], and of each descriptor that is heard. */
  network: Record<TimeScale, Float64Array>;
  descriptors: Record<TimeScale, Float64Array>;
  /** Of all inputs of each step, [T]: when it was heard. */
  seconds: Float64Array;
  /** value - baseline - the sum of all shares: what the integration has missed. */
  missed: number;
}

export interface AttributionOptions {
  /** Step whose heatmap is explained. */
  step: number;
  /** Points of the path at which gradients are taken. */
  nodes: number;
  readings: readonly MapReading[];
  onProgress?: OnProgress;
}

/**
 * Attributions of several readings of one step's map. Cost: for each node and reading a few times forward–backward.
 * @throws RangeError if there is no such step or cell, or the features are of another version.
 */
export function attribute(
  model: MoodModel,
  features: StepFeatures,
  { step, nodes, readings, onProgress = () => {} }: AttributionOptions,
  kernels: Kernels,
): Attribution[] {
  requireFeatureVersion(model);
  requireStep(step, features.steps);
  const { ear } = model.listener, { hearing } = ear;
  if (ear.dbn) requireRoom(features.steps, TABLES * ear.dbn.layers[0].visible);
  const inputs = earInputs(ear, features);
  const start = trainingMeanInputs(model, inputs.sounds);
  const first = readMap(model, start, { step, readings }, kernels),
    last = readMap(model, inputs, { step, readings }, kernels);
  const network = difference(inputs.network, start.network),
    descriptors = difference(inputs.descriptors, start.descriptors);
  const columns = { network: network.length / inputs.steps, descriptors: descriptors.length / inputs.steps };
  const shares = readings.map(() => ({
    network: byTimeScale(() => new Float64Array(columns.network)),
    descriptors: byTimeScale(() => new Float64Array(columns.descriptors)),
    seconds: new Float64Array(inputs.steps),
  }));
  for (const [node, { at, weight }] of gaussLegendre(nodes).entries()) {
    onProgress({ fraction: node / nodes, message: `point ${node + 1} of ${nodes} on the way from the mean` });
    const point: EarInputs = {
      ...inputs,
      network: start.network.map((value, i) => value + at * network[i]),
      descriptors: start.descriptors.map((value, i) => value + at * descriptors[i]),
    };
    readMap(model, point, { step, readings }, kernels).forEach(({ slopes }, r) => {
      const bySlope = slopes();
      for (const scale of TIME_SCALES) {
        const own = shares[r];
        addSharesInto(own.network[scale], own.seconds, bySlope[scale].network, network, weight);
        addSharesInto(own.descriptors[scale], own.seconds, bySlope[scale].descriptors, descriptors, weight);
      }
    });
  }
  return readings.map((reading, r) => {
    const { value } = last[r],
      baseline = first[r].value,
      sum = shares[r].seconds.reduce((all, share) => all + share, 0);
    return { reading, hearing, value, baseline, ...shares[r], missed: value - baseline - sum };
  });
}

/** Add weight·slope·difference, summed over the steps, and over the columns. */
function addSharesInto(
  columnShares: Float64Array,
  seconds: Float64Array,
  slopes: Float64Array,
  differences: Float64Array,
  weight: number,
): void {
  const columns = columnShares.length;
  for (let i = 0; i < slopes.length; i++) {
    const share = weight * slopes[i] * differences[i];
    columnShares[i % columns] += share;
    seconds[Math.floor(i / columns)] += share;
  }
}

/** Numbers that are held for one of the network's inputs: its way from the baseline, and its slope on every time-scale. */
const TABLES = 1 + TIME_SCALES.length;

interface Read {
  value: number;
  /** The gradient with respect to what the ear reads; taken only where it is asked for. */
  slopes(): ReturnType<typeof listeningGradient>;
}

/** What several readings say of a step's map, and their gradients. */
function readMap(
  model: MoodModel,
  inputs: EarInputs,
  { step, readings }: { step: number; readings: readonly MapReading[] },
  kernels: Kernels,
): Read[] {
  const { crf, listener, recipe: { crf: { edgeSteps } } } = model, heard = hearInputs(listener.ear, inputs, kernels);
  const own = crfInputs(model, predictSteps(listener, heard), heard);
  const held = holdEnds(own, crf.inputs, edgeSteps), precision = "f64", at = step + edgeSteps;
  const chain = chainOf(model, held, kernels, { precision }), T = chain.scores.length / CELL_COUNT;
  const { marginals } = chainMarginals(model, held, kernels, { precision });
  const map = marginals.subarray(at * CELL_COUNT, (at + 1) * CELL_COUNT);
  return readings.map((reading) => {
    const targets = new Float64Array(T * CELL_COUNT), weights = new Float64Array(T);
    const { expected, slopes: ofMap } = calibratedExpectation(model.calibration, map, cellValues(reading));
    targets.set(ofMap, at * CELL_COUNT);
    weights[at] = 1;
    const out = { scores: new Float64Array(T * CELL_COUNT), transitions: new Float64Array(chain.transitions.length) };
    const problem = { ...chain, offsets: Int32Array.of(0, T), targets, weights, loss: "expectation" } as const;
    const isLog = reading.kind === "logProbability";
    softTargetTerm(problem, out);
    return {
      value: isLog ? Math.log(expected) : expected,
      slopes() {
        // d log P = dP / P
        const scores = isLog ? out.scores.map((slope) => slope / expected) : out.scores;
        const slopes = foldEnds(scoresToInputs(model, scores), crf.inputs, edgeSteps);
        return listeningGradient(model, inputs, { heard, slopes, step }, kernels);
      },
    };
  });
}

/** The numbers whose expectation a reading is (the log of), [121]. */
function cellValues(reading: MapReading): Float64Array {
  if (reading.kind !== "logProbability") {
    return Float64Array.from({ length: CELL_COUNT }, (_, cell) => cellToPoint(cell)[reading.kind]);
  }
  const values = new Float64Array(CELL_COUNT);
  for (const cell of reading.cells) {
    if (!Number.isInteger(cell) || cell < 0 || cell >= CELL_COUNT) {
      throw new RangeError(
        `Cannot explain a map: cells must be integers in 0 … ${CELL_COUNT - 1}, current value is ${cell}`,
      );
    }
    values[cell] = 1;
  }
  if (reading.cells.length === 0) {
    throw new RangeError("Cannot explain a map: a region must have at least one cell, current value is 0");
  }
  return values;
}

/** ∂f/∂inputs of the CRF, [T, D], from ∂f/∂scores: score_t(s) = bias_s + Σ_k B[k, s]·(x_t·W)_k. */
function scoresToInputs({ crf, parameters }: MoodModel, scores: Float64Array): Float64Array {
  const weights = inputWeights(crf, parameters), { inputs: D, states: S } = crf;
  const out = new Float64Array(scores.length / S * D);
  for (let t = 0; t * S < scores.length; t++) {
    for (let d = 0; d < D; d++) {
      let sum = 0;
      for (let s = 0; s < S; s++) sum += weights[d * S + s] * scores[t * S + s];
      out[t * D + d] = sum;
    }
  }
  return out;
}

/**
 * W·B, [D, S]: nats that each input gives to each cell.
 * @throws TypeError if the emission is not linear in the inputs.
 */
export function inputWeights(crf: Crf, parameters: Float64Array): Float64Array {
  const { inputs: D, states: S, emission } = crf, W = blockOf(parameters, parameterBlocks(crf).weights);
  if (emission.kind !== "linear") {
    throw new TypeError(`Cannot explain a map: the CRF's emission must be linear, current value is ${emission.kind}`);
  }
  if (!emission.basis) return W.slice();
  const { rows: K, data: B } = emission.basis, out = new Float64Array(D * S);
  for (let d = 0; d < D; d++) {
    for (let k = 0; k < K; k++) {
      for (let s = 0; s < S; s++) out[d * S + s] += W[d * K + k] * B[k * S + s];
    }
  }
  return out;
}

/** The reverse of `holdEnds`: the held steps' slopes are the first and the last step's own. */
function foldEnds(slopes: Float64Array, columns: number, edge: number): Float64Array {
  const steps = slopes.length / columns - 2 * edge, out = new Float64Array(steps * columns);
  for (let t = 0; t < steps + 2 * edge; t++) {
    const to = Math.min(steps - 1, Math.max(0, t - edge)) * columns;
    for (let i = 0; i < columns; i++) out[to + i] += slopes[t * columns + i];
  }
  return out;
}

function difference(to: Float32Array | Float64Array, from: Float32Array | Float64Array): Float64Array {
  return Float64Array.from(to, (value, i) => value - from[i]);
}

function requireStep(step: number, steps: number): void {
  if (Number.isInteger(step) && step >= 0 && step < steps) return;
  throw new RangeError(
    `Cannot explain a map: the step must be an integer in 0 … ${steps - 1}, current value is ${step} ` +
      "(is this beyond the end?)",
  );
}
