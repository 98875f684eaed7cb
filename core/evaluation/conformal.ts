/**
 * Conformal regions: how large a map's region must be so that it holds most ratings of most songs, measured on other songs.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import { mean } from "../statistics.ts";
import { type CoverageBin, coveredShare, neededLevel } from "./coverage.ts";
import { regionCells } from "./highest_density.ts";

/** Share of a song's ratings that a region is to hold. */
export const RATINGS_SHARE = 0.8;
/** Share of songs for which it is to do so. */
export const SONGS_SHARE = 0.9;

/** A song as it was predicted. */
export interface ConformalSong {
  piece: string;
  fold: number;
  bins: readonly CoverageBin[];
}

/** Regions calibrated on other songs, and what they held. */
export interface ConformalRegions {
  ratingsShare: number;
  songsShare: number;
  /** Level of the highest-density regions of each song, calibrated on the songs of other folds; 1 is the whole plane. */
  meanLevel: number;
  /** Share of songs of whose ratings at least `ratingsShare` were held. */
  songsCovered: number;
  /** Mean over songs of the share of ratings held. */
  ratingsCovered: number;
  /** Mean over songs and bins of the share of the plane that the region takes, beside that of the plain region. */
  area: number;
  plainArea: number;
  /** Level that each song would have needed, and the share of its ratings that its region held. */
  songs: { piece: string; neededLevel: number; level: number; covered: number }[];
}

/**
 * Split conformal prediction over songs (Vovk et al. 2005; Lei et al. 2018): the score of a song is the smallest level whose
 * regions hold `ratingsShare` of its ratings; a new song gets the ⌈(n + 1)·songsShare⌉-th smallest score of n calibration songs.
 * Songs are exchangeable, the seconds of one song are not: hence one score a song.
 *
 * Guarantee: if the calibration songs were heard neither in training nor in tuning, and the songs are exchangeable, the region
 * of a new song holds `ratingsShare` of its ratings with probability ≥ `songsShare`, whatever the model. In a cross-validation
 * the songs of the other folds were predicted by models of their own (cross-conformal, Vovk 2015), for which it holds only
 * about: so it is measured here. With too few songs the level is 1, the whole plane.
 * @param songs each with at least one rating; a fold of its own each when none was trained on.
 */
export function conformalRegions(
  songs: readonly ConformalSong[],
  { ratingsShare = RATINGS_SHARE, songsShare = SONGS_SHARE } = {},
): ConformalRegions {
  const needed = songs.map(({ bins }) => neededLevel(bins, ratingsShare));
  const scored = songs.map(({ piece, fold, bins }, i) => {
    const level = conformalLevel(needed.filter((_, j) => songs[j].fold !== fold), songsShare);
    return { piece, neededLevel: needed[i], level, covered: coveredShare(bins, level) };
  });
  const area = (levelOf: (song: number) => number) =>
    mean(songs.map(({ bins }, i) => mean(bins.map(({ levels }) => regionCells(levels, levelOf(i)) / CELL_COUNT))));
  return {
    ratingsShare,
    songsShare,
    meanLevel: mean(scored.map(({ level }) => level)),
    songsCovered: mean(scored.map((song) => song.neededLevel <= song.level ? 1 : 0)),
    ratingsCovered: mean(scored.map(({ covered }) => covered)),
    area: area((i) => scored[i].level),
    plainArea: area(() => ratingsShare),
    songs: scored,
  };
}

/** The ⌈(n + 1)·share⌉-th smallest of n scores; 1 when there are not so many. */
export function conformalLevel(scores: readonly number[], share: number): number {
  // The product may lie a hair above a whole number that it is.
  const rank = Math.ceil((scores.length + 1) * share - 1e-9);
  return rank > scores.length ? 1 : scores.toSorted((a, b) => a - b)[rank - 1];
}
