/**
 * The compute port on worker threads: analyses side by side with one thread each, learning alone with all of them.
 * @module
 */
import type { DecoderChoice } from "../audio/decode.ts";
import type { KernelName } from "../core/kernels.ts";
import { BASELINE_RECIPE } from "../core/evaluation/baselines/mod.ts";
import { timelineSteps } from "../core/model/model.ts";
import { featureSpec, findRecipe } from "../core/model/recipe.ts";
import { partOf } from "../core/progress.ts";
import { PERTURBATIONS } from "../core/signal/perturb.ts";
import type { StepFeatures } from "../core/signal/step_features.ts";
import type { StepFrameSpec } from "../core/signal/step_spectrum_spec.ts";
import type { AudioView, CallOptions, Compute, EvaluateRequest, TrainRequest } from "../jobs/compute.ts";
import { loadModel } from "./analysis.ts";
import { openPool, type WorkerPool } from "./pool.ts";
import { missingPerturbations } from "./perturbing.ts";
import type { HeardPieces, PerturbedHearing } from "./protocol.ts";

export interface ComputeOptions {
  /** Analyses at once, and threads of learning. Default: the CPU's cores. */
  cores?: number;
  /** What computes. Default: WASM. */
  kernels?: KernelName;
  /** What decodes the audio that is analysed, not learned from. Default: npm packages. */
  decoder?: DecoderChoice;
  /** Folder where features of heard audio are kept for the next time. Default: they are not kept. */
  cacheFolder?: string;
}

/** Share of training's progress that is listening to the audio. */
const LISTENING_SHARE = 0.2;

/** Nothing is started before it is asked for. */
export function openCompute(
  { cores = navigator.hardwareConcurrency, kernels, decoder, cacheFolder }: ComputeOptions = {},
): Compute {
  const listeners = openPool({ size: cores, kernels, decoder, threads: 1, cacheFolder });
  // Who wants to listen or to look waits for no analysis.
  const servants = openPool({ size: cores, kernels, threads: 1 });
  const learners = openPool({ size: 1, kernels, threads: cores, cacheFolder });
  return {
    async analyze(request, options) {
      const { timeline, prediction, ...rest } = await listeners.run("analyze", request, options);
      const { unfamiliarity } = prediction;
      const ofPiece = unfamiliarity && { unfamiliarity: unfamiliarity.song };
      return { ...rest, timeline: { ...timeline, ...ofPiece, steps: timelineSteps(prediction) } };
    },
    async train(request, options = {}) {
      const spec = featureSpec(findRecipe(request.recipe));
      const [heard] = await hear(listeners, request, [spec], options);
      return await learners.run("train", { ...request, heard }, learning(options));
    },
    async evaluate(request, options = {}) {
      const { audio, subject } = request, unlabelled = "recipes" in subject ? subject.unlabelled : undefined;
      const heard = await hear(listeners, { audio, unlabelled }, await subjectSpecs(subject), options);
      const perturbed = "recipes" in request.subject ? await hearVersions(listeners, request, options) : undefined;
      return await learners.run("evaluate", { ...request, heard, perturbed }, learning(options));
    },
    retrain: (request, options) => learners.run("retrain", request, options),
    explain: (request, options) => listeners.run("explain", request, options),
    audit: (request, options) => listeners.run("audit", request, options),
    expectation: (request, options) => listeners.run("expectation", request, options),
    drawTiles: (request, options) => servants.run("drawTiles", request, options),
    decodePcm: (request, options) => servants.run("decodePcm", request, options),
    close() {
      servants.close();
      listeners.close();
      learners.close();
    },
  };
}

/** Specifications of the features that a subject needs, each once. */
async function subjectSpecs(subject: EvaluateRequest["subject"]): Promise<StepFrameSpec[]> {
  const recipes = "modelPath" in subject
    ? [(await loadModel(subject.modelPath)).model.recipe]
    : [...subject.recipes.map(findRecipe), ...(subject.baselines ? [BASELINE_RECIPE] : [])];
  return [...new Map(recipes.map(featureSpec).map((spec) => [JSON.stringify(spec), spec])).values()];
}

/** Features of a file; what cannot be heard is named by its path, since a piece's views are named as it is. */
async function hearFile(
  listeners: WorkerPool,
  { path, perturbation }: Pick<AudioView, "path" | "perturbation">,
  { spec, signal }: { spec: StepFrameSpec; signal?: AbortSignal },
): Promise<StepFeatures> {
  try {
    return await listeners.run("features", { audioPath: path, spec, perturbation }, { signal });
  } catch (error) {
    if (!(error instanceof Error) || error.name === "AbortError" || signal?.aborted) throw error;
    throw new Error(`${path}: ${error.message}`, { cause: error });
  }
}

/** Hear all pieces, their views and music that nobody rated for every specification, side by side. */
async function hear(
  listeners: WorkerPool,
  { audio, unlabelled = [] }: Pick<TrainRequest, "audio" | "unlabelled">,
  specs: readonly StepFrameSpec[],
  { signal, onProgress }: CallOptions,
): Promise<HeardPieces[]> {
  const files = unlabelled.length + audio.reduce((sum, { views = [] }) => sum + 1 + views.length, 0);
  const total = specs.length * files;
  let heard = 0;
  const listen = async (file: Pick<AudioView, "path" | "perturbation">, spec: StepFrameSpec) => {
    const features = await hearFile(listeners, file, { spec, signal });
    onProgress?.({ fraction: LISTENING_SHARE * ++heard / total, message: `heard ${heard} of ${total}` });
    return features;
  };
  return await Promise.all(specs.map(async (spec) => ({
    spec,
    features: await Promise.all(audio.map(({ path }) => listen({ path }, spec))),
    unlabelled: await Promise.all(unlabelled.map((path) => listen({ path }, spec))),
    views: await Promise.all(audio.map(({ views = [] }) => Promise.all(views.map((view) => listen(view, spec))))),
  })));
}

/**
 * Hear what the first recipe is asked for beside the pieces themselves: other versions of them, and with `perturb` their views
 * and every perturbation that can be made here.
 */
async function hearVersions(
  listeners: WorkerPool,
  { audio, subject }: EvaluateRequest,
  { signal, onProgress }: CallOptions,
): Promise<PerturbedHearing | undefined> {
  if (!("recipes" in subject) || !subject.perturb && !subject.versions) return undefined;
  const spec = featureSpec(findRecipe(subject.recipes[0])), asked = [...subject.versions ?? []];
  const skipped = subject.perturb ? await missingPerturbations() : {};
  if (subject.perturb) {
    const names = Object.keys(PERTURBATIONS).filter((name) => !Object.hasOwn(skipped, name));
    for (const { piece, path, views = [] } of audio) {
      for (const perturbation of names) asked.push({ piece, version: { name: perturbation, path, perturbation } });
      const rendered = views.filter((view) => view.perturbation === undefined);
      for (const version of rendered) asked.push({ piece, version });
    }
  }
  let heard = 0;
  const features: PerturbedHearing["features"] = {};
  await Promise.all(asked.map(async ({ piece, version }) => {
    const one = await hearFile(listeners, version, { spec, signal });
    (features[version.name] ??= []).push({ piece, features: one });
    onProgress?.({ fraction: LISTENING_SHARE, message: `heard ${++heard} of ${asked.length} versions` });
  }));
  return { features, skipped };
}

/** Options of what follows the listening. */
function learning({ signal, onProgress }: CallOptions): CallOptions {
  return { signal, onProgress: onProgress && partOf(onProgress, LISTENING_SHARE, 1) };
}
