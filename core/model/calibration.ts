/**
 * Calibration of heatmaps: what a model calls likely with 20 % is to be chosen by 20 % of listeners.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import { type Heatmap, normalizeHeatmap } from "../emotion/heatmap.ts";
import { lbfgs } from "../optimize/lbfgs.ts";
import type { Objective } from "../optimize/objective.ts";

/**
 * q(c) = p(c)^power · exp(bias_c) / Z: temperature 1 / power, and a bias a cell (Guo et al. 2017, §4.2, "vector scaling" with
 * one scale for all classes). A model without one has `null`, and its maps are the chain's own.
 */
export interface Calibration {
  /** > 0; below 1 the maps become wider, above 1 narrower. */
  power: number;
  /** In nats, [121]. */
  bias: Float64Array;
}

/** Maps of a piece and what was said of it. */
export interface SaidOfMaps {
  /** [T, 121], each > 0 and of sum 1, of a model that has not heard the piece. */
  maps: Float64Array;
  /** How many raters are in each cell at each step, [T, 121]. */
  counts: Float64Array;
}

/**
 * Pull of log power and of each bias to 0, in units of a piece's maps: one piece's evidence moves neither far, nor do some
 * cells that were chosen a little more often by chance.
 */
const PULL_PIECES = 1;
const MAX_ITERATIONS = 60;

/**
 * Fit by the likelihood of the ratings, every piece alike:
 *   min  (1/P)·Σ_i (1/n_i)·Σ_t,c counts·(-log q_t(c)) + (pull/2P)·((log power)² + |bias|²).
 * Cost O(steps · 121) for each of some dozens of evaluations; f64, deterministic.
 * @param pieces pieces without a rating do not count; without any the maps are left as they are.
 * @throws TypeError if the lengths of a piece disagree.
 * @example
 * ```ts
 * import { fitCalibration } from "./calibration.ts";
 * const counts = new Float64Array(121).fill(1), maps = new Float64Array(121).fill(1 / 121);
 * const { power } = fitCalibration([{ maps, counts }]);
 * if (Math.abs(power - 1) > 1e-6) throw new Error("it is calibrated already");
 * ```
 */
export function fitCalibration(pieces: readonly SaidOfMaps[]): Calibration {
  const rated = pieces.map(logsOf).filter(({ ratings }) => ratings > 0);
  // Of x = (log power, bias).
  const objective: Objective = (x, gradient) => {
    const pull = PULL_PIECES / rated.length;
    let value = 0;
    for (let i = 0; i < x.length; i++) {
      value += pull / 2 * x[i] ** 2;
      gradient[i] = pull * x[i];
    }
    for (const piece of rated) value += addPieceInto(piece, 1 / (piece.ratings * rated.length), x, gradient);
    return value;
  };
  const start = new Float64Array(1 + CELL_COUNT);
  const { x } = rated.length > 0 ? lbfgs(objective, start, { maxIterations: MAX_ITERATIONS }) : { x: start };
  return { power: Math.exp(x[0]), bias: x.slice(1) };
}

interface RatedLogs {
  logs: Float64Array;
  counts: Float64Array;
  ratings: number;
}

function logsOf({ maps, counts }: SaidOfMaps): RatedLogs {
  if (maps.length !== counts.length || maps.length % CELL_COUNT !== 0) {
    throw new TypeError(
      `Cannot calibrate: maps and counts must both be [T, ${CELL_COUNT}], ` +
        `current lengths are ${maps.length} and ${counts.length}`,
    );
  }
  return { logs: maps.map(Math.log), counts, ratings: counts.reduce((sum, count) => sum + count, 0) };
}

/** @returns weight·Σ counts·(-log q); adds its slopes at log power and biases. */
function addPieceInto(
  { logs, counts }: RatedLogs,
  weight: number,
  x: Float64Array,
  gradient: Float64Array,
): number {
  const power = Math.exp(x[0]), scores = new Float64Array(CELL_COUNT);
  let value = 0;
  for (let at = 0; at < logs.length; at += CELL_COUNT) {
    let said = 0, most = -Infinity, z = 0;
    for (let c = 0; c < CELL_COUNT; c++) {
      said += counts[at + c];
      scores[c] = power * logs[at + c] + x[1 + c];
      if (scores[c] > most) most = scores[c];
    }
    if (said === 0) continue;
    for (let c = 0; c < CELL_COUNT; c++) z += Math.exp(scores[c] - most);
    const logZ = most + Math.log(z);
    for (let c = 0; c < CELL_COUNT; c++) {
      const slope = weight * (said * Math.exp(scores[c] - logZ) - counts[at + c]);
      value -= weight * counts[at + c] * (scores[c] - logZ);
      gradient[0] += slope * power * logs[at + c];
      gradient[1 + c] += slope;
    }
  }
  return value;
}

/** A calibrated map, [121]: > 0 and of sum 1. The map itself, normalised, without a calibration. */
export function calibrateMap(calibration: Calibration | null, map: Heatmap): Float64Array {
  const own = normalizeHeatmap(map);
  return calibration ? tilt(own, calibration.power, calibration.bias) : own;
}

/** The map that {@link calibrateMap} makes a given one of, but for what its floor has lifted. */
export function uncalibrateMap(calibration: Calibration | null, map: Heatmap): Float64Array {
  const own = normalizeHeatmap(map);
  if (!calibration) return own;
  const { power, bias } = calibration;
  return tilt(own, 1 / power, bias.map((value) => -value / power));
}

/**
 * Expectation of a value a cell under the calibrated map, and its slopes at the map's own probabilities:
 *   ∂/∂p_c Σ q·v = power·q_c·(v_c - Σ q·v) / p_c.
 * @param map [121], > 0 and of sum 1.
 * @param values [121]
 */
export function calibratedExpectation(
  calibration: Calibration | null,
  map: Float64Array,
  values: Float64Array,
): { expected: number; slopes: Float64Array } {
  const own = normalizeHeatmap(map), q = calibrateMap(calibration, own);
  const expected = q.reduce((sum, share, c) => sum + share * values[c], 0);
  // Without a calibration the expectation is linear in p, and may be read as if p had any sum.
  if (!calibration) return { expected, slopes: values };
  return { expected, slopes: q.map((share, c) => calibration.power * share * (values[c] - expected) / own[c]) };
}

/** p(c)^power·exp(bias_c) / Z */
function tilt(map: Float64Array, power: number, bias: Float64Array): Float64Array {
  const out = new Float64Array(CELL_COUNT);
  let most = -Infinity;
  for (let c = 0; c < CELL_COUNT; c++) {
    out[c] = power * Math.log(map[c]) + bias[c];
    if (out[c] > most) most = out[c];
  }
  for (let c = 0; c < CELL_COUNT; c++) out[c] = Math.exp(out[c] - most);
  return normalizeHeatmap(out);
}
