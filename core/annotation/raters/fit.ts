/**
 * The fit of the rater model: variational EM as `model.ts` writes it down.
 * @module
 */
import type { RatingSeries } from "../series.ts";
import { type AxisFit, beginAxis, hearConsensus, knotCount, knowRater, rawOffset, spamNats } from "./axis_fit.ts";
import { findLag, knowLags } from "./lags.ts";
import {
  AXES,
  type Axis,
  type FitOptions,
  type Population,
  type Rater,
  type RaterAxis,
  type RaterModel,
} from "./model.ts";
import { type Observations, observe } from "./observations.ts";
import { centre, knowPopulation } from "./population.ts";

/** Beta prior of π: one spammer in ten, worth ten raters. */
const SPAM_PRIOR = { spammers: 1, raters: 10 };
/** Iterations in which everybody is believed, so that there is a consensus to fall short of. */
const TRUSTING = 3;
/** An iteration that changes no offset, gain or spam probability by more, nor a lag by ten times as many seconds, is the last. */
const SETTLED = 1e-3;

/**
 * Fit raters and consensus to series. Deterministic.
 * @param series of any raters and pieces; a rater may have rated some pieces only. Without ratings the model is empty.
 * @throws RangeError if the mean lag is not within the range.
 * @example
 * ```ts
 * import { seededRandom } from "../../random.ts";
 * import { fitRaters } from "./fit.ts";
 * import { RELATIVE_LAGS } from "./model.ts";
 * import { simulateRaters, USUAL_RATERS } from "./simulate.ts";
 * const { series, raters } = simulateRaters({ ...USUAL_RATERS, raters: 10, pieces: 5 }, seededRandom(1));
 * const model = fitRaters(series, { lag: RELATIVE_LAGS });
 * const [spammer] = model.raters.filter((rater) => rater.spamProbability > 0.5);
 * if (spammer.annotator !== raters.find((rater) => rater.spam)?.annotator) throw new Error("one does not listen");
 * ```
 */
export function fitRaters(series: readonly RatingSeries[], options: FitOptions): RaterModel {
  const { lag, prior, identical, maxIterations = 60 } = options;
  if (!(lag.leastSeconds <= lag.meanSeconds && lag.meanSeconds <= lag.mostSeconds)) {
    throw new RangeError(
      `Cannot fit raters: the mean lag must be in ${lag.leastSeconds} … ${lag.mostSeconds} s, ` +
        `current value is ${lag.meanSeconds}`,
    );
  }
  const observations = observe(series, identical), count = observations.raters.length;
  if (count === 0) return emptyModel(lag.meanSeconds);
  const fits = AXES.map((axis) =>
    beginAxis(axis, observations, lag, prior ? priorMeans(axis, observations, lag, prior) : null)
  );
  const spam = new Float64Array(count), attention = new Float64Array(count).fill(1);
  let share = SPAM_PRIOR.spammers / SPAM_PRIOR.raters, iteration = 0, converged = false;
  while (!converged && iteration < maxIterations) {
    const before = snapshot(fits, spam);
    const lags = iteration === 0 ? "as they are" : iteration <= TRUSTING + 1 ? "anywhere" : "near";
    for (const fit of fits) stepAxis(fit, attention, lags);
    if (iteration >= TRUSTING) {
      share = findSpam(fits, share, spam);
      spam.forEach((p, r) => attention[r] = Math.max(1e-9, 1 - p));
    }
    converged = iteration > TRUSTING + 1 && largestChange(before, snapshot(fits, spam)) < SETTLED;
    iteration++;
  }
  const [arousal, valence] = fits;
  return {
    raters: observations.raters.map((annotator, r) => raterOf(annotator, r, { arousal, valence }, spam[r])),
    population: { arousal: populationOf(arousal), valence: populationOf(valence) },
    spamShare: share,
    consensus: new Map(observations.musics.flatMap(({ pieces }, m) => {
      const { stepSeconds } = arousal.curves[m];
      return pieces.map((piece) =>
        [piece, { stepSeconds, arousal: arousal.curves[m].mean, valence: valence.curves[m].mean }] as const
      );
    })),
    iterations: iteration,
    converged,
  };
}

function priorMeans(
  axis: Axis,
  observations: Observations,
  lag: FitOptions["lag"],
  prior: NonNullable<FitOptions["prior"]>,
): Float64Array[] {
  return observations.musics.map(({ pieces: [piece] }, m) =>
    Float64Array.from(
      { length: knotCount(observations, m, lag) },
      (_, k) => prior(piece, k * observations.binSeconds)[axis],
    )
  );
}

/** One iteration on one axis. Lags are looked for once there is a consensus that moves, and near by once it stands. */
function stepAxis(fit: AxisFit, attention: Float64Array, lags: "as they are" | "anywhere" | "near"): void {
  hearConsensus(fit, attention);
  for (let rater = 0; rater < fit.personal.length; rater++) {
    if (lags !== "as they are") findLag(fit, rater, lags === "near");
    knowRater(fit, rater);
  }
  if (lags !== "as they are") knowLags(fit, attention);
  knowPopulation(fit, attention);
  centre(fit, attention);
}

/**
 * E step of z and M step of π: fills the probabilities, gives the share. One series cannot tell inattention from an odd
 * reading or a hand that rests, so that whoever has no second one is a spammer as likely as anybody.
 */
function findSpam(fits: readonly AxisFit[], share: number, spam: Float64Array): number {
  let expected = 0, judged = 0;
  fits[0].observations.byRater.forEach((own, rater) => {
    spam[rater] = share;
    if (own.length < 2) return;
    let logOdds = Math.log(share / (1 - share));
    for (const fit of fits) logOdds += spamNats(fit, rater);
    spam[rater] = 1 / (1 + Math.exp(-logOdds));
    expected += spam[rater];
    judged++;
  });
  return (SPAM_PRIOR.spammers + expected) / (SPAM_PRIOR.raters + judged);
}

/** What must have settled, in like units. */
function snapshot(fits: readonly AxisFit[], spam: Float64Array): number[] {
  return [
    ...spam,
    ...fits.flatMap((fit) => [
      ...fit.personal.flatMap(({ mean }) => [mean[0], mean[1]]),
      ...Array.from(fit.lag, (lag) => lag / 10),
    ]),
  ];
}

function largestChange(a: readonly number[], b: readonly number[]): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

function raterOf(annotator: string, r: number, fits: Record<Axis, AxisFit>, spamProbability: number): Rater {
  const axis = (fit: AxisFit): RaterAxis => {
    const { mean: [offset, gain, driftPerMinute] } = fit.personal[r], noise = Math.sqrt(fit.noise[r]);
    return { offset, gain, noise, lagSeconds: fit.lag[r], driftPerMinute, rawOffset: rawOffset(fit, r) };
  };
  const series = fits.arousal.observations.byRater[r].length;
  return { annotator, series, spamProbability, arousal: axis(fits.arousal), valence: axis(fits.valence) };
}

function populationOf({ spread, lagMean, lagSpread, noiseScale, correlation }: AxisFit): Population {
  return {
    offsetDeviation: Math.sqrt(spread.offset),
    gainDeviation: Math.sqrt(spread.gain),
    driftDeviation: Math.sqrt(spread.drift),
    readingDeviation: Math.sqrt(spread.reading),
    movementDeviation: Math.sqrt(spread.movement),
    trendDeviation: Math.sqrt(spread.trend),
    lagMeanSeconds: lagMean,
    lagDeviationSeconds: Math.sqrt(lagSpread),
    noise: Math.sqrt(noiseScale),
    noiseCorrelation: correlation,
  };
}

function emptyModel(lagMeanSeconds: number): RaterModel {
  const none: Population = {
    offsetDeviation: 0,
    gainDeviation: 0,
    driftDeviation: 0,
    readingDeviation: 0,
    movementDeviation: 0,
    trendDeviation: 0,
    lagMeanSeconds,
    lagDeviationSeconds: 0,
    noise: 0,
    noiseCorrelation: 0,
  };
  const spamShare = SPAM_PRIOR.spammers / SPAM_PRIOR.raters;
  const population = { arousal: none, valence: { ...none } };
  return { raters: [], population, spamShare, consensus: new Map(), iterations: 0, converged: true };
}
