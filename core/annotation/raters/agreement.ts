/**
 * How far raters agree: between pieces by their means, and within pieces over time, beside what chance would give.
 * @module
 */
import { type Random, seededRandom } from "../../random.ts";
import { mean } from "../../statistics.ts";
import type { RatingSeries } from "../series.ts";
import { intraclassCorrelation } from "./intraclass.ts";
import { krippendorffAlpha } from "./krippendorff.ts";
import { AXES, type Axis } from "./model.ts";
import { pairwiseConcordance } from "./pairwise_concordance.ts";
import { binsByPiece, meansByPiece, type RatingTable, turnColumns, turnPieces } from "./rating_table.ts";
import { spearmanBrown, splitHalfCorrelation } from "./split_half.ts";

/** Names of the figures in reports. */
export const FIGURES = ["ICC(2,1)", "ICC(2,k)", "Krippendorff's alpha", "pairwise CCC", "split-half"] as const;
export type Figure = typeof FIGURES[number];

/** A figure beside its null; null where there is too little to tell. */
export interface AgreementFigure {
  value: number | null;
  /** Mean over the turned ratings. */
  nullMean: number | null;
  /** (1 + turned ratings that agree at least as well) / (1 + turns). */
  p: number | null;
}

export type AgreementFigures = Record<Figure, AgreementFigure>;

export interface Agreement {
  /** Of the pieces' means. */
  between: Record<Axis, AgreementFigures>;
  /** Over the bins of a piece, mean over pieces. */
  within: Record<Axis, AgreementFigures>;
}

type Values = Record<Figure, number | null>;

/**
 * All figures. Nulls: within pieces each series is turned circularly by a random number of bins; between pieces, each
 * rater's piece means are turned among that rater's pieces ({@link turnPieces}). Deterministic for a seed.
 * Cost O(turns · (ratings·log raters + Σ_pieces raters²·bins)).
 * @param series none give nulls.
 * @param turns how many nulls; the least p is 1 / (1 + turns).
 */
export function agreement(
  series: readonly RatingSeries[],
  { seed, turns = 99 }: { seed: number; turns?: number },
): Agreement {
  const random = seededRandom(seed);
  const figures = (tables: (axis: Axis) => RatingTable[], turn: typeof turnColumns, name: string) =>
    Object.fromEntries(
      AXES.map((axis) => [axis, besideNull(tables(axis), turn, turns, random.fork(`${name} ${axis}`))]),
    ) as Record<Axis, AgreementFigures>;
  return {
    between: figures((axis) => [meansByPiece(series, axis)], turnPieces, "between"),
    within: figures((axis) => binsByPiece(series, axis), turnColumns, "within"),
  };
}

function besideNull(
  tables: readonly RatingTable[],
  turn: (table: RatingTable, random: Random) => RatingTable,
  turns: number,
  random: Random,
): AgreementFigures {
  const observed = meanFigures(tables, random.fork("splits"));
  const nulls = Array.from({ length: turns }, (_, i) => {
    const stream = random.fork(`turn ${i}`);
    return meanFigures(tables.map((table) => turn(table, stream)), stream);
  });
  return Object.fromEntries(FIGURES.map((figure) => {
    const value = observed[figure], chance = nulls.map((one) => one[figure]).filter((one) => one !== null);
    if (value === null || chance.length === 0) return [figure, { value, nullMean: null, p: null }];
    const p = (1 + chance.filter((one) => one >= value).length) / (1 + chance.length);
    return [figure, { value, nullMean: mean(chance), p }];
  })) as AgreementFigures;
}

/** Mean over the tables that tell. */
function meanFigures(tables: readonly RatingTable[], random: Random): Values {
  const each = tables.map((table): Values => {
    const icc = intraclassCorrelation(table);
    return {
      "ICC(2,1)": icc?.single ?? null,
      "ICC(2,k)": icc?.mean ?? null,
      "Krippendorff's alpha": krippendorffAlpha(table),
      "pairwise CCC": pairwiseConcordance(table),
      "split-half": splitHalfCorrelation(table, random),
    };
  });
  return Object.fromEntries(FIGURES.map((figure) => {
    const known = each.map((one) => one[figure]).filter((value) => value !== null);
    if (known.length === 0) return [figure, null];
    return [figure, figure === "split-half" ? spearmanBrown(mean(known)) : mean(known)];
  })) as Values;
}
