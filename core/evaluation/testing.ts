/**
 * What the tests of evaluations share: scores that look like those of a piece.
 * @module
 */
import type { Point } from "../emotion/grid.ts";
import { axisMoments } from "./axis_moments.ts";
import type { PieceScore } from "./score.ts";

const ZERO: Point = { valence: 0, arousal: 0 };

/** A score of a piece that was predicted at one point and rated at another throughout; all else as it is given. */
export function plainScore(piece: string, given: Partial<PieceScore> = {}): PieceScore {
  const { predicted = ZERO, observed = ZERO } = given;
  return {
    piece,
    ratings: 10,
    nllNats: 4,
    nllStillNats: 4,
    observed,
    predicted,
    stepDistance: 0.2,
    emd: 0.3,
    energyScore: 0.25,
    klNats: 0.4,
    jsNats: 0.1,
    modeRecall: 0.5,
    modePrecision: 0.5,
    coverage80: 0.8,
    withinArousal: null,
    withinValence: null,
    moments: {
      arousal: axisMoments([predicted.arousal], [observed.arousal]),
      valence: axisMoments([predicted.valence], [observed.valence]),
    },
    ...given,
  };
}
