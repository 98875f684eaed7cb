/**
 * Ratings as tables of units by raters: pieces by their means, or the bins of a piece.
 * @module
 */
import { type Random, shuffleInto } from "../../random.ts";
import { mean } from "../../statistics.ts";
import type { RatingSeries } from "../series.ts";
import type { Axis } from "./model.ts";
import { observe } from "./observations.ts";

/** One rating at most of every rater for every unit. */
export interface RatingTable {
  units: number;
  raters: number;
  /** [units, raters], NaN where there is none. */
  values: Float64Array;
}

function emptyTable(units: number, raters: number): RatingTable {
  return { units, raters, values: new Float64Array(units * raters).fill(NaN) };
}

/** Pieces by raters: mean over time of what a rater says, every second alike. A piece rated twice counts by both. */
export function meansByPiece(series: readonly RatingSeries[], axis: Axis): RatingTable {
  const { series: observed, raters, musics } = observe(series), table = emptyTable(musics.length, raters.length);
  const cells = Map.groupBy(observed, ({ music, rater }) => music * raters.length + rater);
  for (const [cell, own] of cells) table.values[cell] = mean(own.map((one) => mean([...one[axis]])));
  return table;
}

/** Bins by raters of each piece: the rating in force in the middle of a bin. */
export function binsByPiece(series: readonly RatingSeries[], axis: Axis): RatingTable[] {
  const { series: observed, musics, binSeconds } = observe(series);
  const groups = Map.groupBy(observed, ({ music }) => music);
  return musics.map(({ endSeconds }, music) => {
    const own = groups.get(music)!, bins = Math.round(endSeconds / binSeconds), table = emptyTable(bins, own.length);
    own.forEach(({ times, [axis]: ratings }, rater) => {
      let at = -1;
      for (let bin = 0; bin < bins; bin++) {
        while (at + 1 < times.length && times[at + 1] <= (bin + 0.5) * binSeconds) at++;
        if (at >= 0) table.values[bin * own.length + rater] = ratings[at];
      }
    });
    return table;
  });
}

/**
 * Null of agreement over time: every rater's column is turned by a random number of bins, so that each rater's own movement is
 * kept and what they have in common is not. Bins before a first rating stay empty.
 */
export function turnColumns({ units, raters, values }: RatingTable, random: Random): RatingTable {
  const table = emptyTable(units, raters);
  for (let rater = 0; rater < raters; rater++) {
    const rows = ratedRows({ units, raters, values }, rater),
      by = rows.length > 1 ? 1 + random.integer(rows.length - 1) : 0;
    rows.forEach((row, i) => {
      table.values[rows[(i + by) % rows.length] * raters + rater] = values[row * raters + rater];
    });
  }
  return table;
}

/**
 * Null of agreement between pieces, whose means no turning within a piece changes: a rater's pieces are turned among those
 * that the rater has rated. Raters of one piece have none to turn it with; theirs are dealt among them at random.
 */
export function turnPieces(table: RatingTable, random: Random): RatingTable {
  const turned = turnColumns(table, random), { raters, values } = table;
  const alone: number[] = [];
  for (let rater = 0; rater < raters; rater++) {
    const rows = ratedRows(table, rater);
    if (rows.length === 1) alone.push(rows[0] * raters + rater);
  }
  const dealt = alone.map((cell) => values[cell]);
  shuffleInto(dealt, random);
  alone.forEach((cell, i) => turned.values[cell] = dealt[i]);
  return turned;
}

function ratedRows({ units, raters, values }: RatingTable, rater: number): number[] {
  const rows: number[] = [];
  for (let unit = 0; unit < units; unit++) if (!Number.isNaN(values[unit * raters + rater])) rows.push(unit);
  return rows;
}
