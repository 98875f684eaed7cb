/**
 * Reaction lags: each rater's by the evidence over candidates, all together by what is known of the music.
 * @module
 */
import { type AxisFit, LAG_PRIOR, sumsOf } from "./axis_fit.ts";
import { curveAt } from "./consensus.ts";
import { personalPosterior } from "./personal.ts";

/** Seconds between candidates: far enough not to miss a peak, which is as wide as the music moves; then finely. */
const COARSE = 0.5, FINE = 0.1;

/**
 * The likeliest lag of a rater, with all else of the rater integrated out, and how unsure it is.
 * @param near climb from the lag that is, instead of looking everywhere.
 */
export function findLag(fit: AxisFit, rater: number, near: boolean): void {
  const tried = new Map<number, number>();
  // Candidates are counted in steps of FINE, so that none is tried twice.
  const score = (at: number): number => {
    const known = tried.get(at) ?? lagScore(fit, rater, at * FINE);
    tried.set(at, known);
    return known;
  };
  const best = climb(near ? Math.round(fit.lag[rater] / FINE) : coarsely(fit, score), score);
  const [before, here, after] = [best - 1, best, best + 1].map(score), bend = before - 2 * here + after;
  const peaked = Number.isFinite(bend) && bend < 0;
  const { leastSeconds, mostSeconds } = fit.lagRange;
  const lag = FINE * (peaked ? best + 0.5 * (before - after) / bend : best);
  fit.lag[rater] = Math.max(leastSeconds, Math.min(mostSeconds, lag));
  fit.lagVariance[rater] = peaked ? Math.min(fit.lagSpread, FINE * FINE / -bend) : fit.lagSpread;
}

/** log evidence + log prior of a lag, -Infinity outside the range. */
function lagScore(fit: AxisFit, rater: number, lag: number): number {
  const { leastSeconds, mostSeconds } = fit.lagRange;
  if (lag < leastSeconds - 1e-9 || lag > mostSeconds + 1e-9) return -Infinity;
  const { logEvidence } = personalPosterior(sumsOf(fit, rater, lag), fit.spread, fit.noise[rater]);
  return logEvidence - 0.5 * (lag - fit.lagMean) ** 2 / fit.lagSpread;
}

/** The best of coarse candidates over the whole range. */
function coarsely({ lagRange: { leastSeconds, mostSeconds } }: AxisFit, score: (at: number) => number): number {
  const stride = Math.round(COARSE / FINE),
    first = Math.ceil(leastSeconds / FINE),
    last = Math.floor(mostSeconds / FINE);
  let best = first;
  for (let at = first; at <= last; at += stride) if (score(at) > score(best)) best = at;
  return best;
}

function climb(from: number, score: (at: number) => number): number {
  let best = from;
  for (const way of [1, -1]) while (score(best + way) > score(best)) best += way;
  return best;
}

/** M step of the lags' spread, after the mean lag has been put where it belongs. */
export function knowLags(fit: AxisFit, attention: Float64Array): void {
  const total = attention.reduce((sum, w) => sum + w, 0);
  const meanLag = () => fit.lag.reduce((sum, lag, r) => sum + attention[r] * lag, 0) / total;
  const { leastSeconds, mostSeconds, meanSeconds } = fit.lagRange;
  const shift = fit.priorMeans ? shiftToPrior(fit) : meanSeconds - meanLag();
  for (let r = 0; r < fit.lag.length; r++) {
    fit.lag[r] = Math.max(leastSeconds, Math.min(mostSeconds, fit.lag[r] + shift));
  }
  fit.lagMean = meanLag();
  const square = fit.lag.reduce(
    (sum, lag, r) => sum + attention[r] * ((lag - fit.lagMean) ** 2 + fit.lagVariance[r]),
    0,
  );
  fit.lagSpread = (LAG_PRIOR.raters * LAG_PRIOR.variance + square) / (LAG_PRIOR.raters + total);
}

/**
 * How far all lags are too short: the shift s that makes the consensus' changes over a bin, c(t + s), most like the
 * prior's. A common shift leaves the ratings as likely as before, so that no rater's own search would find it.
 */
function shiftToPrior({ curves, priorMeans, lagRange: { leastSeconds, mostSeconds } }: AxisFit): number {
  const most = Math.round((mostSeconds - leastSeconds) / FINE);
  let best = 0, least = Infinity;
  for (let at = -most; at <= most; at++) {
    const shift = at * FINE;
    let error = 0, count = 0;
    curves.forEach(({ mean, stepSeconds }, m) => {
      const prior = priorMeans![m];
      for (let k = 1; k < prior.length; k++) {
        const from = (k - 1) * stepSeconds + shift, to = k * stepSeconds + shift;
        if (from < 0 || to > (mean.length - 1) * stepSeconds) continue;
        const change = curveAt(mean, to, stepSeconds) - curveAt(mean, from, stepSeconds);
        error += (change - prior[k] + prior[k - 1]) ** 2;
        count++;
      }
    });
    if (count > 0 && error / count < least - 1e-12) [best, least] = [shift, error / count];
  }
  return best;
}
