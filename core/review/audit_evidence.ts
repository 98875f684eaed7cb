/**
 * What an audit needs to know beyond a timeline: it takes the sound and the model to tell.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import { earthMoversDistance } from "../evaluation/transport.ts";
import type { OnProgress } from "../progress.ts";

/** Steps below this level, in dB of full scale, are silent. */
export const SILENT_DECIBELS = -60;
/** Digital silence, where the logarithm ends. */
export const LOWEST_DECIBELS = -140;

/** Of one piece and model. T = steps. */
export interface AuditEvidence {
  /** How the other hearing differed: the same sound at so many dB. */
  levelDecibels: number;
  /** How far the map moved by it, earth mover's distance in units of the plane, [T]. */
  levelDistances: number[];
  /** Mean power of each step, in dB of full scale, −140 … 0, [T]. */
  decibels: number[];
  /** How far the map of a silent step lies from that of the silent step before, in units of the plane; 0 of all others, [T]. */
  silentMoves: number[];
  /** Entropy of the model's map of music that sounds like the mean of the training music. */
  priorEntropyNats: number;
}

export interface Hearing {
  /** [T, 121] */
  maps: Float64Array;
  /** Of the same sound, `levelDecibels` louder, [T, 121]. */
  otherMaps: Float64Array;
  levelDecibels: number;
  /** [T] */
  decibels: Float64Array;
  priorEntropyNats: number;
}

/** Compare a piece's maps with those of another level, and those of silence with each other. Cost: up to 2·T transports. */
export function auditEvidence(hearing: Hearing, onProgress: OnProgress = () => {}): AuditEvidence {
  const { maps, otherMaps, levelDecibels, decibels, priorEntropyNats } = hearing, steps = decibels.length;
  const of = (all: Float64Array, t: number) => all.subarray(t * CELL_COUNT, (t + 1) * CELL_COUNT);
  const silent = (t: number) => decibels[t] < SILENT_DECIBELS;
  const levelDistances: number[] = [], silentMoves: number[] = [];
  for (let t = 0; t < steps; t++) {
    levelDistances.push(earthMoversDistance(of(maps, t), of(otherMaps, t)));
    silentMoves.push(t > 0 && silent(t) && silent(t - 1) ? earthMoversDistance(of(maps, t - 1), of(maps, t)) : 0);
    onProgress({ fraction: (t + 1) / steps, message: "comparing the maps" });
  }
  return { levelDecibels, levelDistances, decibels: Array.from(decibels), silentMoves, priorEntropyNats };
}
