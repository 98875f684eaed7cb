/**
 * Features of audio files after a perturbation: decode, perturb, listen.
 * @module
 */
import { openAnalysisAudio } from "../audio/analysis.ts";
import { openAudio } from "../audio/decode.ts";
import { sha256OfFile } from "../audio/hash.ts";
import { findEncoder, withEncoded } from "../audio/recode.ts";
import type { Kernels } from "../core/kernels.ts";
import { STEP_SECONDS } from "../core/model/model.ts";
import { seededRandom } from "../core/random.ts";
import { ANALYSIS_RATE } from "../core/signal/frames.ts";
import {
  lengthFactor,
  type Perturbation,
  PERTURBATION_VERSION,
  PERTURBATIONS,
  perturbSamples,
} from "../core/signal/perturb.ts";
import { type StepFeatures, stepFeatures } from "../core/signal/step_features.ts";
import type { StepFrameSpec } from "../core/signal/step_spectrum_spec.ts";
import type { FeatureCache } from "./feature_cache.ts";

/** How to listen to a perturbed file. */
export interface PerturbedOptions {
  spec: StepFrameSpec;
  /** Name in {@link PERTURBATIONS}. */
  perturbation: string;
  cache?: FeatureCache;
}

/** Seed of the noise: the same for every file, and every time. */
const NOISE_SEED = 1;

/** Perturbations that cannot be made here, and why. */
export async function missingPerturbations(): Promise<Record<string, string>> {
  const missing: Record<string, string> = {};
  for (const [name, perturbation] of Object.entries(PERTURBATIONS)) {
    if (perturbation.kind !== "codec") continue;
    const encoder = await findEncoder(perturbation.codec);
    if ("missing" in encoder) missing[name] = encoder.missing;
  }
  return missing;
}

/**
 * Step features of a perturbed file. It is held in memory as a whole. Samples are perturbed at the rate of the analysis, which
 * hears nothing above half of it; codecs work at the file's own rate.
 * @throws AudioError, and Error where a codec is missing.
 */
export async function perturbedFeatures(
  audioPath: string,
  kernels: Kernels,
  { spec, perturbation: name, cache }: PerturbedOptions,
): Promise<StepFeatures> {
  const perturbation = PERTURBATIONS[name];
  const encoder = perturbation.kind === "codec" ? await findEncoder(perturbation.codec) : null;
  const key = JSON.stringify([PERTURBATION_VERSION, perturbation, encoder && "id" in encoder ? encoder.id : null]);
  const { decoder } = await openAudio(audioPath);
  const as = { sha256: await sha256OfFile(audioPath), decoder, spec, kernels, perturbation: key };
  const known = await cache?.read(as);
  if (known) return known.features;
  const { samples, durationSeconds, sampleRate } = await perturbedSamples(audioPath, kernels, perturbation);
  const steps = Math.ceil(durationSeconds * lengthFactor(perturbation) / STEP_SECONDS);
  const features = stepFeatures(samples, kernels, spec, steps);
  await cache?.write(as, { features, durationSeconds, sampleRate });
  return features;
}

/** Samples at the rate of the analysis, and how long and at what rate the file is as it is. */
interface Perturbed {
  samples: Float32Array;
  durationSeconds: number;
  sampleRate: number;
}

async function perturbedSamples(audioPath: string, kernels: Kernels, perturbation: Perturbation): Promise<Perturbed> {
  if (perturbation.kind !== "codec") {
    const heard = await analysisSamples(audioPath, kernels);
    const random = seededRandom(NOISE_SEED).fork("perturbation");
    return { ...heard, samples: perturbSamples(heard.samples, ANALYSIS_RATE, perturbation, random) };
  }
  const source = await openAudio(audioPath), { sampleRate } = source, samples = joined(await Array.fromAsync(source));
  const { samples: left } = await withEncoded(
    { samples, sampleRate },
    perturbation,
    (path) => analysisSamples(path, kernels),
  );
  return { samples: left, durationSeconds: samples.length / sampleRate, sampleRate };
}

async function analysisSamples(path: string, kernels: Kernels): Promise<Perturbed> {
  let native = 0;
  const audio = await openAnalysisAudio(path, kernels, { onNative: ({ length }) => void (native += length) });
  const samples = joined(await Array.fromAsync(audio)), { sampleRate } = audio.source;
  return { samples, durationSeconds: native / sampleRate, sampleRate };
}

function joined(chunks: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}
