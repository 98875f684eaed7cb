/**
 * What the tests of evaluations share: scores that look like those of a piece, and whole reports of systems that guess.
 * @module
 */
import { CELL_COUNT, cellToPoint, type Point } from "../emotion/grid.ts";
import { normalizeHeatmap } from "../emotion/heatmap.ts";
import { type Random, seededRandom } from "../random.ts";
import { axisMoments } from "./axis_moments.ts";
import type { HeldOutPiece } from "./cross_validate.ts";
import { compileReport, type EvaluationReport, scoreHeldOut } from "./report.ts";
import { FLOOR } from "./baselines/mod.ts";
import type { Role } from "./runs.ts";
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

/** Raters around a mood of each piece, and maps around it too: the larger the error, the further off. */
function guessedPiece(name: string, fold: number, { error, random }: { error: number; random: Random }): HeldOutPiece {
  // What was said is the same for every system.
  const own = seededRandom(7).fork(name),
    mood = { valence: 1.2 * own.uniform() - 0.6, arousal: 1.2 * own.uniform() - 0.6 };
  const near = (value: number) => Math.max(-1, Math.min(1, value + 0.3 * own.normal()));
  const series = Array.from({ length: 12 }, (_, i) => ({
    piece: name,
    annotator: `rater ${i}`,
    times: Float64Array.of(0, 2, 4),
    valence: Float64Array.of(0, 2, 4).map(() => near(mood.valence)),
    arousal: Float64Array.of(0, 2, 4).map(() => near(mood.arousal)),
  }));
  const centre = { valence: mood.valence + error * random.normal(), arousal: mood.arousal + error * random.normal() };
  const maps = Array.from({ length: 6 }, () =>
    normalizeHeatmap(
      Array.from({ length: CELL_COUNT }, (_, cell) => {
        const { valence, arousal } = cellToPoint(cell);
        return Math.exp(
          -((valence - centre.valence) ** 2 + (arousal - centre.arousal) ** 2) / 0.3 + 0.1 * random.normal(),
        );
      }),
      1e-3,
    ));
  return { name, fold, maps: Float64Array.from(maps.flatMap((map) => [...map])), series };
}

/**
 * A real report of systems that guess the raters' mood: each with a larger error than the one before it; then the floor.
 * @param pieces their names.
 */
export function guessedReport(systems: readonly string[], pieces: readonly string[]): EvaluationReport {
  const folds = [0, 1].map((fold) => pieces.filter((_, i) => i % 2 === fold));
  const scored = [...systems, FLOOR].map((name, i) => {
    const random = seededRandom(i), error = name === FLOOR ? 0.9 : 0.1 + 0.2 * i;
    const role: Role = name === FLOOR ? "baseline" : "system";
    return { name, role, ...scoreHeldOut(pieces.map((piece, n) => guessedPiece(piece, n % 2, { error, random }))) };
  });
  const protocol = {
    ...{ task: "unseen songs", notes: ["A note of the protocol."], foldCount: 2, groups: null, seed: 1 },
    foldRule: "pieces sorted by name, index modulo folds",
    ...{ foldsSha256: "0".repeat(64), raterFoldsSha256: null },
  };
  return { ...compileReport(protocol, scored, { seed: 1 }), folds };
}
