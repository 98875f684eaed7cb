/**
 * Learning from corrections, without the data that the parent was trained on.
 * @module
 */
import { chainMarginals, type Clip, type Crf, crfObjective, parameterBlocks } from "../crf/crf.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Heatmap } from "../emotion/heatmap.ts";
import type { Kernels } from "../kernels.ts";
import { lbfgs } from "../optimize/lbfgs.ts";
import type { OnProgress } from "../progress.ts";
import { editHeatmap } from "../review/apply.ts";
import { type Correction, isMapEdit } from "../review/correction.ts";
import { coveredEvenSteps } from "../review/covered_steps.ts";
import { calibrateMap, uncalibrateMap } from "./calibration.ts";
import { forgetCorrections } from "./forget.ts";
import { hear, predictSteps } from "./hearing.ts";
import { type CorrectedPiece, type FreshPiece, freshPiece, runsOf } from "./lessons.ts";
import { type Memory, type Passage, remember, standardRows } from "./memory.ts";
import { crfInputs, holdEnds, moodCrf, type MoodModel, requireFeatureVersion, STEP_SECONDS } from "./model.ts";

/** How many annotators a corrected track counts as: one that was looked at weighs more than any that was only heard. */
const TRACK_WEIGHT = 100;
/** Pull of a remembered moment's weights to zero. */
const MEMORY_STRENGTH = 0.1;
const MAX_ITERATIONS = 200;

/** What retraining may be told beside the pieces. */
export interface RetrainingOptions {
  /** Corrections of other pieces that were taken back: to forget them takes no music. None by default. */
  unheard?: readonly Correction[];
}

/** What a retrained version has of its own; the rest is its parent's. */
export type Retrained = Pick<MoodModel, "crf" | "parameters" | "information" | "memory">;

/**
 * A new version from a parent and the corrections that it has not learned yet.
 *
 * Each step that was corrected or accepted anew becomes part of moments of the model's memory (`memory.ts`), which belong to
 * the correction that was the last to say anything of it. Each corrected track is a chain whose target at such a step is the
 * corrected map, and the parent's own map elsewhere, so that what was not corrected is held; what was accepted is held more
 * firmly, by moments of its own. Rejected steps teach nothing: the chain is cut there, and what lies between two cuts is a
 * chain of its own. Moments of corrections that were taken back are forgotten first. The weights θ of the new moments maximise
 *   w·Σ_t Σ_c target_t(c)·score_t(c) - w·log Z - ½·h·|θ|²,
 * which is concave. Everything else stays the parent's: music that sounds like no corrected passage keeps its timeline.
 * (With the parent's weights free, even held by the curvature of its objective, one corrected passage moved songs that
 * sound nothing like it.) A confidence below 1 draws the target back to the parent's map.
 * @throws RangeError if there is nothing to learn or to forget, or the parent's features are of another version.
 */
export function retrainModel(
  learned: MoodModel,
  pieces: readonly CorrectedPiece[],
  kernels: Kernels,
  onProgress: OnProgress = () => {},
  { unheard = [] }: RetrainingOptions = {},
): Retrained {
  requireFeatureVersion(learned);
  const undone = [...unheard, ...pieces.flatMap((piece) => piece.undone ?? [])];
  const parent = forgetCorrections(learned, idsOf(undone));
  const fresh = pieces.filter(({ features }) => features.steps > 0).map((piece) => freshPiece(piece, learned.memory));
  const memory = remember(parent.memory, fresh.flatMap((piece) => passagesOf(parent, piece, kernels)));
  if (memory === parent.memory) {
    if (parent !== learned) return parent;
    throw new RangeError(
      "Cannot retrain: there must be a correction that covers a step and that the parent has not learned, " +
        "current value is 0 (has the parent learned them all?)",
    );
  }
  const start = grow(parent, memory);
  const clips = fresh.flatMap((piece) => correctedClips(parent, memory, piece, kernels));
  const { weights } = parameterBlocks(start.crf), firstNew = parent.crf.inputs * weights.shape[1];
  return kernels.scope(() => {
    const penalty = { curvature: start.information, centre: start.parameters };
    const objective = crfObjective({ crf: start.crf, clips }, { penalty, precision: "f32" }, kernels);
    // What has no gradient never moves: L-BFGS stays in the space of the gradients it has seen.
    const ofMoments = (x: Float64Array, gradient: Float64Array) => {
      const value = objective(x, gradient);
      gradient.fill(0, 0, firstNew).fill(0, weights.end);
      return value;
    };
    const { x } = lbfgs(ofMoments, start.parameters, {
      maxIterations: MAX_ITERATIONS,
      valueNoise: 1e-7,
      onIteration: ({ iteration }) =>
        onProgress({ message: "learning from the corrections", fraction: iteration / MAX_ITERATIONS }),
    });
    return { crf: start.crf, parameters: x, information: start.information, memory };
  });
}

const idsOf = (corrections: readonly Correction[]) => new Set(corrections.map(({ id }) => id));

/** The passages that the lessons of a piece are about, as the parent hears them. */
function passagesOf(parent: MoodModel, { features, lessons }: FreshPiece, kernels: Kernels): Passage[] {
  if (lessons.length === 0) return [];
  const heard = hear(parent.listener.ear, features, kernels), { width } = heard;
  const rows = standardRows(heard, parent.recentScale, parent.recipe.regression.stepWindowSeconds);
  return lessons.flatMap(({ correction, steps }) =>
    runsOf(steps).map(([first, end]) => ({ correction: correction.id, rows, width, first, end }))
  );
}

/** The parent with room for more moments: their weights are 0, so it still says what the parent says. */
function grow(parent: MoodModel, memory: Memory): { crf: Crf; parameters: Float64Array; information: Float64Array } {
  const added = memory.spreads.length - parent.memory.spreads.length;
  const crf = moodCrf(parent.recipe, parent.crf.inputs + added);
  const { weights } = parameterBlocks(parent.crf), room = added * weights.shape[1];
  // The weights come first, an input a row: new rows go between them and what follows.
  const insert = (old: Float64Array, value: number) =>
    Float64Array.from([...old.subarray(0, weights.end), ...new Array(room).fill(value), ...old.subarray(weights.end)]);
  return { crf, parameters: insert(parent.parameters, 0), information: insert(parent.information, MEMORY_STRENGTH) };
}

/**
 * The chains of a corrected track: one, or one for each stretch between rejected steps. Their ends are held as in
 * predictions, and their transitions are those that the parent expects.
 */
function correctedClips(parent: MoodModel, memory: Memory, piece: FreshPiece, kernels: Kernels): Clip[] {
  const { features, stretches } = piece;
  const heard = hear(parent.listener.ear, features, kernels), predictions = predictSteps(parent.listener, heard);
  const known = crfInputs(parent, predictions, heard), inputs = crfInputs({ ...parent, memory }, predictions, heard);
  const targets = lessonTargets(parent, known, piece, kernels);
  return stretches.map((stretch) => stretchClip(parent, { stretch, known, inputs, targets }, kernels));
}

/**
 * The maps that the lessons teach, by step: the map that people see and correct is the calibrated one of the whole track;
 * what the chain is to learn is what becomes it by all corrections that stand, those that the parent has learned included:
 * people judged, and painted over, the map with them. A confidence below 1 goes only so far from the map before to that after;
 * a map that was accepted was seen with every edit in full, and the verdict's own confidence counts.
 */
function lessonTargets(
  parent: MoodModel,
  known: Float64Array,
  { lessons, corrections, features }: FreshPiece,
  kernels: Kernels,
): Map<number, Float64Array> {
  const { edgeSteps } = parent.recipe.crf, targets = new Map<number, Float64Array>();
  const held = holdEnds(known, parent.crf.inputs, edgeSteps);
  const { marginals } = chainMarginals(parent, held, kernels, { precision: "f64" });
  const mapAt = (t: number) => marginals.subarray((t + edgeSteps) * CELL_COUNT, (t + edgeSteps + 1) * CELL_COUNT);
  const axis = { stepSeconds: STEP_SECONDS, stepCount: features.steps };
  const edits = corrections.filter(isMapEdit).map((edit) => ({ edit, ...coveredEvenSteps(edit, axis) }));
  for (const { correction, steps } of lessons) {
    const accepted = correction.kind === "accept";
    for (const t of steps) {
      const own = calibrateMap(parent.calibration, mapAt(t));
      const said = edits.filter(({ first, end }) => t >= first && t < end).reduce((map, { edit }) => {
        const edited = editHeatmap(edit, map, { startSeconds: t * STEP_SECONDS, stepSeconds: STEP_SECONDS });
        return partOfWay(map, edited, accepted ? 1 : edit.confidence);
      }, own);
      const target = accepted ? partOfWay(own, said, correction.confidence) : said;
      targets.set(t, uncalibrateMap(parent.calibration, target));
    }
  }
  return targets;
}

function partOfWay(from: Float64Array, to: Heatmap, share: number): Float64Array {
  return from.map((p, cell) => p + share * (to[cell] - p));
}

interface Stretch {
  stretch: [first: number, end: number];
  /** Inputs of the parent's field and of the grown one, of the whole track. */
  known: Float64Array;
  inputs: Float64Array;
  targets: ReadonlyMap<number, Float64Array>;
}

function stretchClip(
  parent: MoodModel,
  { stretch: [first, end], known, inputs, targets }: Stretch,
  kernels: Kernels,
): Clip {
  const { edgeSteps } = parent.recipe.crf, steps = end - first, chainSteps = steps + 2 * edgeSteps;
  const width = parent.crf.inputs, grownWidth = inputs.length / (known.length / width);
  const held = holdEnds(known.subarray(first * width, end * width), width, edgeSteps);
  const { marginals, edges } = chainMarginals(parent, held, kernels, { precision: "f64" });
  for (let t = 0; t < chainSteps; t++) {
    const target = targets.get(first + Math.min(steps - 1, Math.max(0, t - edgeSteps)));
    if (target) marginals.set(target, t * CELL_COUNT);
  }
  const seen = Int32Array.from(edges.keys()).filter((edge) => edges[edge] > 0);
  return {
    steps: chainSteps,
    inputs: holdEnds(inputs.subarray(first * grownWidth, end * grownWidth), grownWidth, edgeSteps),
    conditions: new Float64Array(0),
    weight: TRACK_WEIGHT,
    gold: marginals.map((probability) => TRACK_WEIGHT * probability),
    // Only weights of the inputs are learned: when the transitions happen makes no difference.
    edgeSteps: new Int32Array(seen.length).fill(1),
    edges: seen,
    edgeCounts: Float64Array.from(seen, (edge) => TRACK_WEIGHT * edges[edge]),
  };
}
