/**
 * What is known of ratings whose raters are not: their mean and deviation over time.
 * @module
 */

/**
 * Means and deviations of the ratings of one piece. N rows; every array has N elements. A row holds until the next; the last
 * one as long as the one before it did, since the ratings end there (a single row: until the piece ends).
 */
export interface TargetSeries {
  /** Name of the audio file without its ending. */
  piece: string;
  /** [N] in seconds, ≥ 0, strictly ascending. */
  times: Float64Array;
  /** Mean over raters, [N] in [-1, 1]. */
  arousal: Float64Array;
  valence: Float64Array;
  /** Standard deviation over raters, [N] in [0, 2], units of the plane. */
  arousalDeviation: Float64Array;
  valenceDeviation: Float64Array;
  /** Over raters, of arousal and valence, [N] in [-1, 1]; 0 where it is not known. */
  correlation: Float64Array;
  /** How many people rated, [N], > 0; {@link USUAL_RATERS} where it is not known. */
  raters: Float64Array;
}

/**
 * Raters of a row that does not say how many. EmoMusic and DEAM asked at least ten people for most songs (Soleymani et al.
 * 2013, "1000 songs for emotional analysis of music", section 3; Aljanaki et al. 2017, section 3).
 */
export const USUAL_RATERS = 10;

/** When the last row ends, seconds; Infinity for a single row, 0 for none. */
export function targetEnd({ times }: Pick<TargetSeries, "times">): number {
  const n = times.length;
  return n > 1 ? 2 * times[n - 1] - times[n - 2] : n === 1 ? Infinity : 0;
}

/** Row in force at a time; -1 before the first and after the last. */
export function targetAt({ times }: Pick<TargetSeries, "times">, seconds: number): number {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= seconds) low = middle + 1;
    else high = middle;
  }
  return seconds < targetEnd({ times }) ? low - 1 : -1;
}
