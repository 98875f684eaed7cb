/**
 * What is said of a rater, and the model that says it.
 *
 * For each axis, rater r, piece p and rating n at time t_n (s_n: minutes from the middle of the piece):
 *
 *   y_rpn = o_r + g_r·c_p(t_n − l_r) + d_r·s_n + b_rp + a_rp·(c_p(t_n − l_r) − c̄_p) + h_rp·s_n + e_rpn
 *
 * - c_p, the latent consensus: linear between knots τ_k a bin apart, a walk about its prior mean μ_p whose changes last. With
 *   x = c_p − μ_p: x_0 ~ N(0, κ²), x_k − x_k−1 = ρ·(x_k−1 − x_k−2) + N(0, q), ρ = .8 a second; the first change has the
 *   variance of all, q/(1 − ρ²). μ_p is what a music model predicts (`prior`), else one number for all pieces. Before the
 *   first knot c_p stands still.
 * - o_r ~ N(0, ω²) offset, g_r ~ N(1, γ²) gain, d_r ~ N(0, δ²) drift, l_r ~ N(l̄, λ²) reaction lag.
 * - b_rp ~ N(0, τ²), a_rp ~ N(0, α²), α ≤ 1, h_rp ~ N(0, η²): the rater's own reading of this piece, where it lies, how far
 *   it moves about the mean c̄_p, and where it goes. It is disagreement, not bias: offset, gain and drift are only what a rater does in one piece after another.
 *   Where nearly everybody rated one piece, ω = γ = δ = 0: nobody could tell them apart.
 * - e: autoregressive, correlation φ^|t − t'|, variance σ_r² ~ scaled inverse χ²(ν, s²).
 * - z_r ~ Bernoulli(π), π ~ Beta(1, 9): with z_r = 1 (spam, on both axes) ratings know nothing of the music,
 *   y_rn = o + m + d·s_n + e_rn with o ~ N(0, 1/3) (anywhere on the axis) and a level m of each series, N(0, 1/3), N(0, 1/30) or
 *   N(0, 1/300), as likely each. Noise has the same prior, so that it is no sign by itself. Only raters of two series are judged.
 *
 * Pieces declared identical share c, b, a and h: what a rater says the second time differs by e alone, while a spammer's two
 * levels are independent. So retests tell the noise apart from the reading, and spam from odd taste.
 *
 * **E step**: q(c)·q(o, g, d, b, a, h)·q(z), each Gaussian factor exact given the others' moments (mean-field variational
 * EM; Neal & Hinton 1998, Beal 2003): q(c) by Cholesky on a piece's knots, q(o, g, d, b, a, h) by a 3×3 system once the readings are
 * eliminated, q(z) by the log odds π/(1−π) times the ratio of the two evidences.
 * **M step**: σ_r by its mode; l_r where log evidence + log prior is highest (all else of the rater integrated out) on a grid of
 * 0.5 s, then uphill by 0.1 s, then by a parabola; ω² γ² δ² τ² α² η² λ² κ² q by their expected squares, s², φ and π likewise.
 * **Identifiability**: mean offset 0 and mean gain 1 over raters, mean lag as given; with a prior the mean lag is what
 * lines the consensus up with it. The mean drift belongs to the consensus.
 * **Cost** of an iteration: O(Σ_pieces K³ + candidate lags·ratings), K knots of a piece.
 *
 * Hierarchical rater models of continuous ratings with bias, gain and noise: Raykar et al. 2010 (JMLR 11);
 * with lags: Mariooryad & Busso 2015 (IEEE TAC 6). We add readings, drift, correlated noise, the spam component, and
 * estimate lags together with the rest.
 * @module
 */
import type { Point } from "../../emotion/grid.ts";

export const AXES = ["arousal", "valence"] as const;
export type Axis = typeof AXES[number];

/** One axis of a rater: posterior means, so drawn to the population (offset 0, gain 1, drift 0, the mean lag and noise). */
export interface RaterAxis {
  /** In units of the plane; above 0 rates higher than the others. */
  offset: number;
  /** How far the rater goes for a unit of the consensus, around the middle of the plane. */
  gain: number;
  /** Standard deviation of e, units of the plane. */
  noise: number;
  lagSeconds: number;
  /** Units of the plane a minute, within a piece. */
  driftPerMinute: number;
  /** Mean of rating less consensus: the offset as it would be without gain, drift, readings and shrinkage. */
  rawOffset: number;
}

export interface Rater extends Record<Axis, RaterAxis> {
  annotator: string;
  /** Number of series. */
  series: number;
  /** Probability that the ratings have nothing to do with the music; π for a rater with one series. */
  spamProbability: number;
}

/** How raters differ, on one axis. */
export interface Population {
  offsetDeviation: number;
  gainDeviation: number;
  driftDeviation: number;
  /** τ: of a rater's own reading of one piece. */
  readingDeviation: number;
  /** α: of how far a reading moves, per unit of the consensus. */
  movementDeviation: number;
  /** η: of where a reading goes, units of the plane a minute. */
  trendDeviation: number;
  lagMeanSeconds: number;
  lagDeviationSeconds: number;
  /** Typical noise. */
  noise: number;
  /** φ: correlation of the noise over a second. */
  noiseCorrelation: number;
}

/** c of one piece: piecewise linear between knots at 0, stepSeconds, 2·stepSeconds … */
export interface Consensus extends Record<Axis, Float64Array> {
  stepSeconds: number;
}

export interface RaterModel {
  /** In the order in which they first appear. */
  raters: Rater[];
  population: Record<Axis, Population>;
  /** π */
  spamShare: number;
  /** By piece; pieces declared identical have the same one. */
  consensus: Map<string, Consensus>;
  iterations: number;
  converged: boolean;
}

/** Lags that are thought possible, and what their mean is to be. */
export interface LagRange {
  meanSeconds: number;
  leastSeconds: number;
  mostSeconds: number;
}

/** Lags relative to the mean rater: all that ratings alone can tell. Raters' lags differ by seconds (1 … 6 s). */
export const RELATIVE_LAGS: LagRange = { meanSeconds: 0, leastSeconds: -3, mostSeconds: 3 };

export interface FitOptions {
  lag: LagRange;
  /** Mean of the consensus before the ratings: what a model hears in the piece at a time. */
  prior?: (piece: string, seconds: number) => Point;
  /** Groups of pieces that are the same music, e.g. verification clips. */
  identical?: readonly (readonly string[])[];
  /** 60 by default; half as many are mostly enough. */
  maxIterations?: number;
}
