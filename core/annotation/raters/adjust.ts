/**
 * Ratings as a mean rater would have given them: what models are trained on when raters are modelled.
 * @module
 */
import type { RatingSeries } from "../series.ts";
import { typicalBinSeconds } from "./observations.ts";
import { AXES, type Axis, type Rater, type RaterModel } from "./model.ts";

/** Gains are divided by at least this: ratings of a rater who hardly moves must not be blown up. */
const LEAST_GAIN = 0.5;
/** Raters who count less than this are left out. */
const LEAST_WEIGHT = 0.01;

/**
 * Series without what the rater model knows of their raters: offset, drift and gain taken off, each axis moved back by its
 * lag, y' = (y − o − d·s) / max(g, .5) at t − l, clamped to the plane. What a rater hears otherwise than others in a piece is
 * left as it is: the same map is applied to all that one rater says on an axis, so that two camps stay two.
 *
 * A series' weight is how likely the rater listens, relative to anybody: (1 − p) / (1 − π), at most 1; who hardly does is
 * left out. A piece whose raters all would be is given as it was.
 * @param series of raters that the model knows; others stay as they are.
 * @returns in the same order; times of both axes together, where their lags differ.
 */
export function adjustSeries(series: readonly RatingSeries[], model: RaterModel): RatingSeries[] {
  const raters = new Map(model.raters.map((rater) => [rater.annotator, rater])), ends = endsOf(series);
  const weighted = series.map((one) => {
    const rater = raters.get(one.annotator);
    return rater ? { ...adjusted(one, rater, ends.get(one.piece)!), weight: weightOf(rater, model) } : one;
  });
  const heard = new Set(weighted.flatMap(({ piece, weight = 1 }) => weight >= LEAST_WEIGHT ? [piece] : []));
  return weighted.flatMap((one, i) => {
    if (!heard.has(one.piece)) return [series[i]];
    return (one.weight ?? 1) >= LEAST_WEIGHT ? [one] : [];
  });
}

function weightOf({ spamProbability }: Rater, { spamShare }: RaterModel): number {
  return Math.min(1, (1 - spamProbability) / (1 - spamShare));
}

/** When the last rating of each piece ends: drift is counted from the middle. */
function endsOf(series: readonly RatingSeries[]): Map<string, number> {
  const ends = new Map<string, number>(), bin = typicalBinSeconds(series);
  for (const { piece, times } of series) {
    ends.set(piece, Math.max(ends.get(piece) ?? 0, times.length > 0 ? times[times.length - 1] + bin : 0));
  }
  return ends;
}

function adjusted(one: RatingSeries, rater: Rater, endSeconds: number): RatingSeries {
  if (one.times.length === 0) return one;
  const moved = Object.fromEntries(AXES.map((axis) => [axis, movedTimes(one.times, rater[axis].lagSeconds)]));
  const begin = one.times[0];
  const times = Float64Array.from(new Set([...moved.arousal, ...moved.valence])).sort().filter((t) => t >= begin);
  const hold = (axis: Axis) => {
    const { offset, gain, driftPerMinute } = rater[axis], values = one[axis];
    let at = 0;
    return times.map((t) => {
      while (at + 1 < values.length && moved[axis][at + 1] <= t) at++;
      const drift = driftPerMinute * (one.times[at] - endSeconds / 2) / 60;
      return Math.max(-1, Math.min(1, (values[at] - offset - drift) / Math.max(LEAST_GAIN, gain)));
    });
  };
  return { ...one, times, arousal: hold("arousal"), valence: hold("valence") };
}

/** Times less the lag, to a millisecond; the first rating begins when it began, whatever its lag. */
function movedTimes(times: Float64Array, lagSeconds: number): Float64Array {
  return times.map((t, n) => n === 0 ? t : Math.round((t - lagSeconds) * 1000) / 1000);
}
