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
import { createPeaks, type Peaks } from "../core/signal/peaks.ts";
import { createStepFeatureStream, type StepFeatures } from "../core/signal/step_features.ts";
import type { StepFrameSpec } from "../core/signal/step_spectrum_spec.ts";
import { readModelFile } from "../formats/model_file.ts";
import type { AnalyzeRequest } from "../jobs/compute.ts";
import type { FeatureCache } from "./feature_cache.ts";
import type { HeardFile } from "./feature_entry.ts";
import type { PackedAnalysis } from "./protocol.ts";

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

/** Buckets of a waveform: fine for a song, coarser for hours. */
function peakSeconds(declaredSeconds: number | null): number {
  return declaredSeconds !== null && declaredSeconds <= 900 ? 0.02 : 0.1;
}

/** How to listen. */
export interface ListenOptions extends Partial<Pick<AnalyzeRequest, "renditionPath" | "waveform">> {
  spec: StepFrameSpec;
  cache?: FeatureCache;
  decoder?: DecoderChoice;
  onProgress?: OnProgress;
}

/** What decoding gives: the waveform only where it was asked for. */
interface Decoded extends Omit<HeardFile, "peaks"> {
  peaks: Peaks | null;
  rendition: boolean;
}

interface Listened extends Decoded {
  /** Of the file; null where nobody had to know it. */
  sha256: string | null;
}

/** Hear a file: from the cache if it was heard before, and if no rendition must be written. */
async function listen(audioPath: string, kernels: Kernels, options: ListenOptions): Promise<Listened> {
  const { cache, spec, renditionPath } = options;
  if (!cache) return { ...await decode(audioPath, kernels, options), sha256: null };
  const { decoder, codec } = await openAudio(audioPath, { decoder: options.decoder });
  const sha256 = await sha256OfFile(audioPath), as = { sha256, decoder, spec, kernels };
  const known = renditionPath === undefined || browserPlayable(codec) ? await cache.read(as) : null;
  if (known) return { ...known, rendition: false, sha256 };
  // The waveform is kept too: the next one who asks may want it.
  const heard = await decode(audioPath, kernels, { ...options, waveform: true });
  await cache.write(as, { ...heard, peaks: heard.peaks! });
  return { ...heard, sha256 };
}

async function decode(
  audioPath: string,
  kernels: Kernels,
  { spec, renditionPath, waveform, decoder, onProgress }: ListenOptions,
): Promise<Decoded> {
  let samples = 0;
  const audio = await openAnalysisAudio(audioPath, kernels, {
    decoder,
    onNative: (chunk) => {
      samples += chunk.length;
      peaks?.push(chunk);
      return wav?.write(chunk);
    },
  });
  const { sampleRate, declaredSeconds, codec } = audio.source;
  const peaks = waveform ? createPeaks(sampleRate, peakSeconds(declaredSeconds)) : null;
  const rendition = renditionPath !== undefined && !browserPlayable(codec);
  const wav = rendition ? await createWav(renditionPath, sampleRate) : null;
  const stream = createStepFeatureStream(kernels, spec);
  try {
    for await (const chunk of audio) {
      stream.push(chunk);
      if (declaredSeconds) {
        const fraction = Math.min(1, samples / sampleRate / declaredSeconds);
        onProgress?.({ fraction: 0.95 * fraction, message: "listening" });
      }
    }
    await wav?.finish();
  } catch (error) {
    await wav?.abort();
    throw error;
  }
  const durationSeconds = samples / sampleRate;
  const features = stream.finish(Math.ceil(durationSeconds / STEP_SECONDS));
  return { features, durationSeconds, sampleRate, peaks: peaks?.finish() ?? null, rendition };
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
  { audioPath, name = basename(audioPath), renditionPath, waveform }: AnalyzeRequest,
  { model: { model, sha256 }, kernels, cache, decoder }: AnalysisTools,
  onProgress: OnProgress,
): Promise<PackedAnalysis> {
  const options = { spec: featureSpec(model.recipe), cache, renditionPath, waveform, decoder, onProgress };
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
    waveform: waveform ? heard.peaks : null,
    rendition: heard.rendition,
  };
}
