/**
 * A Compute for tests of what is around it: it invents timelines, and fails, waits and counts as a test wants it to.
 * @module
 */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { AudioError } from "../audio/error.ts";
import { createCrf, parameterCount } from "../core/crf/crf.ts";
import { CELL_COUNT } from "../core/emotion/grid.ts";
import { referenceKernels } from "../core/kernels.ts";
import { expectedNext } from "../core/model/expectation.ts";
import { SPECTROGRAM_FRAMES } from "../core/media/spectrogram.ts";
import { modelContents } from "../core/model/file.ts";
import { PREDICTIONS, SPECTRUM_BINS } from "../core/model/hearing.ts";
import { EMPTY_MEMORY } from "../core/model/memory.ts";
import type { MoodModel } from "../core/model/model.ts";
import type { Recipe } from "../core/model/recipe.ts";
import { TINY_RECIPE } from "../core/model/testing.ts";
import type { OnProgress } from "../core/progress.ts";
import { createSpectrumStream } from "../core/signal/frames.ts";
import { FEATURE_VERSION } from "../core/signal/step_features.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { writeModelFile } from "../formats/model_file.ts";
import { randomTimeline } from "../formats/testing.ts";
import { loadModel } from "../workers/analysis.ts";
import { auditFile } from "../workers/auditing.ts";
import { decodePcm } from "../workers/decoding.ts";
import { explainModel } from "../workers/explaining.ts";
import { createTiles, drawTiles } from "../workers/tiles.ts";
import type { AnalyzeRequest, CallOptions, Compute, RetrainRequest } from "./compute.ts";

export interface TestingCompute extends Compute {
  /** Names of the files analysed so far, finished or not. */
  readonly analyzed: string[];
  /** Greatest number of analyses that were open at one time. */
  readonly mostAtOnce: number;
  readonly retrained: RetrainRequest[];
}

export interface TestingComputeOptions {
  /** How long an analysis takes. */
  analysisMs?: number;
  /** No analysis ends before this, unless it is stopped. */
  until?: Promise<void>;
  /** Bytes of the rendition that an analysis writes; none by default. */
  rendition?: string;
  /** Runs before an analysis: throws to make it fail. */
  before?: (request: AnalyzeRequest, attempt: number) => void;
  /** Steps of the timeline of a file; 8 by default. */
  stepsOf?: (audio: Uint8Array) => number;
}

/** Timelines that depend on the audio and the model. An empty file is refused. */
export function testingCompute(options: TestingComputeOptions = {}): TestingCompute {
  const { analysisMs = 0, until, rendition, before, stepsOf = () => 8 } = options;
  let open = 0, mostAtOnce = 0;
  const analyzed: string[] = [], retrained: RetrainRequest[] = [];
  const unused = () => Promise.reject(new Error("not for tests"));
  return {
    analyzed,
    retrained,
    train: unused,
    evaluate: unused,
    /** This and what follows in earnest, by slow kernels. */
    async explain(request) {
      return await explainModel(request, await loadModel(request.modelPath), { kernels: referenceKernels }, () => {});
    },
    async audit(request) {
      return await auditFile(request, await loadModel(request.modelPath), referenceKernels, () => {});
    },
    async expectation({ modelPath }) {
      const next = expectedNext((await loadModel(modelPath)).model, referenceKernels);
      return next && Float32Array.from(next);
    },
    drawTiles: async (request, options) => await drawTiles(request, await fastKernels(), reporting(options)),
    decodePcm: (request, options) => decodePcm(request, reporting(options)),
    close() {},
    get mostAtOnce() {
      return mostAtOnce;
    },
    async analyze(request, options = {}) {
      const name = request.name ?? basename(request.audioPath);
      analyzed.push(name);
      mostAtOnce = Math.max(mostAtOnce, ++open);
      try {
        before?.(request, analyzed.filter((other) => other === name).length);
        const audio = await Deno.readFile(request.audioPath);
        if (audio.length === 0) throw new AudioError(request.audioPath, "it is empty (0 bytes)");
        await workFor(analysisMs, options);
        await Promise.race([until, aborted(options.signal)]);
        options.signal?.throwIfAborted();
        const modelSha256 = sha256(await Deno.readFile(request.modelPath)), audioSha256 = sha256(audio);
        const seed = parseInt(sha256(new TextEncoder().encode(modelSha256 + audioSha256)).slice(0, 8), 16);
        const timeline = randomTimeline(seed, { stepCount: stepsOf(audio), name });
        timeline.source.sha256 = audioSha256;
        timeline.model.sha256 = modelSha256;
        const written = rendition !== undefined && request.renditionPath !== undefined;
        if (written) await Deno.writeTextFile(request.renditionPath!, rendition);
        if (request.tilesPath) await inventTiles(request.audioPath, request.tilesPath);
        return { timeline, rendition: written };
      } finally {
        open--;
      }
    },
    async retrain(request, options = {}) {
      retrained.push(request);
      await workFor(analysisMs, options);
      return { model: testingModel(request.modelId), summary: {}, skipped: [] };
    },
  };
}

function aborted(signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
}

/**
 * The bytes of the smallest model there can be: it hears nothing, and says the same of everything.
 * @param parts what differs.
 */
export function testingModel(id: string, seed = 0, parts: Partial<MoodModel> = {}): Uint8Array<ArrayBuffer> {
  const crf = createCrf({ states: CELL_COUNT, inputs: PREDICTIONS, bias: true, emission: DENSE, transitions: NONE });
  const scale = (columns: number) => ({
    mean: new Float64Array(columns),
    deviation: new Float64Array(columns).fill(1),
  });
  const none = new Float64Array(0);
  const ridge = { inputs: 0, outputs: 2, centre: none, scale: none, weights: none, intercept: new Float64Array(2) };
  const recipe: Recipe = {
    ...TINY_RECIPE,
    name: "testing",
    hearing: { descriptors: false, network: "none" },
    crf: { ...TINY_RECIPE.crf, emission: DENSE, transitions: NONE },
  };
  return writeModelFile(modelContents({
    id,
    seed,
    card: {},
    recipe,
    featureVersion: FEATURE_VERSION,
    listener: {
      ear: { hearing: recipe.hearing, scale: scale(SPECTRUM_BINS), dbn: null },
      regression: recipe.regression,
      song: ridge,
      step: ridge,
    },
    predictionScale: scale(PREDICTIONS),
    activationScale: scale(0),
    recentScale: scale(0),
    memory: EMPTY_MEMORY,
    calibration: null,
    committee: null,
    knownMusic: null,
    probes: [],
    crf,
    parameters: new Float64Array(parameterCount(crf)),
    information: new Float64Array(parameterCount(crf)),
    ...parts,
  }));
}

let wasm: ReturnType<typeof createWasmKernels> | undefined;
const fastKernels = () => wasm ??= createWasmKernels();

/** Progress for workers' code that runs here: it ends when nobody waits any more. */
function reporting({ onProgress, signal }: CallOptions = {}): OnProgress {
  return (progress) => {
    signal?.throwIfAborted();
    onProgress?.(progress);
  };
}

/** The tiles of what is audio; of anything else those of a second of silence. */
async function inventTiles(audioPath: string, tilesPath: string): Promise<void> {
  try {
    await drawTiles({ audioPath, tilesPath }, await fastKernels(), () => {});
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    const tiles = createTiles(tilesPath, 22050, referenceKernels), silence = new Float32Array(22050);
    const spectra = createSpectrumStream(SPECTROGRAM_FRAMES, referenceKernels, tiles.takeSpectra);
    tiles.pushNative(silence);
    spectra.push(silence);
    spectra.finish();
    tiles.finish();
  }
}

const DENSE = { kind: "dense" } as const, NONE = { kind: "none" } as const;

async function workFor(milliseconds: number, { onProgress, signal }: CallOptions): Promise<void> {
  const start = performance.now();
  for (let now = start; now - start < milliseconds; now = performance.now()) {
    signal?.throwIfAborted();
    onProgress?.({ fraction: (now - start) / milliseconds, message: "inventing" });
    await new Promise((resolve) => setTimeout(resolve, Math.min(20, milliseconds)));
  }
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
