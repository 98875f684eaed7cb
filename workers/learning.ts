/**
 * Training, retraining and evaluation as tasks: requests in, model files and reports out.
 * @module
 */
import { createHash } from "node:crypto";
import { AudioError } from "../audio/error.ts";
import settings from "../deno.json" with { type: "json" };
import { type Motion, motionOf } from "../core/annotation/motion.ts";
import type { RatingSeries } from "../core/annotation/series.ts";
import type { PerturbedPieces } from "../core/evaluation/perturbation.ts";
import { crossValidationReport, type EvaluationReport, modelReport } from "../core/evaluation/report.ts";
import type { Kernels } from "../core/kernels.ts";
import { modelContents } from "../core/model/file.ts";
import { type MoodModel, STEP_SECONDS } from "../core/model/model.ts";
import { featureSpec, findRecipe, type Recipe } from "../core/model/recipe.ts";
import { probeReport } from "../core/model/probes.ts";
import { type CorrectedPiece, freshPiece, hasLearned } from "../core/model/lessons.ts";
import { retrainModel } from "../core/model/retrain.ts";
import { trainModel } from "../core/model/train.ts";
import { sortPieces, type TrainingPiece } from "../core/model/training_piece.ts";
import { type OnProgress, partOf } from "../core/progress.ts";
import type { Correction } from "../core/review/correction.ts";
import { lengthFactor, PERTURBATIONS } from "../core/signal/perturb.ts";
import type { StepFeatures } from "../core/signal/step_features.ts";
import { canonicalJson } from "../formats/canonical_json.ts";
import { writeModelFile } from "../formats/model_file.ts";
import { ratedTracks, readRatedCsv } from "../formats/rated_csv.ts";
import type { RetrainRequest, RetrainResult, TrainRequest, TrainResult } from "../jobs/compute.ts";
import { fileFeatures, loadModel } from "./analysis.ts";
import type { FeatureCache } from "./feature_cache.ts";
import type { HeardPieces, PerturbedHearing, Tasks } from "./protocol.ts";

/** Pieces that somebody rated, by name. */
export async function trainingPieces(
  { audio, annotationsPath }: Pick<TrainRequest, "audio" | "annotationsPath">,
  { features, views }: Pick<HeardPieces, "features" | "views">,
): Promise<TrainingPiece[]> {
  const rated = readRatedCsv(await Deno.readTextFile(annotationsPath));
  return sortPieces(audio.flatMap(({ piece, views: heardViews = [] }, i) => {
    const known = rated.get(piece);
    views?.[i].forEach((view, v) => requireViewLength(heardViews[v].path, view.steps, features[i].steps));
    return known ? [{ name: piece, features: features[i], views: views?.[i], ...known }] : [];
  }));
}

/** Seconds by which a view may be shorter than its piece. */
const VIEW_LACKS = 3;

/** @throws RangeError if a view is much shorter than its piece: its seconds would be of other music. */
function requireViewLength(path: string, view: number, own: number): void {
  if (view >= own - VIEW_LACKS) return;
  throw new RangeError(
    `Cannot learn from the view ${path}: it must last as long as the piece, ${own} s, current value is ${view} s`,
  );
}

/** How the ratings of a file move, or the means of them. */
async function fileMotion(path: string): Promise<Motion> {
  return motionOf(ratedTracks(readRatedCsv(await Deno.readTextFile(path))), STEP_SECONDS);
}

/** SHA-256 over every rating and every feature, in order: what the model learned from. */
export function dataHash(pieces: readonly TrainingPiece[], unlabelled: readonly StepFeatures[] = []): string {
  const hash = createHash("sha256");
  const add = (array: Float32Array | Float64Array) => hash.update(new Uint8Array(array.slice().buffer));
  for (const { name, features, views = [], series, targets } of pieces) {
    hash.update(name);
    for (const { spectra, deviations, descriptors } of [features, ...views]) {
      add(spectra);
      if (deviations) add(deviations);
      add(descriptors);
    }
    for (const { annotator, times, arousal, valence } of series) {
      hash.update(annotator);
      [times, arousal, valence].forEach(add);
    }
    if (targets) {
      const { times, arousal, valence, arousalDeviation, valenceDeviation, correlation, raters } = targets;
      [times, arousal, valence, arousalDeviation, valenceDeviation, correlation, raters].forEach(add);
    }
  }
  for (const { spectra } of unlabelled) add(spectra);
  return hash.digest("hex");
}

function countRatings(series: readonly RatingSeries[]): number {
  return series.reduce((sum, { times }) => sum + times.length, 0);
}

/** How many means with deviations there are; nothing where there are none. */
function targetCount(pieces: readonly TrainingPiece[]): { targets?: number } {
  const count = pieces.reduce((sum, { targets }) => sum + (targets?.times.length ?? 0), 0);
  return count > 0 ? { targets: count } : {};
}

/** What a model's card says of the views that it learned from; nothing without any. */
function viewsCard(audio: TrainRequest["audio"]): { views?: string[] } {
  const names = new Set(audio.flatMap(({ views = [] }) => views.map(({ name }) => name)));
  return names.size > 0 ? { views: [...names] } : {};
}

/** What a model's card says of the motion that its transitions were drawn to. */
function motionCard({ motion, share }: { motion: Motion; share: number }) {
  const { moves, arousalMove, valenceMove, displacements } = motion;
  const sha256 = createHash("sha256").update(new Uint8Array(displacements.slice().buffer)).digest("hex");
  return { share, moves, arousalMove, valenceMove, displacementsSha256: sha256 };
}

/** What the bytes of a model depend on beside its data and seed. */
function platform(kernels: Kernels) {
  return {
    kernels: { id: kernels.id, threads: kernels.threads, cpuFeatures: kernels.features.join(" ") },
    versions: { moodline: settings.version, deno: Deno.version.deno, v8: Deno.version.v8 },
  };
}

export async function train(
  request: Tasks["train"]["request"],
  kernels: Kernels,
  onProgress: OnProgress,
): Promise<TrainResult> {
  const pieces = await trainingPieces(request, request.heard), recipe = findRecipe(request.recipe);
  const { motion: wanted } = request, motion = wanted && { motion: await fileMotion(wanted.path), share: wanted.share };
  const model = trainModel(pieces, recipe, request.seed, kernels, onProgress, {
    motion,
    unlabelled: request.heard.unlabelled,
  });
  const training = {
    pieces: pieces.length,
    annotatorSeries: pieces.reduce((sum, { series }) => sum + series.length, 0),
    ratings: pieces.reduce((sum, { series }) => sum + countRatings(series), 0),
    steps: pieces.reduce((sum, { features }) => sum + features.steps, 0),
    ...viewsCard(request.audio),
    ...(request.unlabelled?.length ? { unlabelledPieces: request.unlabelled.length } : {}),
    dataSha256: dataHash(pieces, request.heard.unlabelled),
    ...targetCount(pieces),
    ...(motion && { motion: motionCard(motion) }),
  };
  model.card = { training, ...platform(kernels) };
  return { model: writeModelFile(modelContents(model)), summary: { id: model.id, ...model.card } };
}

/** A new version that has learned from corrections; its card names its parent, whose evaluation is not its own. */
export async function retrain(
  { parentPath, modelId, tracks }: RetrainRequest,
  { kernels, cache }: { kernels: Kernels; cache?: FeatureCache },
  onProgress: OnProgress,
): Promise<RetrainResult> {
  const { model: parent, sha256 } = await loadModel(parentPath);
  const spec = featureSpec(parent.recipe);
  const pieces: CorrectedPiece[] = [], unread: AudioError[] = [], unheard: Correction[] = [];
  for (const [i, { audioPath, name, corrections, undone = [] }] of tracks.entries()) {
    onProgress({ fraction: 0.5 * i / tracks.length, message: `listening to ${name}` });
    try {
      pieces.push({ features: await fileFeatures(audioPath, kernels, { spec, cache }), corrections, undone });
    } catch (error) {
      if (!(error instanceof AudioError)) throw error;
      unread.push(new AudioError(name, error.problem, { cause: error }));
      unheard.push(...undone);
    }
  }
  if (unread.length > 0 && pieces.length === 0 && !hasLearned(parent.memory, unheard)) throw unread[0];
  const skipped = unread.map(({ message }) => message), progress = partOf(onProgress, 0.5, 1);
  const learned = retrainTelling(skipped, () => retrainModel(parent, pieces, kernels, progress, { unheard }));
  const corrections = countLessons(pieces, unheard, parent);
  // How far the parent had moved from its own is not how far this one has.
  const { evaluation, moved: _, ...inherited } = parent.card;
  const origin = { id: parent.id, sha256, ...(evaluation === undefined ? {} : { evaluation }) };
  const model: MoodModel = { ...parent, ...learned, id: modelId, card: {} };
  const moved = probeReport(parent, model, kernels) ?? undefined;
  model.card = { ...inherited, parent: origin, corrections, moved, ...platform(kernels) };
  return { model: writeModelFile(modelContents(model)), summary: { id: modelId, corrections, moved }, skipped };
}

/** If nothing is left to learn, what was left out may be why. */
function retrainTelling<R>(skipped: readonly string[], work: () => R): R {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError) || skipped.length === 0) throw error;
    throw new RangeError([error.message, ...skipped].join("; "), { cause: error });
  }
}

/** What a version has learned, and forgotten, that its parent had not: `{ tracks: 2, moves: 2, paints: 1, forgotten: 1 }`. */
function countLessons(
  pieces: readonly CorrectedPiece[],
  unheard: readonly Correction[],
  { memory }: MoodModel,
): Record<string, number> {
  const lessons = pieces.map((piece) => freshPiece(piece, memory).lessons), known = new Set(memory.corrections);
  const undone = [...unheard, ...pieces.flatMap((piece) => piece.undone ?? [])];
  const forgotten = undone.filter(({ id }) => known.has(id)).length;
  return {
    tracks: lessons.filter(({ length }) => length > 0).length,
    ...countKinds(lessons.flat().map(({ correction }) => correction)),
    ...(forgotten > 0 && { forgotten }),
  };
}

/** How many corrections there were of each kind: `{ moves: 2, paints: 1 }`. */
function countKinds(corrections: readonly Correction[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of corrections) counts[`${kind}s`] = (counts[`${kind}s`] ?? 0) + 1;
  return counts;
}

function perturbedPieces(
  heard: PerturbedHearing["features"],
  views: readonly string[],
): PerturbedPieces[] {
  return Object.entries(heard).map(([name, pieces]) => ({
    ...{ name, lengthFactor: Object.hasOwn(PERTURBATIONS, name) ? lengthFactor(PERTURBATIONS[name]) : 1 },
    learnedFrom: views.includes(name),
    features: new Map(pieces.map(({ piece, features }) => [piece, features])),
  }));
}

export async function evaluate(
  request: Tasks["evaluate"]["request"],
  kernels: Kernels,
  onProgress: OnProgress,
): Promise<EvaluationReport> {
  const { subject, heard } = request, pieces = new Map<string, TrainingPiece[]>();
  for (const one of heard) pieces.set(JSON.stringify(one.spec), await trainingPieces(request, one));
  const piecesFor = (recipe: Recipe) => pieces.get(JSON.stringify(featureSpec(recipe)))!;
  if (!("modelPath" in subject)) {
    const { features = {}, skipped = {} } = request.perturbed ?? {};
    const { views = [] } = viewsCard(request.audio), perturbed = perturbedPieces(features, views);
    const unlabelledFor = (recipe: Recipe) =>
      heard.find(({ spec }) => JSON.stringify(spec) === JSON.stringify(featureSpec(recipe)))?.unlabelled ?? [];
    const report = crossValidationReport(piecesFor, { ...subject, perturbed, unlabelledFor }, kernels, onProgress);
    for (const [name, reason] of Object.entries(skipped)) (report.perturbations ??= {})[name] = { skipped: reason };
    const unlabelledPieces = heard[0].unlabelled?.length ?? 0;
    return withFoldHashes({ ...report, protocol: { ...report.protocol, views, unlabelledPieces } });
  }
  const { model } = await loadModel(subject.modelPath);
  return modelReport(model, piecesFor(model.recipe), kernels);
}

/**
 * Write into the protocol what the folds were: SHA-256 of their canonical JSON, so that two reports can be told to be of the
 * same folds, and lists to be those of the report.
 */
function withFoldHashes(report: EvaluationReport): EvaluationReport {
  const { protocol, folds, raterFolds } = report;
  const sha256 = (lists: string[][]) => createHash("sha256").update(canonicalJson(lists)).digest("hex");
  const hashes = { foldsSha256: sha256(folds), raterFoldsSha256: raterFolds && sha256(raterFolds) };
  return { ...report, protocol: { ...protocol, ...hashes } };
}
