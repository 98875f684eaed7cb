/**
 * The outline of a waveform for drawing: lowest and highest sample of each short bucket of time, one byte each.
 * @module
 */

/** Outline of a signal: `peaks[2i]` lowest and `peaks[2i + 1]` highest sample of bucket i, full scale ±1 as ±127. */
export interface Peaks {
  secondsPerPeak: number;
  /** [2 · buckets], -127 … 127. */
  peaks: Int8Array;
}

/** Collects {@link Peaks} from a stream of samples. */
export interface PeakCollector {
  push(samples: Float32Array): void;
  /** The outline of everything pushed so far; the last bucket may be short. */
  finish(): Peaks;
}

/**
 * Collect the outline of a mono signal. Bucket i holds the samples round(i · b) … round((i + 1) · b) − 1 with
 * b = secondsPerPeak · sampleRate, so buckets do not drift when b is not whole; samples beyond ±1 are clipped.
 * No samples give no buckets. Cost O(samples), two bytes a bucket.
 * @throws RangeError if a bucket would be shorter than one sample.
 * @example
 * ```ts
 * import { createPeaks } from "./peaks.ts";
 * const outline = createPeaks(10, 0.2);
 * outline.push(Float32Array.of(-1, 0.5, 0, 0));
 * if (outline.finish().peaks.join() !== "-127,64,0,0") throw new Error("two buckets of two samples");
 * ```
 */
export function createPeaks(sampleRate: number, secondsPerPeak: number): PeakCollector {
  const bucketSamples = secondsPerPeak * sampleRate;
  if (!(bucketSamples >= 1 && bucketSamples < Infinity)) {
    throw new RangeError(
      `Cannot collect peaks: secondsPerPeak must be at least one sample (${1 / sampleRate} s), ` +
        `current value is ${secondsPerPeak}`,
    );
  }
  let peaks = new Int8Array(4096), buckets = 0;
  let position = 0, end = Math.round(bucketSamples), low = Infinity, high = -Infinity;

  function close(): void {
    if (2 * buckets === peaks.length) {
      const larger = new Int8Array(2 * peaks.length);
      larger.set(peaks);
      peaks = larger;
    }
    peaks[2 * buckets] = toByte(low);
    peaks[2 * buckets + 1] = toByte(high);
    buckets++;
    end = Math.round((buckets + 1) * bucketSamples);
    low = Infinity;
    high = -Infinity;
  }

  return {
    push(samples) {
      for (let i = 0; i < samples.length;) {
        const stop = Math.min(samples.length, i + end - position);
        position += stop - i;
        for (; i < stop; i++) {
          const value = samples[i];
          if (value < low) low = value;
          if (value > high) high = value;
        }
        if (position === end) close();
      }
    },
    finish() {
      if (high > -Infinity) close();
      return { secondsPerPeak, peaks: peaks.slice(0, 2 * buckets) };
    },
  };
}

function toByte(sample: number): number {
  return Math.round(Math.min(1, Math.max(-1, sample)) * 127);
}
