/**
 * One axis of the fit of `model.ts`: what is known between iterations, and its steps.
 * @module
 */
import { mean } from "../../statistics.ts";
import { type Curve, curveAt, heardInto, type Known, posterior, priorKnown, tellInto, type Walk } from "./consensus.ts";
import type { Axis, LagRange } from "./model.ts";
import { whiten, type Whitened } from "./noise.ts";
import type { Observations } from "./observations.ts";
import {
  addSeriesInto,
  emptyReading,
  type Personal,
  personalPosterior,
  type ReadingSums,
  type Spread,
} from "./personal.ts";
import { settleNoise } from "./settle_noise.ts";
import { spamEvidence } from "./spam.ts";

/** Variances below this are none: a thousandth of the plane. */
export const NO_SPREAD = 1e-6;
/** ρ over a second: what listeners hear together goes on for some seconds. */
const PERSISTENCE = 0.8;
/** Before any data: lags differ by a second, as far as two raters tell. */
export const LAG_PRIOR = { raters: 2, variance: 1 };

export interface AxisFit {
  axis: Axis;
  observations: Observations;
  lagRange: LagRange;
  /** A music's prior mean, [K]; null when it is to be learned. */
  priorMeans: Float64Array[] | null;
  /** Mean of the consensus where there is no prior. */
  level: number;
  walk: Walk;
  curves: Curve[];
  /** c̄ of each music. */
  middles: Float64Array;
  /** φ, and every series made white by it. */
  correlation: number;
  whitened: Whitened[];
  spread: Spread;
  /** Of each rater. */
  personal: Personal[];
  /** With the noise's prior, as if all listened. */
  logEvidence: Float64Array;
  /** σ² and the scale s² of its prior. */
  noise: Float64Array;
  noiseScale: number;
  lag: Float64Array;
  /** How unsure each lag is, s². */
  lagVariance: Float64Array;
  lagMean: number;
  lagSpread: number;
}

/** Raters alike, who hear what the mean of them says. */
export function beginAxis(
  axis: Axis,
  observations: Observations,
  lagRange: LagRange,
  priorMeans: Float64Array[] | null,
): AxisFit {
  const { raters, series, byRater, musics, binSeconds } = observations;
  const fit: AxisFit = {
    axis,
    observations,
    lagRange,
    priorMeans,
    level: mean(series.map((one) => mean([...one[axis]]))),
    walk: { start: 0.1, persistence: PERSISTENCE ** binSeconds, step: 0.01 * binSeconds },
    curves: musics.map((_, m) => ({
      mean: new Float64Array(knotCount(observations, m, lagRange)),
      covariance: new Float64Array(0),
      stepSeconds: binSeconds,
    })),
    middles: new Float64Array(musics.length),
    correlation: 0,
    whitened: series.map((one) => whiten(one, axis, 0)),
    spread: { offset: 0.02, gain: 0.05, drift: 0.01, reading: 0.02, movement: 0.05, trend: 0.01 },
    personal: byRater.map((own) => personalPosterior(noReadings(observations, own), START, 1)),
    logEvidence: new Float64Array(raters.length),
    noise: new Float64Array(raters.length).fill(0.1),
    noiseScale: 0.1,
    lag: new Float64Array(raters.length).fill(lagRange.meanSeconds),
    lagVariance: new Float64Array(raters.length).fill(LAG_PRIOR.variance),
    lagMean: lagRange.meanSeconds,
    lagSpread: LAG_PRIOR.variance,
  };
  return fit;
}

/** Nothing told yet: an ordinary rater, surely. */
const START: Spread = {
  offset: NO_SPREAD,
  gain: NO_SPREAD,
  drift: NO_SPREAD,
  reading: NO_SPREAD,
  movement: NO_SPREAD,
  trend: NO_SPREAD,
};

function noReadings({ series }: Observations, own: readonly number[]): ReadingSums[] {
  return Array.from({ length: Math.max(...own.map((i) => series[i].reading)) + 1 }, () => emptyReading(0));
}

/** Knots from 0 to the end, and beyond as far as a rater may be ahead of the mean. */
export function knotCount({ musics, binSeconds }: Observations, music: number, { leastSeconds }: LagRange): number {
  return Math.ceil((musics[music].endSeconds + Math.max(0, -leastSeconds)) / binSeconds) + 1;
}

/** μ of a music at its knots. */
export function priorMean({ priorMeans, curves, level }: AxisFit, music: number): Float64Array {
  return priorMeans?.[music] ?? new Float64Array(curves[music].mean.length).fill(level);
}

/** E step of the consensus: every rater counts by how likely they listen. */
export function hearConsensus(fit: AxisFit, attention: Float64Array): void {
  const { observations: { series, binSeconds }, curves, whitened, personal, noise, lag } = fit;
  const known: Known[] = curves.map((_, m) => priorKnown(priorMean(fit, m), fit.walk));
  series.forEach(({ rater, music, reading, times }, i) => {
    if (attention[rater] < 1e-6) return;
    const { one, minutes, ratings } = whitened[i],
      { gain, gainSquare, constant, drift } = toldOf(
        personal[rater],
        reading,
        fit.middles[music],
      );
    const toldBy = times.map((_, n) => gain * ratings[n] - constant * one[n] - drift * minutes[n]);
    const precision = attention[rater] / noise[rater];
    const told = { lagSeconds: lag[rater], stepSeconds: binSeconds, gainSquare, precision, toldBy };
    tellInto(known[music], times, told, whitened[i]);
  });
  fit.curves = known.map((one) => posterior(one, binSeconds));
  fit.middles = Float64Array.from(fit.curves, ({ mean: values }) => mean([...values]));
}

/**
 * Moments of y = G·c + (o + b − a·c̄)·u + (d + h)·s with the gain in this piece G = g + a: E[G], E[G²], E[G·(o + b − a·c̄)],
 * E[G·(d + h)].
 */
function toldOf({ mean, second, readings }: Personal, reading: number, middle: number) {
  const { mean: [, a], withTheta: t, second: own } = readings[reading];
  return {
    gain: mean[1] + a,
    gainSquare: second[4] + 2 * t[4] + own[4],
    constant: second[1] + t[1] - middle * t[4] + t[3] + own[1] - middle * own[4],
    drift: second[5] + t[7] + t[5] + own[5],
  };
}

/** What a rater's series say with a lag. */
export function sumsOf(fit: AxisFit, rater: number, lagSeconds: number): ReadingSums[] {
  const { observations: { series, byRater }, curves, whitened } = fit, sums: ReadingSums[] = [];
  for (const i of byRater[rater]) {
    const { times, music, reading } = series[i], N = times.length;
    const heard = { mean: new Float64Array(N), variance: new Float64Array(N) };
    heardInto(heard, curves[music], times, lagSeconds, whitened[i]);
    addSeriesInto(sums[reading] ??= emptyReading(fit.middles[music]), whitened[i], heard);
  }
  return sums;
}

/** E step of a rater and M step of the noise, which settle together. */
export function knowRater(fit: AxisFit, rater: number): void {
  const prior = { noise: fit.noise[rater], scale: fit.noiseScale };
  const settled = settleNoise(sumsOf(fit, rater, fit.lag[rater]), fit.spread, prior);
  fit.personal[rater] = settled.personal;
  fit.noise[rater] = settled.noise;
  fit.logEvidence[rater] = settled.logEvidence;
}

/** log odds of the two evidences: not listening against listening. */
export function spamNats(fit: AxisFit, rater: number): number {
  const sums = fit.observations.byRater[rater].map((i) => {
    const one = emptyReading(0);
    addSeriesInto(one, fit.whitened[i], null);
    return one;
  });
  const prior = { noise: fit.noise[rater], scale: fit.noiseScale };
  return spamEvidence(sums, fit.spread, prior) - fit.logEvidence[rater];
}

/** What a rater's ratings are above the consensus on average. */
export function rawOffset(fit: AxisFit, rater: number): number {
  const { observations: { series, byRater }, curves, axis, lag } = fit;
  return mean(byRater[rater].flatMap((i) => {
    const { music, times } = series[i], { mean, stepSeconds } = curves[music];
    return Array.from(series[i][axis], (y, n) => y - curveAt(mean, times[n] - lag[rater], stepSeconds));
  }));
}
