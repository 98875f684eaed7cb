/**
 * Learning from corrections, without the data that the parent was trained on.
 * @module
 */
import { chainMarginals, type Clip, crfObjective, parameterBlocks } from "../crf/crf.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Kernels } from "../kernels.ts";
import { lbfgs } from "../optimize/lbfgs.ts";
import { type MoveCorrection, moveHeatmap } from "../review/correction.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { modelInputs, type MoodModel, STEP_SECONDS } from "./model.ts";
import type { TrainingProgress } from "./train.ts";

/** A piece with corrections that stand, in the order in which they were made. */
export interface CorrectedPiece {
  features: StepFeatures;
  moves: readonly MoveCorrection[];
}

/** How many annotators a corrected track counts as: one that was looked at weighs more than any that was only heard. */
const TRACK_WEIGHT = 100;
const MAX_ITERATIONS = 60;

/**
 * A new version from a parent and corrections.
 *
 * Each corrected track is a chain whose target at a step is the corrected map where there is one and the parent's own map
 * elsewhere, so that what was not corrected is held. The weights of the emissions maximise
 *   w·Σ_t Σ_c target_t(c)·score_t(c) - w·log Z - ½ Σ_i h_i (θ_i - θ_i^parent)²,
 * concave, with h the curvature of the parent's own objective, which stands for its data to second order. Biases,
 * transitions and the listener stay the parent's. A confidence below 1 draws the target back to the parent's map.
 * @returns parameters θ and curvature for the next version; the parent is not modified.
 * @throws RangeError if no correction covers a step.
 */
export function retrainModel(
  parent: MoodModel,
  pieces: readonly CorrectedPiece[],
  kernels: Kernels,
  onProgress: TrainingProgress = () => {},
): Pick<MoodModel, "parameters" | "information"> {
  const clips = pieces.flatMap((piece) => correctedClip(parent, piece, kernels) ?? []);
  if (clips.length === 0) throw new RangeError("Cannot retrain: the corrections must cover at least one step");
  const { weights } = parameterBlocks(parent.crf);
  const penalty = { curvature: parent.information, centre: parent.parameters };
  return kernels.scope(() => {
    const objective = crfObjective({ crf: parent.crf, clips }, { penalty, precision: "f32" }, kernels);
    // Only the weights move: L-BFGS never leaves the subspace of the gradients it has seen.
    const ofWeights = (x: Float64Array, gradient: Float64Array) => {
      const value = objective(x, gradient);
      gradient.fill(0, 0, weights.start).fill(0, weights.end);
      return value;
    };
    const { x } = lbfgs(ofWeights, parent.parameters, {
      maxIterations: MAX_ITERATIONS,
      valueNoise: 1e-7,
      onIteration: ({ iteration }) =>
        onProgress({ message: "learning from the corrections", fraction: iteration / MAX_ITERATIONS }),
    });
    return { parameters: x, information: parent.information };
  });
}

/** The chain of a corrected track; null if no correction covers a step. Its transitions are the parent's expectation. */
function correctedClip(parent: MoodModel, { features, moves }: CorrectedPiece, kernels: Kernels): Clip | null {
  const { steps } = features, inputs = modelInputs(parent, features, kernels);
  const { marginals, edges } = chainMarginals(parent, inputs, kernels, { precision: "f64" });
  const gold = Float64Array.from(marginals, (probability) => TRACK_WEIGHT * probability);
  let corrected = false;
  for (let t = 0; t < steps; t++) {
    const middle = (t + 0.5) * STEP_SECONDS;
    let map: Float64Array = Float64Array.from(marginals.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT));
    for (const { timeSeconds, durationSeconds, value, confidence } of moves) {
      if (middle < timeSeconds || middle >= timeSeconds + durationSeconds) continue;
      const moved = moveHeatmap(map, value);
      map = map.map((probability, cell) => (1 - confidence) * probability + confidence * moved[cell]);
      corrected = true;
    }
    for (let cell = 0; cell < CELL_COUNT; cell++) gold[t * CELL_COUNT + cell] = TRACK_WEIGHT * map[cell];
  }
  if (!corrected) return null;
  return {
    steps,
    inputs,
    weight: TRACK_WEIGHT,
    gold,
    edges: Int32Array.from(edges.keys()),
    edgeCounts: edges.map((count) => TRACK_WEIGHT * count),
  };
}
