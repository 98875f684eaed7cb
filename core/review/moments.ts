/**
 * First and second moments of a map, and where a mean may lie.
 * @module
 */
import { CELL_COUNT, CENTRE_AROUSALS, CENTRE_VALENCES, type Point } from "../emotion/grid.ts";
import { type Heatmap, heatmapMean } from "../emotion/heatmap.ts";

/** Furthest from the middle that a mean can be asked to lie: the outermost cell centres are at ±0.909. */
const REACH = 0.9;
/** Smaller probabilities are lifted to this one: a map's are above zero, and stay so after any number of corrections. */
export const LEAST = 1e-300;

/** Log probabilities, [121], none below that of {@link LEAST}. A loop: `Float64Array.from` takes ten times as long. */
export function logsOf(heatmap: Heatmap): Float64Array {
  const logs = new Float64Array(CELL_COUNT);
  for (let cell = 0; cell < CELL_COUNT; cell++) logs[cell] = Math.log(Math.max(LEAST, heatmap[cell]));
  return logs;
}

/** The nearest place that a mean can be asked to lie at. */
export function withinReach({ valence, arousal }: Point): Point {
  const clamp = (coordinate: number) => Math.min(REACH, Math.max(-REACH, coordinate));
  return { valence: clamp(valence), arousal: clamp(arousal) };
}

export interface Moments {
  mean: Point;
  variance: Point;
  covariance: number;
}

/** Moments of a map of sum 1 over the cells' centres. */
export function moments(q: Heatmap): Moments {
  const mean = heatmapMean(q);
  let vv = 0, aa = 0, va = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const v = CENTRE_VALENCES[cell] - mean.valence, a = CENTRE_AROUSALS[cell] - mean.arousal;
    vv += q[cell] * v * v;
    aa += q[cell] * a * a;
    va += q[cell] * v * a;
  }
  return { mean, variance: { valence: vv, arousal: aa }, covariance: va };
}

/** Angle of the axis along which a map is widest, to that of valence; 0 where it is as wide in every direction. */
export function majorAngle({ variance, covariance }: Moments): number {
  return 0.5 * Math.atan2(2 * covariance, variance.valence - variance.arousal);
}
