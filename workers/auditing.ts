/**
 * Hearing a file as it is and quieter, as a task.
 * @module
 */
import { openAnalysisAudio } from "../audio/analysis.ts";
import { entropyNats } from "../core/emotion/heatmap.ts";
import type { Kernels } from "../core/kernels.ts";
import { evenMap } from "../core/model/even_music.ts";
import { heatmaps, STEP_SECONDS } from "../core/model/model.ts";
import { featureSpec } from "../core/model/recipe.ts";
import { type OnProgress, partOf } from "../core/progress.ts";
import { type AuditEvidence, auditEvidence, LOWEST_DECIBELS } from "../core/review/audit_evidence.ts";
import { ANALYSIS_RATE } from "../core/signal/frames.ts";
import { createStepFeatureStream, type StepFeatures } from "../core/signal/step_features.ts";
import type { StepFrameSpec } from "../core/signal/step_spectrum_spec.ts";
import { decibelsToAmplitude, powerToDecibels } from "../core/units.ts";
import type { AuditRequest } from "../jobs/compute.ts";
import type { LoadedModel } from "./analysis.ts";
import { shareHeard } from "./reporting_progress.ts";

/** A quarter of the amplitude: as much as records of a kind differ. */
const LEVEL_DECIBELS = -12;
/** Where parts of the progress end. */
const LISTENING_SHARE = 0.6, PREDICTING_SHARE = 0.8;

export async function auditFile(
  { audioPath }: AuditRequest,
  { model }: LoadedModel,
  kernels: Kernels,
  onProgress: OnProgress,
): Promise<AuditEvidence> {
  const spec = featureSpec(model.recipe);
  const { features, quieter, decibels } = await hearTwice(audioPath, kernels, {
    spec,
    onProgress: partOf(onProgress, 0, LISTENING_SHARE),
  });
  onProgress({ fraction: LISTENING_SHARE, message: "predicting" });
  const hearing = {
    maps: heatmaps(model, features, kernels),
    otherMaps: heatmaps(model, quieter, kernels),
    levelDecibels: LEVEL_DECIBELS,
    decibels,
    priorEntropyNats: entropyNats(evenMap(model, kernels)),
  };
  return auditEvidence(hearing, partOf(onProgress, PREDICTING_SHARE, 1));
}

interface HeardTwice {
  features: StepFeatures;
  /** Of the same samples at {@link LEVEL_DECIBELS}. */
  quieter: StepFeatures;
  /** Mean power of each step. */
  decibels: Float64Array;
}

/** Decodes once, in bounded memory. */
async function hearTwice(
  audioPath: string,
  kernels: Kernels,
  { spec, onProgress }: { spec: StepFrameSpec; onProgress: OnProgress },
): Promise<HeardTwice> {
  let native = 0;
  const audio = await openAnalysisAudio(audioPath, kernels, { onNative: ({ length }) => void (native += length) });
  const { sampleRate, declaredSeconds } = audio.source, gain = decibelsToAmplitude(LEVEL_DECIBELS);
  const stream = createStepFeatureStream(kernels, spec), quieter = createStepFeatureStream(kernels, spec);
  const levels = stepLevels();
  for await (const chunk of audio) {
    levels.push(chunk);
    stream.push(chunk);
    quieter.push(chunk.map((sample) => gain * sample));
    onProgress({ fraction: shareHeard(native / sampleRate, declaredSeconds), message: "listening" });
  }
  const steps = Math.ceil(native / sampleRate / STEP_SECONDS);
  return { features: stream.finish(steps), quieter: quieter.finish(steps), decibels: levels.finish(steps) };
}

/** Mean power of each step, in dB of full scale; a step without samples is silent. */
function stepLevels(): { push(samples: Float32Array): void; finish(steps: number): Float64Array } {
  const powers: number[] = [], stepSamples = STEP_SECONDS * ANALYSIS_RATE;
  let heard = 0;
  return {
    push(samples) {
      for (const sample of samples) {
        const step = Math.floor(heard++ / stepSamples);
        powers[step] = (powers[step] ?? 0) + sample * sample;
      }
    },
    finish: (steps) =>
      Float64Array.from({ length: steps }, (_, step) => {
        const samples = Math.max(1, Math.min(stepSamples, heard - step * stepSamples));
        return Math.max(LOWEST_DECIBELS, powerToDecibels((powers[step] ?? 0) / samples));
      }),
  };
}
