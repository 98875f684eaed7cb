/**
 * Figures of a system: its pieces put together.
 * @module
 */
import type { Point } from "../emotion/grid.ts";
import { correlation, mean } from "../statistics.ts";
import {
  type AxisMoments,
  betweenMoments,
  concordance,
  momentCorrelation,
  pooledMoments,
  rootMeanSquaredError,
  squaredErrors,
} from "./axis_moments.ts";
import { type PieceScore, pointDistance } from "./score.ts";

/** Figures of which a piece has its own: the system's are their means, every piece alike. */
const PIECE_MEANS = [
  "nllNats",
  "nllStillNats",
  "stepDistance",
  "emd",
  "energyScore",
  "klNats",
  "jsNats",
  "modeRecall",
  "modePrecision",
  "coverage80",
] as const satisfies (keyof PieceScore)[];

/** Figures of both axes, by name. */
type AxisFigures<Name extends string> = Record<`${Name}${"Arousal" | "Valence"}`, number | null>;

/**
 * Figures of a system: means over pieces, every piece alike, where nothing else is said.
 * - `pieceDistance`: distance between the predicted and the rated mean of a piece, units of the plane.
 * - `r…`, `cccPiece…`, `rmsePiece…`: predicted against rated means of pieces.
 * - `rPooled…`, `cccPooled…`, `rmsePooled…`: of all bins of all pieces, every bin alike.
 * - `within…`: r over the bins of a piece, mean over pieces in which both move.
 * - `mseBetween…` + `mseWithin…`: squared error of a piece's bins: of their mean, and of their movement around it;
 *   `mseMovementGain…`: what moving saves against standing still, below 0 a loss.
 */
export type SystemScore =
  & { pieces: number; ratings: number; pieceDistance: number }
  & Record<typeof PIECE_MEANS[number], number>
  & AxisFigures<"r" | "rPooled" | "within" | "cccPiece" | "cccPooled" | "rmsePiece" | "rmsePooled">
  & AxisFigures<"mseBetween" | "mseWithin" | "mseMovementGain">;

/** Put pieces together; NaN without any. */
export function scoreSystem(scores: readonly PieceScore[]): SystemScore {
  const meanOf = (pick: (score: PieceScore) => number) => mean(scores.map(pick));
  const means = Object.fromEntries(PIECE_MEANS.map((name) => [name, meanOf((score) => score[name])]));
  const arousal = axisFigures(scores, "arousal"), valence = axisFigures(scores, "valence");
  const axes = Object.fromEntries(
    Object.keys(arousal).flatMap((name) => [[`${name}Arousal`, arousal[name]], [`${name}Valence`, valence[name]]]),
  );
  const { nllNats, ...others } = means;
  return {
    pieces: scores.length,
    ratings: scores.reduce((sum, { ratings }) => sum + ratings, 0),
    nllNats,
    pieceDistance: meanOf((score) => pointDistance(score.predicted, score.observed)),
    ...others,
    ...axes,
  } as SystemScore;
}

function axisFigures(scores: readonly PieceScore[], axis: keyof Point): Record<string, number | null> {
  const moments: AxisMoments[] = scores.map((score) => score.moments[axis]);
  const pooled = pooledMoments(moments), between = betweenMoments(moments), errors = moments.map(squaredErrors);
  const within = scores.map((score) => axis === "arousal" ? score.withinArousal : score.withinValence)
    .filter((value) => value !== null);
  return {
    r: correlation(scores.map((score) => score.predicted[axis]), scores.map((score) => score.observed[axis])),
    within: within.length > 0 ? mean(within) : null,
    rPooled: momentCorrelation(pooled),
    cccPiece: concordance(between),
    cccPooled: concordance(pooled),
    rmsePiece: rootMeanSquaredError(between),
    rmsePooled: rootMeanSquaredError(pooled),
    mseBetween: mean(errors.map(({ between }) => between)),
    mseWithin: mean(errors.map(({ within }) => within)),
    mseMovementGain: mean(errors.map(({ movementGain }) => movementGain)),
  };
}
