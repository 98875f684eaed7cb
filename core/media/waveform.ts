/**
 * The outline of a waveform for drawing: lowest and highest sample of each short bucket of time, a byte each.
 * @module
 */
import type { PyramidSpec } from "./pyramid.ts";

/** Buckets a second of the finest level, at least: closer than the lanes' closest view shows no more. */
const LEAST_BUCKETS_A_SECOND = 512;

/** A column is [lowest, highest], full scale ±1 as the signed bytes ±127. */
export const WAVEFORM_PYRAMID: PyramidSpec = {
  width: 2,
  tileColumns: 4096,
  merge: (first, second, at) => {
    const a = first << 24 >> 24, b = second << 24 >> 24;
    return at === 0 ? Math.min(a, b) : Math.max(a, b);
  },
};

/** Samples of a bucket of the finest level: a power of two. */
export function waveformBucketSamples(sampleRate: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(sampleRate / LEAST_BUCKETS_A_SECOND)));
}

/** Collects the outline of a stream of samples. */
export interface Outline {
  push(samples: Float32Array): void;
  /** The last bucket may be short. */
  finish(): void;
}

/**
 * Bucket i holds samples i·bucketSamples … (i + 1)·bucketSamples − 1; samples beyond ±1 are clipped. Cost O(samples).
 * No samples give no buckets.
 * @param sink gets [buckets, 2] as {@link WAVEFORM_PYRAMID} takes them; the array is used again afterwards.
 * @throws RangeError if a bucket is not a positive whole number of samples.
 */
export function createOutline(bucketSamples: number, sink: (columns: Uint8Array) => void): Outline {
  if (!(Number.isInteger(bucketSamples) && bucketSamples > 0)) {
    throw new RangeError(
      `Cannot outline a waveform: bucketSamples must be a positive integer, current value is ${bucketSamples}` +
        (bucketSamples > 0 && bucketSamples < 1 ? " (is this in seconds?)" : ""),
    );
  }
  let low = Infinity, high = -Infinity, left = bucketSamples, columns = new Uint8Array(0);

  return {
    push(samples) {
      const most = 2 * Math.ceil((samples.length + bucketSamples) / bucketSamples);
      if (columns.length < most) columns = new Uint8Array(most);
      let filled = 0;
      for (let i = 0; i < samples.length;) {
        const stop = Math.min(samples.length, i + left);
        left -= stop - i;
        for (; i < stop; i++) {
          const value = samples[i];
          if (value < low) low = value;
          if (value > high) high = value;
        }
        if (left > 0) break;
        columns[filled++] = toByte(low);
        columns[filled++] = toByte(high);
        [low, high, left] = [Infinity, -Infinity, bucketSamples];
      }
      if (filled > 0) sink(columns.subarray(0, filled));
    },
    finish() {
      if (left < bucketSamples) sink(Uint8Array.of(toByte(low), toByte(high)));
    },
  };
}

/** A signed byte, as the bits of an unsigned one. */
function toByte(sample: number): number {
  return Math.round(Math.min(1, Math.max(-1, sample)) * 127) & 0xff;
}
