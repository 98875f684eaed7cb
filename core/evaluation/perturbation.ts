/**
 * The perturbation controls: what a model says of music that was changed in ways that must not matter.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import type { TrainingPiece } from "../model/training_piece.ts";
import type { Random } from "../random.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { mean } from "../statistics.ts";
import { pairedBootstrap } from "./bootstrap.ts";
import { heldOutBins, type System } from "./cross_validate.ts";
import { binsNllNats } from "./score.ts";

/** All pieces as they sound after one perturbation. */
export interface PerturbedPieces {
  /** Name of the perturbation. */
  name: string;
  /** How much longer everything lasts. */
  lengthFactor: number;
  /** Whether training pieces have such a view. */
  learnedFrom: boolean;
  /** By the pieces' names. */
  features: ReadonlyMap<string, StepFeatures>;
}

/** What a perturbation does to the maps of pieces that the model has not heard. */
export interface PerturbationScore {
  pieces: number;
  /** NLL of a rating, nats, of the perturbed pieces. */
  nllNats: number;
  /** That less the NLL of the pieces as they are, mean over pieces with a 95 % interval; above 0 is worse. */
  nllIncrease: number;
  nllIncreaseLow: number;
  nllIncreaseHigh: number;
  /** Mean over pieces of how far the mean of the maps moves over the whole piece, units of the plane; signed. */
  shiftArousal: number;
  shiftValence: number;
  /** Mean over pieces and steps of how far a map's mean moves, units of the plane. */
  stepShift: number;
  /** Whether models learned from this kind of change, on other pieces. */
  learnedFrom: boolean;
}

/** Perturbations by name: what they did, or why they could not be made. */
export type PerturbationReport = Record<string, PerturbationScore | { skipped: string }>;

/** Of one piece. */
interface Effect {
  nllNats: number;
  increase: number;
  arousal: number;
  valence: number;
  step: number;
}

/**
 * Maps [T, 121] of a piece in the time of another that lasts T' steps: step t of the result is the one in force at the middle
 * of t, as time goes by `factor` times slower in the maps.
 */
export function retimeMaps(maps: Float64Array, steps: number, factor: number): Float64Array {
  const given = maps.length / CELL_COUNT, out = new Float64Array(steps * CELL_COUNT);
  if (given === 0) return out;
  for (let t = 0; t < steps; t++) {
    const from = Math.min(given - 1, Math.floor((t + 0.5) * factor)) * CELL_COUNT;
    out.set(maps.subarray(from, from + CELL_COUNT), t * CELL_COUNT);
  }
  return out;
}

function pieceNllNats(piece: TrainingPiece, maps: Float64Array): number {
  return binsNllNats(heldOutBins({ ...piece, maps }));
}

function effectOf(piece: TrainingPiece, plain: Float64Array, perturbed: Float64Array): Effect {
  const steps = plain.length / CELL_COUNT,
    moves = Array.from({ length: steps }, (_, t) => {
      const at = (maps: Float64Array) => heatmapMean(maps.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT));
      const before = at(plain), after = at(perturbed);
      return { arousal: after.arousal - before.arousal, valence: after.valence - before.valence };
    });
  const nllNats = pieceNllNats(piece, perturbed);
  return {
    nllNats,
    increase: nllNats - pieceNllNats(piece, plain),
    arousal: mean(moves.map(({ arousal }) => arousal)),
    valence: mean(moves.map(({ valence }) => valence)),
    step: mean(moves.map(({ arousal, valence }) => Math.hypot(arousal, valence))),
  };
}

/**
 * Puts around a system that it is also asked for every perturbed version of each piece that it is asked for, and tells what
 * came of it. Cross-validate the system that is returned: then each piece, and all its versions, are judged by the model that
 * has not heard it.
 * @param random of the intervals.
 */
export function perturbing(
  perturbed: readonly PerturbedPieces[],
  random: Random,
): { around(system: System): System; report(): Record<string, PerturbationScore> } {
  const effects = new Map(perturbed.map(({ name }) => [name, [] as Effect[]]));
  const around = (system: System): System => (training, onProgress) => {
    const predict = system(training, onProgress);
    return (piece) => {
      const plain = predict(piece);
      for (const { name, lengthFactor, features } of perturbed) {
        const version = features.get(piece.name);
        if (!version) continue;
        const maps = retimeMaps(predict({ ...piece, features: version }), piece.features.steps, lengthFactor);
        effects.get(name)!.push(effectOf(piece, plain, maps));
      }
      return plain;
    };
  };
  const report = () =>
    Object.fromEntries(
      perturbed.map(({ name, learnedFrom }) => ({ name, learnedFrom, all: effects.get(name)! }))
        .filter(({ all }) => all.length > 0)
        .map(({ name, learnedFrom, all }) => [name, { ...summary(all, random.fork(name)), learnedFrom }]),
    );
  return { around, report };
}

function summary(effects: readonly Effect[], random: Random): Omit<PerturbationScore, "learnedFrom"> {
  const column = (key: keyof Effect) => effects.map((effect) => effect[key]);
  const increase = pairedBootstrap(column("increase"), random);
  return {
    pieces: effects.length,
    nllNats: mean(column("nllNats")),
    ...{ nllIncrease: increase.mean, nllIncreaseLow: increase.low, nllIncreaseHigh: increase.high },
    shiftArousal: mean(column("arousal")),
    shiftValence: mean(column("valence")),
    stepShift: mean(column("step")),
  };
}
