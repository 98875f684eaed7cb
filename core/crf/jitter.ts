/**
 * Label jitter, as the seed used: a fully connected CRF has 14,641 transitions to learn from a few ten thousand, so each
 * sequence is shown several times with its labels moved a little at random (Schmidt & Kim 2011).
 * @module
 */
import { cellToPoint, pointToCell } from "../emotion/grid.ts";
import type { Random } from "../random.ts";
import type { LabelSequence } from "./clips.ts";

export interface JitterOptions {
  /** Standard deviation of the displacement on each axis, in units of the plane, ≥ 0. 0 moves nothing. */
  deviation: number;
  /** Jittered versions of each sequence, a positive integer; each weighs 1/copies of it. */
  copies: number;
}

/**
 * Sequences with every label moved by a Gaussian displacement of its own, from the centre of its cell, held inside the plane.
 * Steps without a label stay without.
 * @throws RangeError if an option is out of range.
 */
export function jitterSequences(
  sequences: readonly LabelSequence[],
  { deviation, copies }: JitterOptions,
  random: Random,
): LabelSequence[] {
  if (!(deviation >= 0 && deviation < Infinity)) {
    throw new RangeError(`Cannot jitter labels: deviation must be finite and ≥ 0, current value is ${deviation}`);
  }
  if (!Number.isInteger(copies) || copies < 1) {
    throw new RangeError(`Cannot jitter labels: copies must be a positive integer, current value is ${copies}`);
  }
  const inside = (coordinate: number) => Math.max(-1, Math.min(1, coordinate));
  const move = (cell: number) => {
    if (cell < 0) return cell;
    const { valence, arousal } = cellToPoint(cell);
    return pointToCell({
      valence: inside(valence + deviation * random.normal()),
      arousal: inside(arousal + deviation * random.normal()),
    });
  };
  return sequences.flatMap(({ labels, weight = 1 }) =>
    Array.from({ length: copies }, () => ({ labels: labels.map(move), weight: weight / copies }))
  );
}
