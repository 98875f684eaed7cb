/**
 * Rating series as the rater model reads them: numbered raters and pieces, and holds as repeated ratings.
 * @module
 */
import type { RatingSeries } from "../series.ts";
import type { Axis } from "./model.ts";

/** One series, a rating at least every bin. */
export interface Observed extends Record<Axis, Float64Array> {
  rater: number;
  /** Number of the music; pieces declared identical have the same one. */
  music: number;
  /** Number of the (rater, music) pair among those of the rater. */
  reading: number;
  /** [N] */
  times: Float64Array;
  /** [N] minutes from the middle of the piece. */
  minutes: Float64Array;
}

export interface Music {
  pieces: string[];
  /** When the last rating's bin ends. */
  endSeconds: number;
}

export interface Observations {
  raters: string[];
  musics: Music[];
  series: Observed[];
  /** Numbers of the series of each rater. */
  byRater: number[][];
  binSeconds: number;
}

/** Finer ratings than this say nothing more of a mood, and knots at every one of them would cost their cube. */
const LEAST_BIN_SECONDS = 0.5;

/** Median time between ratings, at least half a second; 1 where no series has two. */
export function typicalBinSeconds(series: readonly RatingSeries[]): number {
  const gaps = series.flatMap(({ times }) => Array.from(times.subarray(1), (time, i) => time - times[i]));
  gaps.sort((a, b) => a - b);
  return gaps.length === 0 ? 1 : Math.max(LEAST_BIN_SECONDS, gaps[Math.floor(gaps.length / 2)]);
}

/** Series without ratings are left out; a rating that holds for several bins is there once a bin. */
export function observe(
  series: readonly RatingSeries[],
  identical: readonly (readonly string[])[] = [],
): Observations {
  const rated = series.filter(({ times }) => times.length > 0), binSeconds = typicalBinSeconds(rated);
  const alias = new Map(identical.flatMap((group) => group.map((piece) => [piece, group[0]])));
  const musicOf = ({ piece }: RatingSeries) => alias.get(piece) ?? piece;
  const raters = [...new Set(rated.map(({ annotator }) => annotator))];
  const groups = Map.groupBy(rated, musicOf), names = [...groups.keys()];
  const musics = names.map((name) => ({
    pieces: [...new Set(groups.get(name)!.map(({ piece }) => piece))],
    endSeconds: Math.max(...groups.get(name)!.map(({ times }) => times[times.length - 1])) + binSeconds,
  }));
  const numbers = new Map(raters.map((rater, i) => [rater, i])), music = new Map(names.map((name, i) => [name, i]));
  const readings: number[][] = raters.map(() => []), byRater: number[][] = raters.map(() => []);
  const observed = rated.map((one, i): Observed => {
    const rater = numbers.get(one.annotator)!, m = music.get(musicOf(one))!;
    if (!readings[rater].includes(m)) readings[rater].push(m);
    byRater[rater].push(i);
    return { rater, music: m, reading: readings[rater].indexOf(m), ...held(one, musics[m].endSeconds, binSeconds) };
  });
  return { raters, musics, series: observed, byRater, binSeconds };
}

/** The ratings, and again every bin as long as they hold. */
function held({ times, arousal, valence }: RatingSeries, endSeconds: number, binSeconds: number) {
  const at: number[] = [], from: number[] = [];
  times.forEach((start, i) => {
    const end = i + 1 < times.length ? times[i + 1] : endSeconds;
    for (let t = start; t === start || t < end - binSeconds / 2; t += binSeconds) {
      at.push(t);
      from.push(i);
    }
  });
  return {
    times: Float64Array.from(at),
    minutes: Float64Array.from(at, (time) => (time - endSeconds / 2) / 60),
    arousal: Float64Array.from(from, (i) => arousal[i]),
    valence: Float64Array.from(from, (i) => valence[i]),
  };
}
