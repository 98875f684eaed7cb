/**
 * A worker thread: kernels of its own, one task after another.
 * @module
 */
import type { DecoderChoice } from "../audio/decode.ts";
import type { Kernels } from "../core/kernels.ts";
import { expectedNext } from "../core/model/expectation.ts";
import { selectKernels } from "../kernels/select.ts";
import { analyzeFile, fileFeatures, type LoadedModel, loadModel } from "./analysis.ts";
import { auditFile } from "./auditing.ts";
import { decodePcm } from "./decoding.ts";
import { explainModel } from "./explaining.ts";
import { type FeatureCache, openFeatureCache } from "./feature_cache.ts";
import { evaluate, retrain, train } from "./learning.ts";
import type { FromWorker, TaskName, Tasks, ToWorker } from "./protocol.ts";
import { perturbedFeatures } from "./perturbing.ts";
import { reportingProgress } from "./reporting_progress.ts";
import { drawTiles } from "./tiles.ts";

const post = (message: FromWorker) => self.postMessage(message);

/** The model last used: a batch reads it once a worker. A model file never changes under its path and date. */
let last: { key: string; model: LoadedModel } | null = null;

async function cachedModel(path: string): Promise<LoadedModel> {
  const { mtime, size } = await Deno.stat(path), key = `${path} ${mtime?.getTime()} ${size}`;
  if (last?.key !== key) last = { key, model: await loadModel(path) };
  return last.model;
}

async function run(
  message: Extract<ToWorker, { task: TaskName }>,
  kernels: Kernels,
): Promise<Tasks[TaskName]["result"]> {
  const onProgress = reportingProgress(post, stopped);
  switch (message.task) {
    case "analyze":
      return await analyzeFile(message.request, {
        model: await cachedModel(message.request.modelPath),
        kernels,
        cache,
        decoder,
      }, onProgress);
    case "features": {
      const { audioPath, spec, perturbation } = message.request;
      return perturbation === undefined
        ? await fileFeatures(audioPath, kernels, { spec, cache })
        : await perturbedFeatures(audioPath, kernels, { spec, cache, perturbation });
    }
    case "train":
      return await train(message.request, kernels, onProgress);
    case "retrain":
      return await retrain(message.request, { kernels, cache }, onProgress);
    case "evaluate":
      return await evaluate(message.request, kernels, onProgress);
    case "drawTiles":
      return await drawTiles(message.request, kernels, onProgress);
    case "decodePcm":
      return await decodePcm(message.request, onProgress);
    case "explain":
      return await explainModel(
        message.request,
        await cachedModel(message.request.modelPath),
        { kernels, cache },
        onProgress,
      );
    case "audit":
      return await auditFile(message.request, await cachedModel(message.request.modelPath), kernels, onProgress);
    case "expectation": {
      const next = expectedNext((await cachedModel(message.request.modelPath)).model, kernels);
      return next && Float32Array.from(next);
    }
  }
}

let stopped: Int32Array, kernels: Kernels, decoder: DecoderChoice | undefined, cache: FeatureCache | undefined;
self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  try {
    if ("threads" in data) {
      stopped = data.stopped;
      kernels = await selectKernels(data);
      decoder = data.decoder;
      cache = data.cacheFolder === undefined ? undefined : openFeatureCache(data.cacheFolder);
      post({ kind: "ready" });
    } else {
      post({ kind: "done", result: await run(data, kernels) });
    }
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    post({ kind: "failed", name, message, stack });
  }
};
