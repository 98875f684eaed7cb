/**
 * The compute port on worker threads: analyses side by side with one thread each, learning alone with all of them.
 * @module
 */
import type { DecoderChoice } from "../audio/decode.ts";
import type { KernelName } from "../core/kernels.ts";
import { timelineSteps } from "../core/model/model.ts";
import { partOf } from "../core/progress.ts";
import type { StepFeatures } from "../core/signal/step_features.ts";
import type { CallOptions, Compute } from "../jobs/compute.ts";
import { openPool, type WorkerPool } from "./pool.ts";
import type { Tasks } from "./protocol.ts";

export interface ComputeOptions {
  /** Analyses at once, and threads of learning. Default: the CPU's cores. */
  cores?: number;
  /** What computes. Default: WASM. */
  kernels?: KernelName;
  /** What decodes the audio that is analysed, not learned from. Default: npm packages. */
  decoder?: DecoderChoice;
}

/** Share of training's progress that is listening to the audio. */
const LISTENING_SHARE = 0.2;

/** Nothing is started before it is asked for. */
export function openCompute({ cores = navigator.hardwareConcurrency, kernels, decoder }: ComputeOptions = {}): Compute {
  const listeners = openPool({ size: cores, kernels, decoder, threads: 1 });
  const learners = openPool({ size: 1, kernels, threads: cores });
  return {
    async analyze(request, options) {
      const { timeline, prediction, ...rest } = await listeners.run("analyze", request, options);
      return { ...rest, timeline: { ...timeline, steps: timelineSteps(prediction) } };
    },
    train: (request, options) => learn(listeners, learners, "train", request, options),
    evaluate: (request, options) => learn(listeners, learners, "evaluate", request, options),
    retrain: (request, options) => learners.run("retrain", request, options),
    close() {
      listeners.close();
      learners.close();
    },
  };
}

/** Hear all pieces, side by side, then learn. */
async function learn<N extends "train" | "evaluate">(
  listeners: WorkerPool,
  learners: WorkerPool,
  task: N,
  request: Omit<Tasks[N]["request"], "features">,
  { signal, onProgress }: CallOptions = {},
): Promise<Tasks[N]["result"]> {
  const { audio } = request;
  let heard = 0;
  const features = await Promise.all(audio.map(async ({ path }): Promise<StepFeatures> => {
    const result = await listeners.run("features", { audioPath: path }, { signal });
    onProgress?.({ fraction: LISTENING_SHARE * ++heard / audio.length, message: `heard ${heard} of ${audio.length}` });
    return result;
  }));
  return await learners.run(task, { ...request, features } as Tasks[N]["request"], {
    signal,
    onProgress: onProgress && partOf(onProgress, LISTENING_SHARE, 1),
  });
}
