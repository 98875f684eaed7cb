/**
 * The live page's state: what is heard, by which model, on what, and how far the map is behind the sound.
 * @module
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { cellToPoint, type Point } from "../core/emotion/grid.ts";
import { heatmapMean, likeliestCell } from "../core/emotion/heatmap.ts";
import { type LiveAudio, LiveAudioError, type LiveProblem, openElement, openMicrophone } from "./live_audio.ts";
import type { LiveAnswer, LiveMap, LiveRequest } from "./live_messages.ts";
import { highQuantile } from "./map_painting.ts";
import { createPaintMeter, type PaintFigures } from "./paint_meter.ts";

export type LiveState = "idle" | "starting" | "listening" | "failed";

export interface LiveOptions {
  /** URL of the active model's file. */
  modelUrl: string;
  /** URL of `static/live-worklet.js`. */
  worklet: string;
  createWorker: () => Worker;
  /** Backends of TensorFlow.js to try, in order; the worker's own choice by default. */
  backends?: string[];
}

export interface LiveSession {
  state: ReadonlySignal<LiveState>;
  /** Why it failed: a key of `strings.live.problems`, or a text. */
  problem: ReadonlySignal<LiveProblem | { text: string } | null>;
  map: ReadonlySignal<LiveMap | null>;
  mean: ReadonlySignal<Point | null>;
  likeliest: ReadonlySignal<Point | null>;
  /** Means of the last seconds, oldest first. */
  trail: ReadonlySignal<readonly Point[]>;
  /** Probability of the last colour. */
  maximum: ReadonlySignal<number>;
  /** Rates and delays of the last seconds; null before there are any. */
  figures: ReadonlySignal<PaintFigures | null>;
  /** What runs: the network's backend, the kernels. */
  engine: ReadonlySignal<{ backend: string; kernels: string } | null>;
  listenToMicrophone(): Promise<void>;
  listenToElement(element: HTMLAudioElement): Promise<void>;
  stop(): void;
  close(): void;
}

/** Points of the trail: some six seconds. */
const TRAIL_POINTS = 80;
/** Maps that decide where the scale of colours ends: some half a minute, so that it moves but slowly. */
const SCALE_MAPS = 400;

export function createLiveSession({ modelUrl, worklet, createWorker, backends }: LiveOptions): LiveSession {
  const state = signal<LiveState>("idle"), problem = signal<LiveSession["problem"]["value"]>(null);
  const map = signal<LiveMap | null>(null), trail = signal<readonly Point[]>([]), maximum = signal(1);
  const figures = signal<PaintFigures | null>(null), engine = signal<{ backend: string; kernels: string } | null>(null);
  const mean = computed(() => map.value && heatmapMean(map.value.heatmap));
  const meter = createPaintMeter();
  let worker: Worker | null = null, ready: Promise<Worker> | null = null, audio: LiveAudio | null = null;
  let newest: LiveMap | null = null, frame = 0, peaks: number[] = [], turn = 0;

  function fail(reason: LiveSession["problem"]["value"]): void {
    release();
    problem.value = reason;
    state.value = "failed";
  }

  function ask(to: Worker, request: LiveRequest, transfer: Transferable[]): void {
    to.postMessage(request, transfer);
  }

  /** The worker with the model, loaded once. */
  function startWorker(): Promise<Worker> {
    return ready ??= (async () => {
      const response = await fetch(modelUrl);
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
      const model = await response.arrayBuffer(), made = worker = createWorker();
      return await new Promise<Worker>((resolve, reject) => {
        made.onerror = (event) => reject(new Error(event.message || "the worker does not start"));
        made.onmessage = ({ data }: MessageEvent<LiveAnswer>) => {
          if (data.type === "ready") {
            engine.value = data;
            resolve(made);
          } else if (data.type === "failed") {
            reject(new Error(data.reason));
            if (audio) fail({ text: data.reason });
          } else if (audio) {
            newest = data;
          }
        };
        ask(made, { type: "load", model, backends }, [model]);
      });
    })().catch((error) => {
      worker?.terminate();
      worker = ready = null;
      throw error;
    });
  }

  /** Once a frame of the screen: the newest map, and how old it is when it is painted. */
  function paint(): void {
    frame = requestAnimationFrame(paint);
    if (!newest || !audio) return;
    const shown = newest;
    newest = null;
    peaks = [...peaks.slice(1 - SCALE_MAPS), Math.max(...shown.heatmap)];
    maximum.value = highQuantile(peaks);
    map.value = shown;
    trail.value = [...trail.value.slice(1 - TRAIL_POINTS), mean.value!];
    const behindMs = 1000 * (audio.context.currentTime - shown.heardSeconds);
    figures.value = meter.painted(performance.now(), { behindMs, busyMs: shown.busyMs }) ?? figures.value;
  }

  async function listen(open: () => Promise<LiveAudio>): Promise<void> {
    release();
    const mine = ++turn;
    state.value = "starting";
    problem.value = null;
    try {
      const loaded = await startWorker();
      if (mine !== turn) return; // stopped while the model was loading: nobody is asked for the microphone
      const opened = await open();
      if (mine !== turn) return opened.close();
      opened.ended.then(() => audio === opened && fail("unplugged"));
      audio = opened;
      meter.reset();
      ask(loaded, { type: "listen", port: audio.port, sampleRate: audio.context.sampleRate }, [audio.port]);
      state.value = "listening";
      frame = requestAnimationFrame(paint);
    } catch (error) {
      if (mine !== turn) return;
      fail(error instanceof LiveAudioError ? error.problem : { text: (error as Error).message });
    }
  }

  /** Back to silence; the worker and its model stay. */
  function release(): void {
    turn++;
    cancelAnimationFrame(frame);
    audio?.close();
    audio = newest = null;
    peaks = [];
    map.value = figures.value = null;
    trail.value = [];
    worker?.postMessage({ type: "stop" } satisfies LiveRequest);
  }

  return {
    ...{ state, problem, map, mean, trail, maximum, figures, engine },
    likeliest: computed(() => map.value && cellToPoint(likeliestCell(map.value.heatmap))),
    listenToMicrophone: () => listen(() => openMicrophone(worklet)),
    listenToElement: (element) => listen(() => openElement(worklet, element)),
    stop() {
      release();
      state.value = "idle";
    },
    close() {
      release();
      worker?.terminate();
    },
  };
}
