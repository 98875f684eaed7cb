/**
 * The figures of the report's tables: where each is found, what it means, and which way is better.
 * @module
 */
import type { EvaluationReport } from "../../core/evaluation/report.ts";
import type { SystemScore } from "../../core/evaluation/system_score.ts";

/** One figure of a system. */
export interface Column {
  head: string;
  /** A sentence or two: what it is, its unit, over what it is taken. */
  meaning: string;
  /** `low`, `high`, or the value that is best. */
  better: "low" | "high" | number;
  decimals: number;
  value(report: EvaluationReport, system: string): number | null;
}

/** Columns that belong together. */
export interface ColumnGroup {
  title: string;
  columns: Column[];
}

function score(
  key: keyof SystemScore,
  head: string,
  meaning: string,
  { better = "low", decimals = 3 }: Partial<Pick<Column, "better" | "decimals">> = {},
): Column {
  return { head, meaning, better, decimals, value: (report, system) => report.systems[system][key] };
}

/** A figure of arousal and one of valence. */
function axes(
  key: "r" | "rPooled" | "within" | "cccPiece" | "cccPooled" | "rmsePiece" | "rmsePooled" | "mseMovementGain",
  head: string,
  meaning: string,
  { better = "high", decimals = 2 }: Partial<Pick<Column, "better" | "decimals">> = {},
): Column[] {
  return (["Arousal", "Valence"] as const).map((axis) =>
    score(`${key}${axis}`, `${head} ${axis[0]}`, `${meaning} A: arousal, V: valence.`, { better, decimals })
  );
}

const PLANE = "units of the plane (axes from −1 to 1)";

/** Every figure of the tables, in their order. */
export const COLUMN_GROUPS: ColumnGroup[] = [
  {
    title: "How likely the maps make what was said",
    columns: [
      score(
        "nllNats",
        "NLL",
        "Negative log-likelihood of a held-out rating, nats; knowing nothing costs log 121 = 4.796.",
      ),
      score(
        "nllStillNats",
        "NLL still",
        "The same if every map of a piece were the piece's mean map. What is lost between songs is in it; NLL still − NLL is what the map's movement within a song brings.",
      ),
      score(
        "klNats",
        "KL",
        "Kullback–Leibler divergence of the map from the density of a bin's ratings (Gaussian kernel of .2, scaled to the grid), nats.",
      ),
      score("jsNats", "JS", "Jensen–Shannon divergence of the two, nats; at most log 2 = .693."),
    ],
  },
  {
    title: "How far the maps are from what was said",
    columns: [
      score("pieceDistance", "Piece", `Distance between the predicted and the rated mean of a piece, ${PLANE}.`),
      score("stepDistance", "Bin", `The same of every time bin, ${PLANE}.`),
      score("emd", "EMD", `Exact earth mover's distance between a bin's map and the map of its ratings, ${PLANE}.`),
      score(
        "energyScore",
        "Energy",
        `Energy score of a rating: cells' centres against the rating's exact point, ${PLANE}.`,
      ),
      score(
        "modeRecall",
        "Mode recall",
        "Share of the peaks of a bin's rating density (at least half as high as the highest) that the smoothed map has a peak within .3 of.",
        {
          better: "high",
          decimals: 2,
        },
      ),
      score("modePrecision", "Mode prec.", "Share of the map's peaks that the ratings have one within .3 of.", {
        better: "high",
        decimals: 2,
      }),
    ],
  },
  {
    title: "Means of pieces",
    columns: [
      ...axes("r", "r", "Correlation of predicted and rated means of pieces."),
      ...axes(
        "cccPiece",
        "CCC",
        "Concordance of predicted and rated means of pieces: r that also pays for a wrong scale or place.",
      ),
      ...axes("rmsePiece", "RMSE", `Root mean squared error of pieces' means, ${PLANE}.`, {
        better: "low",
        decimals: 3,
      }),
    ],
  },
  {
    title: "Means of time bins, all songs together",
    columns: [
      ...axes("rPooled", "r", "Correlation over all bins of all pieces together: mostly differences between songs."),
      ...axes("cccPooled", "CCC", "Concordance over all bins of all pieces together."),
      ...axes("rmsePooled", "RMSE", `Root mean squared error over all bins of all pieces together, ${PLANE}.`, {
        better: "low",
        decimals: 3,
      }),
    ],
  },
  {
    title: "Movement within a song",
    columns: [
      ...axes(
        "within",
        "r",
        "Correlation over the bins of a song, mean over songs in which both move: movement alone.",
      ),
      ...axes(
        "mseMovementGain",
        "Gain",
        "What the predicted movement takes off the squared error of a song's bins, against standing still at its mean; below 0 standing still was better.",
        {
          decimals: 4,
        },
      ),
    ],
  },
  {
    title: "Calibration",
    columns: [
      score(
        "coverage80",
        "80 % region",
        "Share of ratings within the smallest region of 80 % of the map; the cell at its border counts by the fraction that is in.",
        {
          better: 0.8,
        },
      ),
      calibration(
        "eceTopCell",
        "ECE top",
        "Expected calibration error of the likeliest cell's probability, 15 bins of equally many ratings.",
        3,
      ),
      calibration(
        "eceCells",
        "ECE cells",
        "The same of every cell of every rating. Small by nature, as a cell has 1/121 on average.",
        5,
      ),
      calibration(
        "eceMass",
        "ECE mass",
        "Every cell of every rating in 15 bins of equal predicted probability: sum over bins of the difference between predicted and observed share of ratings. The hardest of the three.",
        3,
      ),
    ],
  },
];

function calibration(
  key: "eceTopCell" | "eceCells" | "eceMass",
  head: string,
  meaning: string,
  decimals: number,
): Column {
  return { head, meaning, better: "low", decimals, value: (report, system) => report.calibration[system][key] };
}
