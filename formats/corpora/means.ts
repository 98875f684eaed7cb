/**
 * Means of ratings, piece by piece, on their way to a targets file.
 * @module
 */
import { type TargetSeries, USUAL_RATERS } from "../../core/annotation/target_series.ts";
import { ratingDeviationToCoordinates, ratingToCoordinate } from "../../core/units.ts";
import type { ImportOptions, RatingScale } from "../import_options.ts";

/** One moment of a piece, on the source's scale. */
export interface MeanRow {
  seconds: number;
  arousal: number;
  valence: number;
  /** Of the ratings; undefined where the source has none. */
  arousalDeviation?: number;
  valenceDeviation?: number;
}

/**
 * Deviation over raters where a corpus tells means only: the medians over EmoMusic's 45,384 moments, on [-1, 1].
 */
export const EMOMUSIC_DEVIATION = { arousal: 0.332, valence: 0.304 } as const;

/**
 * Targets of pieces in the order given.
 * @param scale of the rows; checked where they were read.
 */
export function meansToTargets(
  pieces: ReadonlyMap<string, readonly MeanRow[]>,
  scale: RatingScale,
  { deviation, note }: ImportOptions,
): TargetSeries[] {
  const assumed = deviation ?? EMOMUSIC_DEVIATION;
  const isMissing = [...pieces.values()].some((rows) =>
    rows.some(({ arousalDeviation, valenceDeviation }) =>
      arousalDeviation === undefined || valenceDeviation === undefined
    )
  );
  if (isMissing) {
    const origin = deviation ? "--deviation" : "the medians of EmoMusic; --deviation sets others";
    note?.(
      "the source has no deviations over raters: " +
        `${assumed.arousal} (arousal) and ${assumed.valence} (valence) are taken, ${origin}`,
    );
  }
  const onPlane = (value: number | undefined, otherwise: number) =>
    value === undefined ? otherwise : ratingDeviationToCoordinates(value, scale);
  return Array.from(pieces, ([piece, rows]) => ({
    piece,
    times: Float64Array.from(rows, ({ seconds }) => seconds),
    arousal: Float64Array.from(rows, ({ arousal }) => ratingToCoordinate(arousal, scale)),
    valence: Float64Array.from(rows, ({ valence }) => ratingToCoordinate(valence, scale)),
    arousalDeviation: Float64Array.from(rows, (row) => onPlane(row.arousalDeviation, assumed.arousal)),
    valenceDeviation: Float64Array.from(rows, (row) => onPlane(row.valenceDeviation, assumed.valence)),
    correlation: new Float64Array(rows.length),
    raters: new Float64Array(rows.length).fill(USUAL_RATERS),
  }));
}
