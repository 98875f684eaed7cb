/**
 * Split-half reliability: how well half of the raters tell what the other half says.
 * @module
 */
import { type Random, shuffleInto } from "../../random.ts";
import { correlation, mean } from "../../statistics.ts";
import { pairedRows } from "./intraclass.ts";
import type { RatingTable } from "./rating_table.ts";

const SPLITS = 10;

/**
 * Mean over random splits of the correlation over units of the halves' means. Raters are put in random order, and those of a
 * unit dealt in turn: half of every unit's raters are in either half, and where all have rated everything a rater is
 * always in the same.
 * @returns null where no two units have two raters, or nothing moves.
 */
export function splitHalfCorrelation(table: RatingTable, random: Random): number | null {
  const rows = pairedRows(table), found: number[] = [];
  for (let split = 0; split < SPLITS; split++) {
    const place = Int32Array.from({ length: table.raters }, (_, i) => i);
    shuffleInto(place, random);
    const halves = rows.map(({ columns, values }) => halfMeans(columns.map((column) => place[column]), values));
    const r = correlation(halves.map(([a]) => a), halves.map(([, b]) => b));
    if (r !== null) found.push(r);
  }
  return found.length > 0 ? mean(found) : null;
}

/**
 * Reliability of all raters from the correlation of halves, 2·r / (1 + r) (Spearman 1910, Brown 1910). To be taken of a mean
 * correlation: it bends down what is negative by chance much more than it bends up what is positive.
 */
export function spearmanBrown(r: number): number {
  return 2 * r / (1 + r);
}

/** Means of those at even and at odd ranks of their places. */
function halfMeans(places: readonly number[], values: readonly number[]): [number, number] {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]), sums = [0, 0], counts = [0, 0];
  order.forEach((i, rank) => {
    sums[rank % 2] += values[i];
    counts[rank % 2]++;
  });
  return [sums[0] / counts[0], sums[1] / counts[1]];
}
