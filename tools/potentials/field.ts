/**
 * Training and scoring of one CRF on what the listeners of a fold have heard.
 * @module
 */
import {
  clipsFromSequences,
  createCrf,
  type CrfModel,
  type CrfProblem,
  type CrfSpec,
  gridSmoothness,
  type QuadraticPenalty,
  stationaryPenalty,
  trainCrf,
} from "../../core/crf/crf.ts";
import { crfObjective } from "../../core/crf/objective.ts";
import { CELL_COUNT, GRID_SIZE } from "../../core/emotion/grid.ts";
import { ratingNllNats } from "../../core/evaluation/score.ts";
import type { Kernels } from "../../core/kernels.ts";
import { fieldMaps, STEP_SECONDS } from "../../core/model/model.ts";
import { labelSequences } from "../../core/model/train.ts";
import type { TrainingPiece } from "../../core/model/training_piece.ts";

/** What transitions hear: nothing, novelty, or novelty as one of three codes. */
export type Heard = "nothing" | "novelty" | "codes";

/** A piece as a CRF of a fold meets it. */
export interface FieldPiece {
  piece: TrainingPiece;
  /** [T, D] */
  inputs: Float64Array;
  /** [T, C] for each thing that transitions may hear. */
  conditions: Record<Heard, Float64Array>;
}

/** How hard each block is drawn to the stationary chain of the labels, and neighbouring cells' weights together. */
export interface Strengths {
  weights: number;
  bias: number;
  transitions: number;
  /** 0: no term. */
  smoothness: number;
}

export interface FieldSpec {
  emission: CrfSpec["emission"];
  transitions: CrfSpec["transitions"];
  hears: Heard;
}

export interface FieldOptions {
  strengths: Strengths;
  maxIterations: number;
}

/** The training problem of some pieces, D inputs a step. */
export function fieldProblem(pieces: readonly FieldPiece[], spec: FieldSpec): CrfProblem {
  const { emission, transitions, hears } = spec, { inputs, piece } = pieces[0];
  const columns = inputs.length / piece.features.steps, conditions = hears === "nothing" ? 0 : 1;
  const crf = createCrf({ states: CELL_COUNT, inputs: columns, conditions, bias: true, emission, transitions });
  const clips = pieces.flatMap(({ piece, inputs, conditions }) =>
    clipsFromSequences(crf, inputs, labelSequences(piece), conditions[hears])
  );
  return { crf, clips };
}

function penaltyOf(problem: CrfProblem, { smoothness, ...strengths }: Strengths): QuadraticPenalty {
  const penalty = stationaryPenalty(problem, strengths);
  if (smoothness === 0) return penalty;
  const grid = { rows: GRID_SIZE, columns: GRID_SIZE };
  return { ...penalty, smoothness: gridSmoothness(problem.crf, { weights: smoothness, bias: 0 }, grid) };
}

export function trainField(
  problem: CrfProblem,
  { strengths, maxIterations }: FieldOptions,
  kernels: Kernels,
): CrfModel {
  const penalty = penaltyOf(problem, strengths);
  const { parameters } = trainCrf(problem, { penalty, start: penalty.centre, maxIterations }, kernels);
  return { crf: problem.crf, parameters };
}

/** NLL of a rating of each piece, nats, as `moodline evaluate` scores. */
export function fieldNll(
  field: CrfModel,
  pieces: readonly FieldPiece[],
  { hears, edgeSteps }: { hears: Heard; edgeSteps: number },
  kernels: Kernels,
): number[] {
  return pieces.map(({ piece, inputs, conditions }) =>
    ratingNllNats(fieldMaps(field, inputs, edgeSteps, kernels, conditions[hears]), piece.series, STEP_SECONDS)
  );
}

/** Milliseconds of the objective with its gradient where training starts: the median of some calls after a first one. */
export function evaluationMs(problem: CrfProblem, options: FieldOptions, times: number, kernels: Kernels): number {
  const { centre: parameters } = penaltyOf(problem, options.strengths), gradient = new Float64Array(parameters.length);
  return kernels.scope(() => {
    const objective = crfObjective(problem, { penalty: null, precision: "f32" }, kernels);
    const runs = Array.from({ length: times + 1 }, () => {
      const before = performance.now();
      objective(parameters, gradient);
      return performance.now() - before;
    });
    return runs.slice(1).sort((a, b) => a - b)[Math.floor(times / 2)];
  });
}
