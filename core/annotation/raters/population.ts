/**
 * M step of how raters differ, of how the consensus moves and of how noise lasts; and what makes them identifiable.
 * @module
 */
import { mean } from "../../statistics.ts";
import { type AxisFit, NO_SPREAD, priorMean } from "./axis_fit.ts";
import { curveAt, innovations } from "./consensus.ts";
import { correlationPerSecond, whiten } from "./noise.ts";
import type { Personal } from "./personal.ts";

/** The least variance of what is new in a consensus: less would bind the knots to a line. */
const LEAST_STEP = 1e-6;
/** Raters of several pieces that are needed to tell how far offsets differ. */
const LEAST_RATERS = 3;
/** α² is at most this: who may move against all others as well as with them would not tell what the others hear. */
const MOST_MOVEMENT = 1;

/** M step of how raters differ, and of how the consensus moves. */
export function knowPopulation(fit: AxisFit, attention: Float64Array): void {
  const { personal, spread } = fit;
  const meanOver = (square: (rater: Personal) => number, chosen = personal.map((_, r) => r)) => {
    const total = chosen.reduce((sum, r) => sum + attention[r], 0);
    const sum = chosen.reduce((sum, r) => sum + attention[r] * square(personal[r]), 0);
    return Math.max(NO_SPREAD, total > 0 ? sum / total : 0);
  };
  const several = personal.flatMap(({ readings }, r) => readings.length > 1 ? [r] : []);
  // What one piece shows of a rater may be the rater's reading of it.
  const habit = (square: (rater: Personal) => number) =>
    several.length < LEAST_RATERS ? NO_SPREAD : meanOver(square, several);
  spread.offset = habit(({ second }) => second[0]);
  spread.gain = habit(({ second, mean }) => second[4] - 2 * mean[1] + 1);
  spread.drift = habit(({ second }) => second[8]);
  spread.reading = meanOver(({ readings }) => mean(readings.map(({ second }) => second[0])));
  spread.movement = Math.min(MOST_MOVEMENT, meanOver(({ readings }) => mean(readings.map(({ second }) => second[4]))));
  spread.trend = meanOver(({ readings }) => mean(readings.map(({ second }) => second[8])));
  const total = attention.reduce((sum, w) => sum + w, 0);
  fit.noiseScale = total / fit.noise.reduce((sum, noise, r) => sum + attention[r] / noise, 0);
  knowWalk(fit);
  knowCorrelation(fit, attention);
}

function knowWalk(fit: AxisFit): void {
  if (!fit.priorMeans) fit.level = mean(fit.curves.map((curve) => curve.mean[0]));
  let start = 0, steps = 0, count = 0;
  fit.curves.forEach((curve, m) => {
    const found = innovations(curve, priorMean(fit, m), fit.walk.persistence);
    start += found.start;
    steps += found.steps;
    count += curve.mean.length - 1;
  });
  fit.walk.start = Math.max(NO_SPREAD, start / fit.curves.length);
  fit.walk.step = Math.max(LEAST_STEP, count > 0 ? steps / count : 0);
}

/** What is left of a rating when all else is taken off, [N] of a series. */
function residuals(fit: AxisFit, i: number): Float64Array {
  const { rater, music, reading, times, minutes, [fit.axis]: ratings } = fit.observations.series[i];
  const { mean: [offset, gain, drift], readings } = fit.personal[rater], { mean: [b, a, h] } = readings[reading];
  const { mean, stepSeconds } = fit.curves[music];
  return ratings.map((y, n) =>
    y - offset - b + a * fit.middles[music] - (drift + h) * minutes[n] -
    (gain + a) * curveAt(mean, times[n] - fit.lag[rater], stepSeconds)
  );
}

function knowCorrelation(fit: AxisFit, attention: Float64Array): void {
  const pairs = { products: 0, squares: 0, seconds: 0, count: 0 };
  fit.observations.series.forEach(({ rater, times }, i) => {
    const left = residuals(fit, i), weight = attention[rater] / fit.noise[rater];
    for (let n = 1; n < times.length; n++) {
      pairs.products += weight * left[n] * left[n - 1];
      pairs.squares += weight * (left[n] * left[n] + left[n - 1] * left[n - 1]) / 2;
      pairs.seconds += times[n] - times[n - 1];
      pairs.count++;
    }
  });
  fit.correlation = correlationPerSecond(pairs);
  fit.whitened = fit.observations.series.map((one) => whiten(one, fit.axis, fit.correlation));
}

/** Mean offset 0 and mean gain 1: the consensus is what the mean rater says. */
export function centre(fit: AxisFit, attention: Float64Array): void {
  const total = attention.reduce((sum, w) => sum + w, 0);
  const meanOf = (i: number) => fit.personal.reduce((sum, { mean }, r) => sum + attention[r] * mean[i], 0) / total;
  const offset = meanOf(0), gain = meanOf(1);
  for (const one of fit.personal) {
    const [o, g, d] = one.mean,
      cov = one.second.map((value, i) => value - one.mean[Math.floor(i / 3)] * one.mean[i % 3]);
    one.mean = Float64Array.of(o - g * offset / gain, g / gain, d);
    one.second = cov.map((value, i) => value + one.mean[Math.floor(i / 3)] * one.mean[i % 3]);
    for (const { mean, withTheta } of one.readings) {
      for (let i = 0; i < 9; i++) withTheta[i] += mean[Math.floor(i / 3)] * (one.mean[i % 3] - [o, g, d][i % 3]);
    }
  }
}
