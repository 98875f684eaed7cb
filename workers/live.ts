/**
 * The worker of the page that listens live: samples in, heatmaps out. All that is heavy is loaded here, and nowhere else.
 * @module
 */
import type { LiveAnswer, LiveBlock, LiveRequest } from "../components/live_messages.ts";
import type { RunDbn } from "../core/dbn/dbn.ts";
import { type Kernels, referenceKernels } from "../core/kernels.ts";
import { modelFromContents } from "../core/model/file.ts";
import { hearingSpectrum } from "../core/model/hearing.ts";
import { LiveListener } from "../core/model/live.ts";
import type { MoodModel } from "../core/model/model.ts";
import { ANALYSIS_RATE } from "../core/signal/frames.ts";
import { LiveFeatures } from "../core/signal/live_features.ts";
import { createResampler, type Resampler } from "../core/signal/resample.ts";
import { readModelFile } from "../formats/model_file.ts";
import type { NetworkBackend } from "../kernels/tfjs_network.ts";
import { createWasmKernels } from "../kernels/wasm.ts";

/** New sound after which the map is made again: 14 times a second. */
const UPDATE_SAMPLES = Math.round(0.07 * ANALYSIS_RATE);
/** Resampling in small blocks: each keeps the newest sound back by 6 ms at most. */
const RESAMPLER_BLOCK = 256;
const KERNEL_MEMORY_MB = 256;
const TFJS_WASM = {
  plain: new URL("../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm", import.meta.url).href,
  simd: new URL("../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm", import.meta.url).href,
};

/** A model that is ready to listen. */
interface Ear {
  model: MoodModel;
  kernels: Kernels;
  runDbn: RunDbn | undefined;
}

/** The song that is being heard. */
class Song {
  readonly #port: MessagePort;
  readonly #sampleRate: number;
  readonly #resampler: Resampler;
  readonly #features: LiveFeatures;
  readonly #listener: LiveListener;
  /** Time of the audio clock at sample 0 of the features, as if no sound had been left out. */
  #zeroSeconds = 0;
  #received = 0;
  #updatedAt = 0;
  #nextStep = 0;
  #scheduled = false;
  #closed = false;

  constructor({ model, kernels, runDbn }: Ear, { port, sampleRate }: { port: MessagePort; sampleRate: number }) {
    this.#port = port;
    this.#sampleRate = sampleRate;
    this.#resampler = createResampler(sampleRate, ANALYSIS_RATE, kernels, { blockSamples: RESAMPLER_BLOCK });
    this.#features = new LiveFeatures(kernels, hearingSpectrum(model.listener.ear.hearing));
    this.#listener = new LiveListener(model, { kernels, runDbn });
    port.onmessage = ({ data }: MessageEvent<LiveBlock>) => attempt(() => this.#take(data));
  }

  close(): void {
    this.#closed = true;
    this.#port.onmessage = null;
    this.#port.close();
  }

  #take({ samples, firstFrame }: LiveBlock): void {
    this.#zeroSeconds = (firstFrame - this.#received) / this.#sampleRate;
    this.#received += samples.length;
    this.#features.push(this.#resampler.push(samples));
    // Blocks that came while the last map was made are taken before the next one is.
    if (!this.#scheduled && this.#features.samples - this.#updatedAt >= UPDATE_SAMPLES) {
      this.#scheduled = true;
      turns.port2.postMessage(null);
      waiting.push(() => this.#update());
    }
  }

  #update(): void {
    this.#scheduled = false;
    if (this.#closed) return;
    const started = performance.now(),
      { samples, finishedSteps } = this.#features,
      songSeconds = samples / ANALYSIS_RATE;
    this.#updatedAt = samples;
    const second = this.#features.lastSecond();
    if (second) {
      const heatmap = Array.from(this.#listener.hear(second, songSeconds - this.#nextStep));
      const heardSeconds = this.#zeroSeconds + songSeconds, busyMs = performance.now() - started;
      say({ type: "map", heatmap, heardSeconds, songSeconds, busyMs });
    }
    // Behind the map, which is waited for. A worker that was held up for long leaves out the steps it has forgotten.
    if (this.#nextStep < finishedSteps) {
      this.#listener.push(this.#features.step(finishedSteps - 1));
      this.#nextStep = finishedSteps;
    }
  }
}

let ear: Ear | null = null, song: Song | null = null;

/** Gives a turn to the messages that have come before. */
const turns = new MessageChannel(), waiting: (() => void)[] = [];
turns.port1.onmessage = () => attempt(() => waiting.shift()?.());

function say(answer: LiveAnswer): void {
  postMessage(answer);
}

function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    song?.close();
    song = null;
    say({ type: "failed", reason: (error as Error).message });
  }
}

/** WASM where this browser has it with SIMD; else the plain kernels, which make fewer maps a second. */
async function startKernels(): Promise<Kernels> {
  try {
    return await createWasmKernels({ threads: 1, memoryMb: KERNEL_MEMORY_MB });
  } catch {
    return referenceKernels;
  }
}

async function load(bytes: ArrayBuffer, backends: NetworkBackend[] | undefined): Promise<void> {
  const model = modelFromContents(readModelFile(new Uint8Array(bytes))), kernels = await startKernels();
  const { dbn } = model.listener.ear;
  let network = null;
  if (dbn) {
    const { createTfjsNetwork } = await import("../kernels/tfjs_network.ts");
    network = await createTfjsNetwork(dbn, TFJS_WASM, { backends });
  }
  new LiveListener(model, { kernels }); // refuses models that it cannot use
  ear = { model, kernels, runDbn: network?.run };
  say({ type: "ready", model: model.id, backend: network?.backend ?? "none", kernels: kernels.id });
}

addEventListener("message", ({ data }: MessageEvent<LiveRequest>) => {
  if (data.type === "load") {
    load(data.model, data.backends as NetworkBackend[] | undefined)
      .catch((error) => say({ type: "failed", reason: (error as Error).message }));
    return;
  }
  song?.close();
  song = null;
  if (data.type === "listen" && ear) attempt(() => song = new Song(ear!, data));
});
