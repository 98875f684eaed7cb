/**
 * How well heatmaps predict what people said: figures of a piece, and of a system over pieces.
 * @module
 */
import { mapOverTime } from "../annotation/labels.ts";
import type { RatingSeries } from "../annotation/series.ts";
import { CELL_COUNT, type Point, pointToCell } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import { correlation, mean } from "../statistics.ts";
import { earthMoversDistance } from "./transport.ts";

/** Figures of one piece. A bin is a stretch of time in which annotators' ratings hold. */
export interface PieceScore {
  piece: string;
  ratings: number;
  /** Mean over ratings of -log of the probability of the rated cell, nats. */
  nllNats: number;
  /** Mean over ratings, and the mean over bins of the predicted mean. */
  observed: Point;
  predicted: Point;
  /** Mean over bins of the distance between the predicted mean and the mean rating, units of the plane. */
  stepDistance: number;
  /** Mean over bins of the earth mover's distance to the map of the ratings. */
  emd: number;
  /** Correlation over bins of predicted and rated means; null when one does not move. */
  withinArousal: number | null;
  withinValence: number | null;
}

/** A stretch of time with every rating that holds in it. */
interface Bin {
  start: number;
  end: number;
  points: Point[];
}

/** Ratings with the same times fall into the same bins; the last one ends with the piece. */
function bins(series: readonly RatingSeries[], durationSeconds: number): Bin[] {
  const found = new Map<string, Bin>();
  for (const { times, arousal, valence } of series) {
    times.forEach((start, i) => {
      const end = i + 1 < times.length ? times[i + 1] : Math.max(durationSeconds, start + 1e-3);
      const key = `${start} ${end}`;
      const bin = found.get(key) ?? { start, end, points: [] };
      found.set(key, bin);
      bin.points.push({ valence: valence[i], arousal: arousal[i] });
    });
  }
  return [...found.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

function meanPoint(points: readonly Point[]): Point {
  return { valence: mean(points.map((p) => p.valence)), arousal: mean(points.map((p) => p.arousal)) };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.valence - b.valence, a.arousal - b.arousal);
}

/**
 * NLL of a piece alone, nats: as {@link PieceScore.nllNats}, without the earth mover's distances, which take longest.
 * @param maps [T, 121], T ≥ 1, each > 0 and of sum 1.
 */
export function ratingNllNats(maps: Float64Array, series: readonly RatingSeries[], stepSeconds: number): number {
  let nll = 0, ratings = 0;
  for (const { start, end, points } of bins(series, maps.length / CELL_COUNT * stepSeconds)) {
    const map = mapOverTime(maps, start, end, stepSeconds)!;
    for (const point of points) nll -= Math.log(map[pointToCell(point)]);
    ratings += points.length;
  }
  return nll / ratings;
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
  const all = bins(series, maps.length / CELL_COUNT * stepSeconds);
  if (maps.length === 0 || all.length === 0) {
    throw new RangeError(
      `Cannot score ${piece}: there must be at least one step and one rating, ` +
        `current values are ${maps.length / CELL_COUNT} and ${all.length}`,
    );
  }
  let ratings = 0;
  const predicted: Point[] = [], observed: Point[] = [], emds: number[] = [];
  for (const { start, end, points } of all) {
    const map = mapOverTime(maps, start, end, stepSeconds)!;
    const said = new Float64Array(CELL_COUNT);
    for (const point of points) said[pointToCell(point)] += 1 / points.length;
    ratings += points.length;
    predicted.push(heatmapMean(map));
    observed.push(meanPoint(points));
    emds.push(earthMoversDistance(map, said));
  }
  const points = all.flatMap((bin) => bin.points);
  return {
    piece,
    ratings,
    nllNats: ratingNllNats(maps, series, stepSeconds),
    observed: meanPoint(points),
    predicted: meanPoint(predicted),
    stepDistance: mean(predicted.map((point, i) => distance(point, observed[i]))),
    emd: mean(emds),
    withinArousal: correlation(predicted.map((p) => p.arousal), observed.map((p) => p.arousal)),
    withinValence: correlation(predicted.map((p) => p.valence), observed.map((p) => p.valence)),
  };
}

/** Figures of a system: means over pieces, every piece alike. */
export interface SystemScore {
  pieces: number;
  ratings: number;
  /** Negative log-likelihood of a rating, nats. */
  nllNats: number;
  /** Distance between the predicted and the rated mean of a piece, units of the plane. */
  pieceDistance: number;
  /** The same for each bin. */
  stepDistance: number;
  /** Earth mover's distance of a bin, units of the plane. */
  emd: number;
  /** Correlation over pieces of predicted and rated means. */
  rArousal: number | null;
  rValence: number | null;
  /** Correlation within a piece, mean over pieces in which both move. */
  withinArousal: number | null;
  withinValence: number | null;
}

/** Put pieces together. */
export function scoreSystem(scores: readonly PieceScore[]): SystemScore {
  const column = (pick: (score: PieceScore) => number) => scores.map(pick);
  const meanOf = (values: (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length > 0 ? mean(known) : null;
  };
  return {
    pieces: scores.length,
    ratings: column((s) => s.ratings).reduce((sum, count) => sum + count, 0),
    nllNats: mean(column((s) => s.nllNats)),
    pieceDistance: mean(column((s) => distance(s.predicted, s.observed))),
    stepDistance: mean(column((s) => s.stepDistance)),
    emd: mean(column((s) => s.emd)),
    rArousal: correlation(column((s) => s.predicted.arousal), column((s) => s.observed.arousal)),
    rValence: correlation(column((s) => s.predicted.valence), column((s) => s.observed.valence)),
    withinArousal: meanOf(scores.map((s) => s.withinArousal)),
    withinValence: meanOf(scores.map((s) => s.withinValence)),
  };
}
