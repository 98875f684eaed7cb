/**
 * From an audio file to its features and its timeline.
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { openAnalysisAudio } from "../audio/analysis.ts";
import type { DecoderChoice } from "../audio/decode.ts";
import { sha256OfFile } from "../audio/hash.ts";
import { browserPlayable, createWav } from "../audio/wav.ts";
import type { Kernels } from "../core/kernels.ts";
import { modelFromContents } from "../core/model/file.ts";
import { type MoodModel, predict, STEP_SECONDS } from "../core/model/model.ts";
import type { OnProgress } from "../core/progress.ts";
import { createPeaks } from "../core/signal/peaks.ts";
import { createStepFeatureStream, type StepFeatures } from "../core/signal/step_features.ts";
import { readModelFile } from "../formats/model_file.ts";
import type { AnalyzeRequest, Waveform } from "../jobs/compute.ts";
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

interface Listened {
  features: StepFeatures;
  durationSeconds: number;
  sampleRate: number;
  waveform: Waveform | null;
  rendition: boolean;
}

/** How to listen. */
interface ListenOptions extends Partial<Pick<AnalyzeRequest, "renditionPath" | "waveform">> {
  decoder?: DecoderChoice;
  onProgress?: OnProgress;
}

async function listen(
  audioPath: string,
  kernels: Kernels,
  options: ListenOptions = {},
): Promise<Listened> {
  let samples = 0;
  const audio = await openAnalysisAudio(audioPath, kernels, {
    decoder: options.decoder,
    onNative: (chunk) => {
      samples += chunk.length;
      peaks?.push(chunk);
      return wav?.write(chunk);
    },
  });
  const { sampleRate, declaredSeconds, codec } = audio.source;
  const peaks = options.waveform ? createPeaks(sampleRate, peakSeconds(declaredSeconds)) : null;
  const rendition = options.renditionPath !== undefined && !browserPlayable(codec);
  const wav = rendition ? await createWav(options.renditionPath!, sampleRate) : null;
  const stream = createStepFeatureStream(kernels);
  try {
    for await (const chunk of audio) {
      stream.push(chunk);
      if (declaredSeconds) {
        const fraction = Math.min(1, samples / sampleRate / declaredSeconds);
        options.onProgress?.({ fraction: 0.95 * fraction, message: "listening" });
      }
    }
    await wav?.finish();
  } catch (error) {
    await wav?.abort();
    throw error;
  }
  const durationSeconds = samples / sampleRate;
  const features = stream.finish(Math.ceil(durationSeconds / STEP_SECONDS));
  return { features, durationSeconds, sampleRate, waveform: peaks?.finish() ?? null, rendition };
}

/** Step features of a file. */
export async function fileFeatures(audioPath: string, kernels: Kernels): Promise<StepFeatures> {
  return (await listen(audioPath, kernels)).features;
}

/** The timeline of a file, with what a track page needs beside it. */
export async function analyzeFile(
  { audioPath, name = basename(audioPath), renditionPath, waveform }: AnalyzeRequest,
  { model, sha256 }: LoadedModel,
  kernels: Kernels,
  { decoder, onProgress }: { decoder?: DecoderChoice; onProgress: OnProgress },
): Promise<PackedAnalysis> {
  const { features, durationSeconds, sampleRate, ...heard } = await listen(audioPath, kernels, {
    renditionPath,
    waveform,
    decoder,
    onProgress,
  });
  onProgress({ fraction: 0.95, message: "predicting" });
  const prediction = predict(model, features, kernels);
  return {
    timeline: {
      source: { name, sha256: await sha256OfFile(audioPath), durationSeconds, sampleRate },
      model: { id: model.id, sha256, recipe: model.recipe.name },
      stepSeconds: STEP_SECONDS,
    },
    prediction,
    waveform: heard.waveform,
    rendition: heard.rendition,
  };
}
