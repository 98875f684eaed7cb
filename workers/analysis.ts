/**
 * From an audio file to its features and its timeline.
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { openAnalysisAudio } from "../audio/analysis.ts";
import { type DecoderChoice, openAudio } from "../audio/decode.ts";
import { sha256OfFile } from "../audio/hash.ts";
import { browserPlayable, createWav } from "../audio/wav.ts";
import type { Kernels } from "../core/kernels.ts";
import { modelFromContents } from "../core/model/file.ts";
import { type MoodModel, predict, STEP_SECONDS } from "../core/model/model.ts";
import { featureSpec } from "../core/model/recipe.ts";
import type { OnProgress } from "../core/progress.ts";
import { createStepFeatureStream, type StepFeatures } from "../core/signal/step_features.ts";
import type { StepFrameSpec } from "../core/signal/step_spectrum_spec.ts";
import { readModelFile } from "../formats/model_file.ts";
import type { AnalyzeRequest } from "../jobs/compute.ts";
import type { FeatureCache } from "./feature_cache.ts";
import type { HeardFile } from "./feature_entry.ts";
import type { PackedAnalysis } from "./protocol.ts";
import { createTiles } from "./tiles.ts";

/** A model and the SHA-256 of its file. */
export interface LoadedModel {
  model: MoodModel;
  sha256: string;
}

/** Read a model file. */
export async function loadModel(path: string): Promise<LoadedModel> {
  const bytes = await Deno.readFile(path);
  return {
    model: modelFromContents(readModelFile(bytes)),
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

/** How to listen. */
export interface ListenOptions extends Partial<Pick<AnalyzeRequest, "renditionPath" | "tilesPath">> {
  spec: StepFrameSpec;
  cache?: FeatureCache;
  decoder?: DecoderChoice;
  onProgress?: OnProgress;
}

interface Decoded extends HeardFile {
  rendition: boolean;
}

interface Listened extends Decoded {
  /** Of the file; null where nobody had to know it. */
  sha256: string | null;
}

/** Hear a file: from the cache if it was heard before, and if nothing must be written that takes the samples. */
async function listen(audioPath: string, kernels: Kernels, options: ListenOptions): Promise<Listened> {
  const { cache, spec, renditionPath, tilesPath } = options;
  if (!cache) return { ...await decode(audioPath, kernels, options), sha256: null };
  const { decoder, codec } = await openAudio(audioPath, { decoder: options.decoder });
  const sha256 = await sha256OfFile(audioPath), as = { sha256, decoder, spec, kernels };
  const takesSamples = tilesPath !== undefined || renditionPath !== undefined && !browserPlayable(codec);
  const known = takesSamples ? null : await cache.read(as);
  if (known) return { ...known, rendition: false, sha256 };
  const heard = await decode(audioPath, kernels, options);
  await cache.write(as, heard);
  return { ...heard, sha256 };
}

async function decode(
  audioPath: string,
  kernels: Kernels,
  { spec, renditionPath, tilesPath, decoder, onProgress }: ListenOptions,
): Promise<Decoded> {
  let samples = 0;
  const audio = await openAnalysisAudio(audioPath, kernels, {
    decoder,
    onNative: (chunk) => {
      samples += chunk.length;
      tiles?.pushNative(chunk);
      return wav?.write(chunk);
    },
  });
  const { sampleRate, declaredSeconds, codec } = audio.source;
  const tiles = tilesPath === undefined ? null : createTiles(tilesPath, sampleRate, kernels);
  const rendition = renditionPath !== undefined && !browserPlayable(codec);
  const wav = rendition ? await createWav(renditionPath, sampleRate) : null;
  const stream = createStepFeatureStream(kernels, spec, { onSpectra: tiles?.takeSpectra });
  try {
    for await (const chunk of audio) {
      stream.push(chunk);
      if (declaredSeconds) {
        const fraction = Math.min(1, samples / sampleRate / declaredSeconds);
        onProgress?.({ fraction: 0.95 * fraction, message: "listening" });
      }
    }
    const durationSeconds = samples / sampleRate;
    const features = stream.finish(Math.ceil(durationSeconds / STEP_SECONDS));
    tiles?.finish();
    await wav?.finish();
    return { features, durationSeconds, sampleRate, rendition };
  } catch (error) {
    tiles?.abort();
    await wav?.abort();
    throw error;
  }
}

/** Step features of a file. */
export async function fileFeatures(
  audioPath: string,
  kernels: Kernels,
  options: Pick<ListenOptions, "spec" | "cache">,
): Promise<StepFeatures> {
  return (await listen(audioPath, kernels, options)).features;
}

/** What an analysis works with. */
export interface AnalysisTools {
  model: LoadedModel;
  kernels: Kernels;
  cache?: FeatureCache;
  decoder?: DecoderChoice;
}

/** The timeline of a file, with what a track page needs beside it. */
export async function analyzeFile(
  { audioPath, name = basename(audioPath), renditionPath, tilesPath }: AnalyzeRequest,
  { model: { model, sha256 }, kernels, cache, decoder }: AnalysisTools,
  onProgress: OnProgress,
): Promise<PackedAnalysis> {
  const options = { spec: featureSpec(model.recipe), cache, renditionPath, tilesPath, decoder, onProgress };
  const { features, durationSeconds, sampleRate, ...heard } = await listen(audioPath, kernels, options);
  onProgress({ fraction: 0.95, message: "predicting" });
  const prediction = predict(model, features, kernels);
  const source = { name, sha256: heard.sha256 ?? await sha256OfFile(audioPath), durationSeconds, sampleRate };
  return {
    timeline: {
      source,
      model: { id: model.id, sha256, recipe: model.recipe.name },
      stepSeconds: STEP_SECONDS,
    },
    prediction,
    rendition: heard.rendition,
  };
}
