/**
 * Calibration of a system: whether ratings fall where its maps say, as often as they say.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import { likeliestCell } from "../emotion/heatmap.ts";
import { mean } from "../statistics.ts";
import { type ConformalRegions, conformalRegions } from "./conformal.ts";
import { coverageBins, coveredShare } from "./coverage.ts";
import { cellCounts, type RatedBin, ratingCount } from "./rated_bins.ts";
import {
  ascending,
  type Chances,
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityBins,
} from "./reliability.ts";

/** Levels of the coverage curve. */
export const COVERAGE_LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const;

/** A piece that was predicted without having been heard. */
export interface CalibrationPiece {
  piece: string;
  /** Fold it was held out in. */
  fold: number;
  bins: readonly RatedBin[];
}

/** All figures weigh every piece alike, and within a piece every rating. */
export interface Calibration {
  /** Every cell of every rating is a chance; bins of equally many. Small by nature: a cell's probability is 1/121. */
  eceCells: number;
  /**
   * The same chances in bins of equal predicted probability; Σ |share of ratings in the bin's cells - predicted share|. The
   * hardest of the three, 0 … 2.
   */
  eceMass: number;
  /** The likeliest cell alone; bins of equally many ratings. */
  eceTopCell: number;
  /** The bins of `eceMass`. */
  reliability: ReliabilityBin[];
  /** Of each level, the share of ratings in the smallest region of that probability (fractional at its border). */
  coverage: { level: number; covered: number }[];
  conformal: ConformalRegions;
}

/**
 * Calibration over pieces. Cost O(n log n) for n = bins · 121.
 * @param pieces at least one, each with at least one bin.
 */
export function calibrate(pieces: readonly CalibrationPiece[]): Calibration {
  const prepared = pieces.map(({ piece, fold, bins }) => ({ piece, fold, bins: coverageBins(bins) }));
  const cells = chancesOf(pieces, everyCell), top = chancesOf(pieces, topCell);
  const reliability = reliabilityBins(cells, "predicted");
  return {
    eceCells: expectedCalibrationError(reliabilityBins(cells, "weight")),
    // Of all trials one in 121 comes true: in units of ratings the error is 121 times as large.
    eceMass: CELL_COUNT * expectedCalibrationError(reliability),
    eceTopCell: expectedCalibrationError(reliabilityBins(top, "weight")),
    reliability,
    coverage: COVERAGE_LEVELS.map((level) => ({
      level,
      covered: mean(prepared.map(({ bins }) => coveredShare(bins, level))),
    })),
    conformal: conformalRegions(prepared),
  };
}

const EVERY_CELL = Array.from({ length: CELL_COUNT }, (_, cell) => cell);
const everyCell = () => EVERY_CELL;
const topCell = ({ map }: RatedBin) => [likeliestCell(map)];

/** A chance for each of the chosen cells of each bin; a rating of a piece of n ratings weighs 1 / n. */
function chancesOf(pieces: readonly CalibrationPiece[], choose: (bin: RatedBin) => readonly number[]): Chances {
  const count = pieces.reduce((sum, { bins }) => sum + bins.reduce((own, bin) => own + choose(bin).length, 0), 0);
  const predicted = new Float64Array(count), came = new Float64Array(count), weight = new Float64Array(count);
  let next = 0;
  for (const { bins } of pieces) {
    const ratings = bins.reduce((sum, { points }) => sum + ratingCount(points), 0);
    for (const bin of bins) {
      const counts = cellCounts(bin.points);
      for (const cell of choose(bin)) {
        predicted[next] = bin.map[cell];
        came[next] = counts[cell] / ratings;
        weight[next++] = ratingCount(bin.points) / ratings;
      }
    }
  }
  return ascending({ predicted, came, weight });
}
