/**
 * A waveform's lowest and highest samples under each pixel column.
 * @module
 */
import type { TimeView } from "./time_axis.ts";

/** As the server answers: `peaks[2i]` lowest and `peaks[2i + 1]` highest sample of bucket i, -128 … 127. */
export interface Peaks {
  secondsPerPeak: number;
  peaks: ArrayLike<number>;
}

/**
 * `out[2x]` lowest and `out[2x + 1]` highest sample under column x, in [-1, 1]; NaN beyond the piece. [2·width]
 */
export function envelopeInto(out: Float32Array, { secondsPerPeak, peaks }: Peaks, view: TimeView): void {
  const width = out.length / 2, buckets = peaks.length / 2;
  const perPixel = (view.endSeconds - view.startSeconds) / width / secondsPerPeak;
  for (let x = 0; x < width; x++) {
    const from = view.startSeconds / secondsPerPeak + x * perPixel;
    const first = Math.max(0, Math.floor(from));
    const last = Math.min(buckets, Math.ceil(from + perPixel)); // one at least, however close one looks
    let low = Infinity, high = -Infinity;
    for (let i = first; i < last; i++) {
      if (peaks[2 * i] < low) low = peaks[2 * i];
      if (peaks[2 * i + 1] > high) high = peaks[2 * i + 1];
    }
    out[2 * x] = first < last ? low / 128 : NaN;
    out[2 * x + 1] = first < last ? high / 128 : NaN;
  }
}

/** Largest absolute sample of all, in (0, 1]: quiet pieces are drawn as tall as loud ones. */
export function loudestPeak({ peaks }: Peaks): number {
  let most = 1;
  for (let i = 0; i < peaks.length; i++) most = Math.max(most, Math.abs(peaks[i]));
  return most / 128;
}
