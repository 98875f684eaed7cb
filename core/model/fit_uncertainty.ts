/**
 * What a trained model's maps are worth, from the pieces that it was trained on.
 * @module
 */
import type { ChainMotion, Clip, CrfModel } from "../crf/crf.ts";
import type { Kernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { calibrateField } from "./calibrate_field.ts";
import { fitCommittee } from "./committee.ts";
import { columnWeights, hearsPast } from "./hearing.ts";
import { fitKnownMusic } from "./known_music.ts";
import type { MoodModel } from "./model.ts";
import type { Listened } from "./train.ts";
import { ratedSteps, type TrainingPiece } from "./training_piece.ts";

interface Trained {
  listened: Listened;
  field: CrfModel;
  /** What the field was trained on, piece by piece. */
  clips: readonly (readonly Clip[])[];
  motion: ChainMotion | null;
  seed: number;
}

/**
 * Calibration, on the pieces themselves; committee and known music, on all their hearings.
 * Costs a quarter of the field's training, and a second.
 */
export function fitUncertainty(
  pieces: readonly TrainingPiece[],
  { listened, field, clips, motion, seed }: Trained,
  kernels: Kernels,
): Pick<MoodModel, "calibration" | "committee" | "knownMusic"> {
  const { listener: { ear }, parts: { recipe, recentScale: scale }, heard, honest } = listened;
  const { regression } = recipe, random = seededRandom(seed), past = hearsPast(ear);
  const inputs = listened.inputs.map(([first]) => first);
  const hearings = pieces.flatMap((piece, owner) =>
    heard[owner].map((one, view) => {
      const rated = ratedSteps(piece).filter(({ step }) => step < one.steps);
      return { piece, owner, heard: one, honest: honest[owner][view], past, rated };
    })
  );
  return {
    calibration: recipe.calibrated === false ? null : calibrateField(field, { inputs, clips, motion, recipe }, kernels),
    committee: fitCommittee(
      hearings.filter(({ rated }) => rated.length > 0),
      { scale, regression, columnWeights: columnWeights(ear, regression), random: random.fork("committee") },
      kernels,
    ),
    knownMusic: fitKnownMusic(
      heard,
      { scale, windowSteps: regression.stepWindowSeconds, random: random.fork("known music") },
      kernels,
    ),
  };
}
