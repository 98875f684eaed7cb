/**
 * What tests of annotations share.
 * @module
 */
import { type TargetSeries, USUAL_RATERS } from "./target_series.ts";

/** Targets with one deviation for all rows, and no correlation. */
export function targetSeries(
  piece: string,
  times: number[],
  arousal: number[],
  valence: number[],
  deviation = 0.3,
): TargetSeries {
  const all = (value: number) => new Float64Array(times.length).fill(value);
  return {
    piece,
    times: Float64Array.from(times),
    arousal: Float64Array.from(arousal),
    valence: Float64Array.from(valence),
    arousalDeviation: all(deviation),
    valenceDeviation: all(deviation),
    correlation: all(0),
    raters: all(USUAL_RATERS),
  };
}
