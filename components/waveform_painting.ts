/**
 * A waveform's lowest and highest samples under each pixel column.
 * @module
 */
import { secondsToX, type TimeView } from "./time_axis.ts";
import type { TilePart } from "./media/tile_view.ts";

/** Lowest and highest sample of each column, ±127, [2·columns]. */
export type Peaks = Int8Array;

/**
 * `out[2x]` lowest and `out[2x + 1]` highest sample under column x, in [-1, 1]; NaN where nothing is known. [2·width]
 * @param parts as they lie in time.
 */
export function envelopeInto(out: Float32Array, parts: readonly TilePart<Peaks>[], view: TimeView): void {
  const width = out.length / 2;
  out.fill(NaN);
  for (const { tile, fromColumn, endColumn, startSeconds, endSeconds } of parts) {
    const left = secondsToX(startSeconds, view, width), right = secondsToX(endSeconds, view, width);
    const perColumn = (right - left) / (endColumn - fromColumn);
    for (let column = Math.floor(fromColumn); column < endColumn; column++) {
      const low = tile[2 * column] / 127, high = tile[2 * column + 1] / 127;
      // A part may begin and end within a column.
      const from = left + (Math.max(column, fromColumn) - fromColumn) * perColumn;
      const end = left + (Math.min(column + 1, endColumn) - fromColumn) * perColumn;
      const last = Math.min(width, Math.ceil(end));
      for (let x = Math.max(0, Math.floor(from)); x < last; x++) {
        if (!(out[2 * x] <= low)) out[2 * x] = low;
        if (!(out[2 * x + 1] >= high)) out[2 * x + 1] = high;
      }
    }
  }
}

/** Largest absolute sample of all, in (0, 1]: quiet pieces are drawn as tall as loud ones. */
export function loudestPeak(peaks: Peaks): number {
  return peaks.reduce((most, peak) => Math.max(most, Math.abs(peak)), 1) / 127;
}
