/**
 * How well heatmaps predict what people said: figures of a piece.
 * @module
 */
import type { RatingSeries } from "../annotation/series.ts";
import { CELL_COUNT, type Point, pointToCell } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import { correlation, mean } from "../statistics.ts";
import { type AxisMoments, axisMoments } from "./axis_moments.ts";
import { coverageBins, coveredShare } from "./coverage.ts";
import { ratingDensity, smoothMap } from "./density.ts";
import { jsDivergenceNats, klDivergenceNats } from "./divergence.ts";
import { energyScore } from "./energy_score.ts";
import { modesOf, shareFound } from "./modes.ts";
import { cellCounts, type RatedBin, ratedBins, type RatedPoint, ratingCount } from "./rated_bins.ts";
import { earthMoversDistance } from "./transport.ts";

/** Level of the region whose coverage is a figure of its own. */
export const REGION_LEVEL = 0.8;

/** Figures of one piece. A bin is a stretch of time in which annotators' ratings hold. */
export interface PieceScore {
  piece: string;
  ratings: number;
  /** Mean over ratings of -log of the probability of the rated cell, nats. */
  nllNats: number;
  /** The same if every bin had the mean map of the piece's bins: what is lost or won between pieces, without movement. */
  nllStillNats: number;
  /** Mean over ratings, and the mean over bins of the predicted mean. */
  observed: Point;
  predicted: Point;
  /** Mean over bins of the distance between the predicted mean and the mean rating, units of the plane. */
  stepDistance: number;
  /** Mean over bins of the earth mover's distance to the map of the ratings. */
  emd: number;
  /** Mean over ratings of the energy score: cells' centres against the rating's exact point, units of the plane. */
  energyScore: number;
  /** Mean over bins of the divergence of the map from the density of the ratings (`density.ts`), nats. */
  klNats: number;
  jsNats: number;
  /** Mean over bins of the share of the ratings' modes that the map has, and of the map's that the ratings have. */
  modeRecall: number;
  modePrecision: number;
  /** Share of the ratings in the smallest regions of 80 %. */
  coverage80: number;
  /** Correlation over bins of predicted and rated means; null when one does not move. */
  withinArousal: number | null;
  withinValence: number | null;
  /** Predicted against rated means of the bins, every bin alike. */
  moments: { arousal: AxisMoments; valence: AxisMoments };
}

function meanPoint(points: readonly RatedPoint[]): Point {
  let valence = 0, arousal = 0;
  for (const { weight = 1, ...point } of points) {
    valence += weight * point.valence;
    arousal += weight * point.arousal;
  }
  const count = ratingCount(points);
  return { valence: valence / count, arousal: arousal / count };
}

/** Distance of two points, units of the plane. */
export function pointDistance(a: Point, b: Point): number {
  return Math.hypot(a.valence - b.valence, a.arousal - b.arousal);
}

/** @param mapOf the map that a bin's ratings are scored against. */
function meanNllNats(bins: readonly RatedBin[], mapOf: (bin: RatedBin) => Float64Array): number {
  let nll = 0, ratings = 0;
  for (const bin of bins) {
    const map = mapOf(bin);
    for (const point of bin.points) nll -= (point.weight ?? 1) * Math.log(map[pointToCell(point)]);
    ratings += ratingCount(bin.points);
  }
  return nll / ratings;
}

/** Mean over ratings of -log of the probability of the rated cell, nats; NaN without bins. */
export const binsNllNats = (bins: readonly RatedBin[]) => meanNllNats(bins, ({ map }) => map);

/**
 * NLL of a piece alone, nats: as {@link PieceScore.nllNats}, without the earth mover's distances, which take longest.
 * @param maps [T, 121], T ≥ 1, each > 0 and of sum 1.
 */
export function ratingNllNats(maps: Float64Array, series: readonly RatingSeries[], stepSeconds: number): number {
  return binsNllNats(ratedBins(maps, series, stepSeconds));
}

/** NLL of the piece if its map did not move: the mean of the bins' maps everywhere. */
function stillNllNats(bins: readonly RatedBin[]): number {
  const still = new Float64Array(CELL_COUNT);
  for (const { map } of bins) for (let cell = 0; cell < CELL_COUNT; cell++) still[cell] += map[cell] / bins.length;
  return meanNllNats(bins, () => still);
}

/**
 * Score the heatmaps of a piece. Each rating is scored against the mean of the steps' maps over the time in which it holds,
 * weighted by overlap; every rating counts once, the first too (the definition in DESIGN.md, "The grid").
 * @param maps [T, 121], T ≥ 1, each > 0 and of sum 1.
 * @throws RangeError if there is no step or no rating.
 * @example
 * ```ts
 * import { scorePiece } from "./score.ts";
 * const uniform = new Float64Array(2 * 121).fill(1 / 121);
 * const times = Float64Array.of(0, 1), ratings = Float64Array.of(0.2, -0.7);
 * const series = [{ piece: "song", annotator: "anna", times, arousal: ratings, valence: ratings }];
 * const { nllNats } = scorePiece("song", uniform, series, 1);
 * if (Math.abs(nllNats - Math.log(121)) > 1e-12) throw new Error("knowing nothing costs log 121 nats a rating");
 * ```
 */
export function scorePiece(
  piece: string,
  maps: Float64Array,
  series: readonly RatingSeries[],
  stepSeconds: number,
): PieceScore {
  const steps = maps.length / CELL_COUNT, ratings = series.reduce((sum, { times }) => sum + times.length, 0);
  if (steps === 0 || ratings === 0) {
    throw new RangeError(
      `Cannot score ${piece}: there must be at least one step and one rating, current values are ${steps} and ${ratings}`,
    );
  }
  return scoreBins(piece, ratedBins(maps, series, stepSeconds));
}

/** As {@link scorePiece}, of the bins of a piece, of which there must be one. */
export function scoreBins(piece: string, bins: readonly RatedBin[]): PieceScore {
  const points = bins.flatMap((bin) => bin.points);
  const predicted = bins.map(({ map }) => heatmapMean(map)), observed = bins.map((bin) => meanPoint(bin.points));
  const axis = (name: keyof Point) => [predicted.map((p) => p[name]), observed.map((p) => p[name])] as const;
  const meanOverBins = (figure: (bin: RatedBin) => number) => mean(bins.map(figure));
  const densities = bins.map(({ points }) => ratingDensity(points));
  const modes = bins.map(({ map }, i) => ({ rated: modesOf(densities[i]), found: modesOf(smoothMap(map)) }));
  return {
    piece,
    ratings: ratingCount(points),
    nllNats: binsNllNats(bins),
    nllStillNats: stillNllNats(bins),
    observed: meanPoint(points),
    predicted: meanPoint(predicted),
    stepDistance: mean(predicted.map((point, i) => pointDistance(point, observed[i]))),
    emd: meanOverBins(({ map, points }) => earthMoversDistance(map, frequencies(points))),
    energyScore: meanOverBins(({ map, points }) => ratingCount(points) * energyScore(map, points)) * bins.length /
      ratingCount(points),
    klNats: mean(densities.map((density, i) => klDivergenceNats(density, bins[i].map))),
    jsNats: mean(densities.map((density, i) => jsDivergenceNats(density, bins[i].map))),
    modeRecall: mean(modes.map(({ rated, found }) => shareFound(rated, found))),
    modePrecision: mean(modes.map(({ rated, found }) => shareFound(found, rated))),
    coverage80: coveredShare(coverageBins(bins), REGION_LEVEL),
    withinArousal: correlation(...axis("arousal")),
    withinValence: correlation(...axis("valence")),
    moments: { arousal: axisMoments(...axis("arousal")), valence: axisMoments(...axis("valence")) },
  };
}

function frequencies(points: readonly RatedPoint[]): Float64Array {
  return cellCounts(points).map((count) => count / ratingCount(points));
}
