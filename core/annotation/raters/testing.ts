/** What can be known of simulated raters at all, beside what a fit finds: for tests and tables. */
import { mean } from "../../statistics.ts";
import { beginAxis, knowRater, NO_SPREAD } from "./axis_fit.ts";
import { findLag } from "./lags.ts";
import { AXES, type Axis, type RaterAxis } from "./model.ts";
import { type Observations, observe } from "./observations.ts";
import type { Simulation, SimulationSpec, TrueRater } from "./simulate.ts";

/** What the simulation draws for each axis of a rater. */
export type Drawn = keyof TrueRater[Axis];
type Estimates = Record<Axis, Pick<RaterAxis, Drawn>>;

/** Estimates less truth of those who listen, both relative to their mean: all that ratings alone can tell. */
export function errors({ raters }: Simulation, estimates: readonly Estimates[], key: Drawn): number[] {
  return AXES.flatMap((axis) => {
    const differences = raters.flatMap((rater, i) => rater.spam ? [] : [estimates[i][axis][key] - rater[axis][key]]);
    return differences.map((difference) => difference - mean(differences));
  });
}

export const rms = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => value * value)));
export const shareWithin = (values: readonly number[], most: number) =>
  mean(values.map((value) => Math.abs(value) <= most ? 1 : 0));

/** Seconds between the oracle's knots: the fastest wave has 8 s, so that lines between knots are off by less than .001. */
const KNOT_SECONDS = 0.25;

/**
 * What an oracle says who knows what the music is, how raters are drawn, and each rater's noise; only offset, gain, drift, lag and
 * readings have to be told from the ratings. No fit, which must find all of that, can be expected to do better.
 */
export function oracleEstimates(simulation: Simulation, spec: SimulationSpec): Estimates[] {
  const observations = observe(simulation.series);
  const [arousal, valence] = AXES.map((axis) => oracleAxis(axis, observations, { simulation, spec }));
  return simulation.raters.map((_, i) => ({ arousal: arousal[i], valence: valence[i] }));
}

function oracleAxis(
  axis: Axis,
  observations: Observations,
  { simulation: { consensus, raters }, spec }: { simulation: Simulation; spec: SimulationSpec },
): Pick<RaterAxis, Drawn>[] {
  const [least, most] = spec.lagSeconds;
  const lags = { meanSeconds: (least + most) / 2, leastSeconds: least - 1, mostSeconds: most + 1 };
  const fit = beginAxis(axis, observations, lags, null);
  fit.curves = observations.musics.map(({ pieces: [piece], endSeconds }) => {
    const K = Math.ceil(endSeconds / KNOT_SECONDS) + 1;
    const heard = Float64Array.from({ length: K }, (_, k) => consensus(piece, k * KNOT_SECONDS)[axis]);
    return { mean: heard, covariance: new Float64Array(K * K), stepSeconds: KNOT_SECONDS };
  });
  fit.middles = Float64Array.from(fit.curves, (curve) => mean([...curve.mean]));
  fit.spread = {
    offset: spec.offset ** 2,
    gain: spec.gain ** 2,
    drift: spec.driftPerMinute ** 2,
    reading: spec.reading ** 2,
    movement: NO_SPREAD,
    trend: NO_SPREAD,
  };
  fit.lagSpread = (most - least) ** 2 / 12;
  return raters.map((rater, r) => {
    fit.noise[r] = rater[axis].noise ** 2;
    findLag(fit, r, false);
    knowRater(fit, r);
    const { mean: [offset, gain, driftPerMinute] } = fit.personal[r];
    return { offset, gain, driftPerMinute, lagSeconds: fit.lag[r], noise: Math.sqrt(fit.noise[r]) };
  });
}
