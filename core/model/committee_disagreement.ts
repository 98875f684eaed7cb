/**
 * How much the members of a model's committee disagree about a piece.
 * @module
 */
import { emissionScores, transitionMatrix } from "../crf/crf.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Kernels } from "../kernels.ts";
import { type Committee, memberDeviations } from "./committee.ts";
import { Disagreement } from "./disagreement.ts";
import { holdEnds } from "./field_maps.ts";
import { type Heard, PREDICTIONS } from "./hearing.ts";
import type { MoodModel } from "./model.ts";

/** Steps of members' chains that are walked at once. */
const CHAIN_STEPS = 8192;

/**
 * Steps apart at which members are compared, and between which their disagreement is interpolated: maps hardly change from one
 * step to the next, and the logarithms of every member's cells cost more than its chain.
 */
const COMPARED_EVERY = 2;

/** How much the members of a committee disagree about each step, [T]: their predictions differ, all else is the model's. */
export function disagreementNats(
  model: MoodModel,
  committee: Committee,
  { heard, inputs }: { heard: Heard; inputs: Float64Array },
  kernels: Kernels,
): Float64Array {
  const { edgeSteps } = model.recipe.crf, chainSteps = heard.steps + 2 * edgeSteps;
  const members = memberDeviations(committee, model.listener, heard, model.recentScale);
  const compared = Math.ceil(heard.steps / COMPARED_EVERY), transitions = transitionMatrix(model);
  const found = new Disagreement(compared, model.calibration);
  const atOnce = Math.max(1, Math.floor(CHAIN_STEPS / chainSteps));
  for (let first = 0; heard.steps > 0 && first < members.length; first += atOnce) {
    const chosen = members.slice(first, first + atOnce);
    const held = chosen.map((own) => holdEnds(movedInputs(model, inputs, own), model.crf.inputs, edgeSteps));
    kernels.scope(() => {
      const maps = chainMaps(model, { held, chainSteps, transitions }, kernels);
      chosen.forEach((_, m) => found.add(maps.subarray((m * chainSteps + edgeSteps) * CELL_COUNT), COMPARED_EVERY));
    });
  }
  return interpolated(found.nats, heard.steps);
}

/** Values of every {@link COMPARED_EVERY}-th step at all steps; beyond the last it is held. */
function interpolated(values: Float64Array, steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, t) => {
    const at = Math.floor(t / COMPARED_EVERY), next = Math.min(values.length - 1, at + 1);
    return values[at] + (t / COMPARED_EVERY - at) * (values[next] - values[at]);
  });
}

/** Inputs of the CRF with something added to the predictions, [T, 4] in units of the plane. */
function movedInputs({ crf, predictionScale }: MoodModel, inputs: Float64Array, added: Float64Array): Float64Array {
  const out = inputs.slice();
  for (let i = 0; i < added.length; i++) {
    const p = i % PREDICTIONS;
    out[(i - p) / PREDICTIONS * crf.inputs + p] += added[i] / predictionScale.deviation[p];
  }
  return out;
}

/** Marginals of chains of the same length, one behind the other, in memory of the kernels. */
function chainMaps(
  model: MoodModel,
  { held, chainSteps, transitions }: { held: Float64Array[]; chainSteps: number; transitions: Float64Array },
  kernels: Kernels,
): Float32Array {
  const S = CELL_COUNT, N = held.length * chainSteps, inputs = new Float64Array(N * model.crf.inputs);
  held.forEach((own, m) => inputs.set(own, m * own.length));
  const scores = kernels.float32(N * S), marginals = kernels.float32(N * S), shared = kernels.float32(S * S);
  scores.set(emissionScores(model, inputs, kernels));
  shared.set(transitions);
  kernels.chainExpectations({
    states: S,
    offsets: Int32Array.from({ length: held.length + 1 }, (_, m) => m * chainSteps),
    scores,
    transitions: shared,
    weights: new Float64Array(held.length).fill(1),
  }, { marginals, edges: kernels.float32(S * S), logPartitions: new Float64Array(held.length) });
  return marginals;
}
