/**
 * Plays a track from pieces of its samples, and moves the playhead with what is heard: the audio thread tells which sample
 * comes out when, less the time that the sound takes to the ear.
 * @module
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { createStretcher } from "../../core/signal/time_stretch.ts";
import { fetchPatiently } from "./fetch_patiently.ts";
import type { TimeRange } from "../selection.ts";
import type { TrackSession } from "../track_session.ts";
import { createPcmStore, type PcmShape, type PcmStore } from "./pcm_store.ts";
import { openOutput, type Output } from "./player_output.ts";
import { createPlaybackPlan, grainAt, type PlaybackPlan } from "./playback_plan.ts";

export interface Player {
  playing: ReadonlySignal<boolean>;
  /** The track cannot be played here. */
  failed: ReadonlySignal<boolean>;
  /** It would play, but the samples are not there yet. */
  waiting: ReadonlySignal<boolean>;
  /** Played over and over, once the playhead is in it. */
  loop: Signal<TimeRange | null>;
  /** Speed at the same pitch, see {@link SPEEDS}. */
  speed: Signal<number>;
  toggle(): void;
  /** Play from one time to another, then stop. */
  playRange(startSeconds: number, endSeconds: number): void;
  /** As the keys J, K and L do: 1 is faster (or begins), -1 slower and then backwards, 0 stops. */
  shuttle(direction: -1 | 0 | 1): void;
  /** Go somewhere and hear what is there. */
  scrub(seconds: number): void;
  close(): void;
}

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
const SHUTTLE_RATES = [-8, -4, -2, -1, 1, 2, 4, 8];
/** What is handed to the audio thread ahead of time, for as long as the page may be busy, and what is fetched ahead. */
const AHEAD_SECONDS = 2, FETCH_AHEAD_SECONDS = 8;
/** Grains of scrubbing begin at least so far apart. */
const GRAIN_MS = 60;
/** How long the playhead must rest before it is fetched what would be played from there. */
const REST_MS = 150;

interface PcmInfo extends PcmShape {
  samples: number | null;
}

/** `static/player-worklet.js` */
const WORKLET = "/player-worklet.js";

/** @param base of the track's addresses. */
export function createPlayer(base: string, session: TrackSession): Player {
  const playing = signal(false), failed = signal(false), waiting = signal(false);
  const loop: Signal<TimeRange | null> = signal(null), speed = signal(1);
  let store: PcmStore | null = null, shape: PcmInfo | null = null, output: Output | null = null;
  let opening: Promise<void> | null = null, outputOpening: Promise<Output> | null = null;
  const closing = new AbortController();
  let plan: PlaybackPlan | null = null,
    stretcher: typeof createStretcher | null = null,
    stopAt = Infinity,
    rate = 1,
    frame = 0,
    following = false;
  let grainTimer: ReturnType<typeof setTimeout> | undefined, grainAtMs = -Infinity;
  let restTimer: ReturnType<typeof setTimeout> | undefined;

  const fail = () => {
    stop();
    if (!closing.signal.aborted) failed.value = true;
  };
  const sampleRate = () => shape!.sampleRate;
  /** Where the piece ends: by the timeline, whose analysis has heard all of it; what is declared is less sure. */
  const endSample = () => Math.round(session.durationSeconds.peek() * sampleRate()) || (shape!.samples ?? 0);
  const read = (from: number, count: number) => store!.read(from, count);

  /** Learn what there is to play; what failed is tried again when it is next wanted. */
  async function open(): Promise<void> {
    const bytes = await fetchPatiently(`${base}/pcm`, closing.signal);
    shape = JSON.parse(new TextDecoder().decode(bytes)) as PcmInfo;
    store = createPcmStore(`${base}/pcm/samples`, { ...shape, samples: endSample, onArrival: pump, onFailure: fail });
    prefetch();
  }
  const ready = () => opening ??= open().catch((error) => (opening = null, Promise.reject(error)));
  ready().catch(fail);

  function prefetch(): void {
    if (!store) return;
    const ahead = Math.round(FETCH_AHEAD_SECONDS * sampleRate() * Math.min(2, Math.abs(rate)));
    const at = Math.round(session.playhead.peek() * sampleRate());
    if (playing.peek()) store.prefetch(rate < 0 ? at - ahead : at, ahead);
    else store.prefetch(at, 1);
  }

  /** Hand over as much as is there and wanted; the plan is done when it is over. */
  function pump(): void {
    while (plan && output && output.queuedSeconds() < AHEAD_SECONDS) {
      const chunk = plan.next();
      if (chunk === null) break;
      if (chunk === "over") plan = null;
      else output.play(chunk);
    }
    if (playing.peek()) prefetch();
  }

  function onReport(starved: boolean): void {
    waiting.value = playing.peek() && starved && plan !== null;
    pump();
  }

  /** Play on from the playhead, by what is wanted now. */
  function begin(): void {
    if (!playing.peek() || !output || !shape) return;
    const toSample = (seconds: number) => Math.round(seconds * sampleRate()), range = loop.peek();
    output.begin();
    plan = createPlaybackPlan({
      from: toSample(session.playhead.peek()),
      rate,
      end: Math.min(endSample(), stopAt === Infinity ? Infinity : toSample(stopAt)),
      loop: range && { start: toSample(range.startSeconds), end: Math.min(endSample(), toSample(range.endSeconds)) },
      sampleRate: sampleRate(),
      read,
      stretcher: () => stretcher,
    });
    if (rate !== 1 && !stretcher) loadStretcher();
    pump();
  }

  /** What plays at other speeds is fetched for the first of them; without it, it plays on at its own, not backwards. */
  async function loadStretcher(): Promise<void> {
    const asked = plan;
    try {
      stretcher = (await import("../../core/signal/time_stretch.ts")).createStretcher;
      pump();
    } catch {
      if (plan !== asked) return; // something else is wanted since
      if (rate < 0) return fail();
      speed.value = rate = 1;
      begin();
    }
  }

  async function openedOutput(): Promise<Output> {
    await ready();
    closing.signal.throwIfAborted();
    const opened = outputOpening ??= openOutput(WORKLET, { ...shape!, onReport, onInterruption: stop });
    try {
      output = await opened;
    } catch (error) {
      if (outputOpening === opened) outputOpening = null; // others may have tried again since
      throw error;
    }
    failed.value = false;
    return output;
  }

  async function play(): Promise<void> {
    playing.value = true;
    try {
      const opened = await openedOutput();
      if (!playing.peek()) return;
      await opened.resume();
      begin();
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(follow);
    } catch {
      fail();
    }
  }

  function stop(): void {
    playing.value = waiting.value = false;
    plan = null;
    stopAt = Infinity;
    cancelAnimationFrame(frame);
    output?.stop();
  }

  /** The playhead is where the sound is. What is heard is no wish to seek, and must not be sent back. */
  function follow(): void {
    const sample = output!.heardSample();
    following = true;
    if (sample !== null) session.advance(sample / sampleRate());
    following = false;
    if (plan === null && output!.over()) stop();
    else frame = requestAnimationFrame(follow);
  }

  const stopFollowing = session.playhead.subscribe(() => {
    if (following) return;
    clearTimeout(restTimer);
    if (playing.peek()) begin();
    else restTimer = setTimeout(prefetch, REST_MS);
  });
  const stopChanges = [
    loop.subscribe(begin),
    speed.subscribe((value) => {
      rate = value;
      begin();
    }),
  ];

  function start(): void {
    rate = speed.peek();
    if (!playing.peek()) play();
    else begin();
  }

  /** A grain now, or when the one before has been heard. */
  async function grain(): Promise<void> {
    const waitMs = grainAtMs + GRAIN_MS - performance.now();
    clearTimeout(grainTimer);
    if (waitMs > 0) return void (grainTimer = setTimeout(grain, waitMs));
    grainAtMs = performance.now();
    try {
      const opened = await openedOutput();
      await opened.resume();
      if (playing.peek()) return;
      const chunk = grainAt(session.playhead.peek() * sampleRate(), { sampleRate: sampleRate(), read });
      opened.begin();
      if (chunk) opened.play(chunk);
      opened.rest();
    } catch {
      fail();
    }
  }

  return {
    playing,
    failed,
    waiting,
    loop,
    speed,
    toggle() {
      stopAt = Infinity;
      if (playing.peek()) return stop();
      if (session.playhead.peek() >= session.durationSeconds.peek() - 0.05) session.seek(0);
      start();
    },
    playRange(startSeconds, endSeconds) {
      stop();
      session.seek(startSeconds);
      stopAt = endSeconds;
      start();
    },
    shuttle(direction) {
      if (direction === 0) return stop();
      const now = playing.peek() ? rate : 0;
      const faster = direction > 0
        ? SHUTTLE_RATES.find((one) => one > now)
        : SHUTTLE_RATES.findLast((one) => one < now);
      rate = faster ?? now;
      stopAt = Infinity;
      if (!playing.peek()) play();
      else begin();
    },
    scrub(seconds) {
      session.seek(seconds);
      if (!playing.peek()) grain();
    },
    close() {
      closing.abort();
      clearTimeout(grainTimer);
      stop();
      stopFollowing();
      clearTimeout(restTimer);
      for (const end of stopChanges) end();
      store?.close();
      outputOpening?.then((opened) => opened.close(), () => {}); // once, however many wait for it
    },
  };
}
