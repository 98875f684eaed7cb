/**
 * Pieces to learn from, as tools read them: audio, ratings, and views of the audio.
 * @module
 */
import type { Kernels } from "../core/kernels.ts";
import type { StepFrameSpec } from "../core/signal/step_spectrum_spec.ts";
import type { TrainingPiece } from "../core/model/training_piece.ts";
import { readRatedCsv } from "../formats/rated_csv.ts";
import type { PieceAudio } from "../jobs/compute.ts";
import { audioByPiece, pieceAudio, viewsByPiece } from "../jobs/piece_audio.ts";
import { fileFeatures } from "../workers/analysis.ts";
import { openFeatureCache } from "../workers/feature_cache.ts";
import { trainingPieces } from "../workers/learning.ts";
import { perturbedFeatures } from "../workers/perturbing.ts";

/** Where the data is. */
export interface TrainingFiles {
  audio: string;
  annotations: string;
  /** Folder whose subfolders hold the pieces otherwise; with it, perturbations of the audio are views too. */
  views?: string;
  /** Folder of features that were heard before. */
  cache?: string;
}

/** Audio of every piece that is rated. */
export async function ratedAudio({ audio, annotations, views }: TrainingFiles): Promise<PieceAudio[]> {
  const rated = readRatedCsv(await Deno.readTextFile(annotations)), paths = await audioByPiece(audio, rated);
  return pieceAudio(paths, rated, { views: views ? await viewsByPiece(views, rated) : undefined, augment: !!views });
}

/** Hear all pieces and views, one after the other. */
export async function readTrainingPieces(
  files: TrainingFiles,
  { spec, kernels }: { spec: StepFrameSpec; kernels: Kernels },
): Promise<TrainingPiece[]> {
  const audio = await ratedAudio(files), cache = files.cache ? openFeatureCache(files.cache) : undefined;
  const features = [], views = [];
  for (const { path, views: others = [] } of audio) {
    features.push(await fileFeatures(path, kernels, { spec, cache }));
    const own = [];
    for (const { path, perturbation } of others) {
      own.push(
        await (perturbation === undefined
          ? fileFeatures(path, kernels, { spec, cache })
          : perturbedFeatures(path, kernels, { spec, cache, perturbation })),
      );
    }
    views.push(own);
  }
  return trainingPieces({ audio, annotationsPath: files.annotations }, { features, views });
}
