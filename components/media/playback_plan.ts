/**
 * What is played one after the other: from a place on, at a speed, once or over and over.
 * @module
 */
import type { createStretcher, Stretcher } from "../../core/signal/time_stretch.ts";

/** Frames to play; the first is sample `source` of the track, each further one `step` samples on. */
export interface Chunk {
  channels: Float32Array[];
  source: number;
  step: number;
}

/** A stretch of samples, `end` not included. */
export interface SampleRange {
  start: number;
  end: number;
}

export interface PlanOptions {
  from: number;
  /** Samples of the track a frame: 1 is as it is, 0.5 half speed, below 0 backwards. Not 0. */
  rate: number;
  /** Where it ends; backwards it ends at 0. */
  end: number;
  /** Repeated, once the place is in it. */
  loop: SampleRange | null;
  sampleRate: number;
  /** Samples of each channel, silence beyond the ends; null while they are not there. */
  read(from: number, count: number): readonly Float32Array[] | null;
  /** What plays at rates other than 1; null while its code is not there. */
  stretcher(): typeof createStretcher | null;
}

export interface PlaybackPlan {
  /** The next chunk; null while what it takes is not there; "over" after the last. */
  next(): Chunk | null | "over";
}

const CHUNK_SAMPLES = 4096;
/** A segment of WSOLA: 46 ms. */
const SEGMENT_SECONDS = 2048 / 44100;

export function createPlaybackPlan(options: PlanOptions): PlaybackPlan {
  const { from, rate, end, loop: asked, sampleRate, read } = options;
  const loop = asked !== null && asked.end > asked.start ? asked : null;
  let at = from, stretcher: Stretcher | null = null, origin = from, frames = 0;

  /** Where the way goes on from `at` ends, going forwards or backwards. */
  function border(): number {
    const looping = loop !== null && at >= loop.start && at <= loop.end;
    if (looping) return rate > 0 ? loop.end : loop.start;
    if (rate < 0) return 0;
    return loop !== null && at < loop.start ? Math.min(end, loop.start) : end;
  }

  function wrapped(): boolean {
    if (!loop || at < loop.start || at > loop.end) return false;
    at = origin = rate > 0 ? loop.start : loop.end;
    frames = 0;
    stretcher = null;
    return true;
  }

  function plain(limit: number): Chunk | null {
    const count = Math.min(CHUNK_SAMPLES, limit - at), channels = read(at, count);
    if (!channels) return null;
    const chunk = { channels: channels.map((samples) => samples.slice()), source: at, step: 1 };
    at += count;
    return chunk;
  }

  function stretch(limit: number): Chunk | null {
    const segmentSamples = 256 * Math.max(1, Math.round(SEGMENT_SECONDS * sampleRate / 256));
    stretcher ??= options.stretcher()?.({ factor: 1 / rate, from: at, segmentSamples, read }) ?? null;
    const channels = stretcher?.next();
    if (!channels) return null;
    const count = Math.min(channels[0].length, Math.ceil((limit - at) / rate));
    const chunk = { channels: channels.map((samples) => samples.slice(0, count)), source: at, step: rate };
    frames += count;
    at = rate > 0 ? Math.min(limit, origin + frames * rate) : Math.max(limit, origin + frames * rate);
    return chunk;
  }

  return {
    next() {
      let limit = border();
      if ((limit - at) * rate <= 0) {
        if (!wrapped()) return "over";
        limit = border();
      }
      return rate === 1 ? plain(limit) : stretch(limit);
    },
  };
}

/** A short piece around a sample, faded in and out: what scrubbing sounds like. null while it is not there. */
export function grainAt(sample: number, { sampleRate, read }: Pick<PlanOptions, "sampleRate" | "read">): Chunk | null {
  const length = 2 * Math.round(0.04 * sampleRate),
    from = Math.round(sample) - length / 2,
    channels = read(from, length);
  if (!channels) return null;
  const faded = channels.map((samples) => samples.map((x, n) => x * (0.5 - 0.5 * Math.cos(2 * Math.PI * n / length))));
  return { channels: faded, source: sample, step: 0 };
}
