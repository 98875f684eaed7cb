/**
 * Reshaping one mode of a map: the hill is lifted out of the land and put back in another place or another form.
 * @module
 */
import { CELL_COUNT, cellToArousalRow, cellToValenceColumn, GRID_SIZE, type Point } from "../emotion/grid.ts";
import { type Heatmap, normalizeHeatmap } from "../emotion/heatmap.ts";
import type { Reshape } from "./correction.ts";
import { type Mode, nearestMode } from "./modes.ts";
import { LEAST, majorAngle, moments, withinReach } from "./moments.ts";
import { moveHeatmap } from "./move.ts";

/** Probabilities that a reshaped map leaves behind, share of the mass. */
const FLOOR = 1e-12;
/** Bins of the grid a unit of the plane. */
const BINS_PER_UNIT = GRID_SIZE / 2;

/**
 * Reshape the mode nearest to a place. With the mode's basin B, its mass m and its own distribution c = p/m on B,
 *   q(x) = p(x)·[x ∉ B] + m·c′(x),
 * so that the mode keeps its mass and the others stay as they are, but for what is put upon them. c′ is, with x the cells'
 * centres, d a displacement, and c(x - d) interpolated between cells and continued beyond the grid by its edge,
 *   move     c(x - d)·exp(λ·x), d from the mode's mean to its goal, λ such that the mean is the goal; the goal lies the
 *            share `amount` of the way to `to` (on a map of one mode the whole map goes along)
 *   spread   Σ_y c(y)·K(x - y), K a Gaussian of standard deviation `amount` a axis, each cell's share kept on the grid
 *   sharpen  c(x)^(1 + amount)
 *   split    two of the mode's shape, each of half its mass, moved along its major axis to be `amount` apart
 * each scaled to sum 1. Means are kept within ±0.9. Where nothing is left of the mode, 10⁻¹² is.
 * Cost: that of finding the modes, and of one or two {@link moveHeatmap} for move and split.
 * @returns [121], each > 0, sum 1.
 */
export function reshapeHeatmap(heatmap: Heatmap, { at, how, to, amount }: Reshape): Float64Array {
  const mode = nearestMode(heatmap, at), own = new Float64Array(CELL_COUNT);
  if (!(mode.mass > 0)) return normalizeHeatmap(heatmap, FLOOR);
  for (const cell of mode.cells) own[cell] = heatmap[cell] / mode.mass;
  const made = reshaped(own, mode, { at, how, to, amount });
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    made[cell] = mode.mass * made[cell] + (own[cell] > 0 ? 0 : heatmap[cell]);
    // What others have painted out beside the mode stays painted out.
    if (own[cell] > 0) made[cell] = Math.max(FLOOR, made[cell]);
  }
  return normalizeHeatmap(made, LEAST);
}

/** c′ of c, [121], sum 1. */
function reshaped(own: Float64Array, { mean }: Mode, { how, to = mean, amount }: Reshape): Float64Array {
  switch (how) {
    case "move":
      return placed(own, mean, {
        valence: mean.valence + amount * (to.valence - mean.valence),
        arousal: mean.arousal + amount * (to.arousal - mean.arousal),
      });
    case "spread":
      return blurred(own, amount);
    case "sharpen":
      return sharpened(own, 1 + amount);
    case "split":
      return split(own, mean, amount);
  }
}

/** A distribution displaced so that its mean lies at the goal. */
function placed(own: Float64Array, mean: Point, target: Point): Float64Array {
  const goal = withinReach(target);
  // What leaves the grid and what its edge brings in move the mean: the tilt puts it right.
  return moveHeatmap(shifted(own, goal.arousal - mean.arousal, goal.valence - mean.valence), goal);
}

/** Values displaced by units of the plane: bilinear between four cells, beyond the grid as at its edge. */
function shifted(values: Float64Array, arousal: number, valence: number): Float64Array {
  const rows = sources(arousal * BINS_PER_UNIT), columns = sources(valence * BINS_PER_UNIT);
  const out = new Float64Array(CELL_COUNT);
  for (let row = 0; row < GRID_SIZE; row++) {
    const low = rows.low[row] * GRID_SIZE, high = rows.high[row] * GRID_SIZE;
    for (let column = 0; column < GRID_SIZE; column++) {
      const left = columns.low[column], right = columns.high[column];
      const below = (1 - columns.share) * values[low + left] + columns.share * values[low + right];
      const above = (1 - columns.share) * values[high + left] + columns.share * values[high + right];
      out[row * GRID_SIZE + column] = (1 - rows.share) * below + rows.share * above;
    }
  }
  return out;
}

/** The two bins that each bin's value comes from when an axis is displaced, and the second one's share. */
function sources(bins: number): { low: number[]; high: number[]; share: number } {
  const whole = Math.floor(-bins), clamp = (bin: number) => Math.min(GRID_SIZE - 1, Math.max(0, bin));
  const from = (first: number) => Array.from({ length: GRID_SIZE }, (_, bin) => clamp(bin + first));
  return { low: from(whole), high: from(whole + 1), share: -bins - whole };
}

/** Convolved with a Gaussian, one axis after the other. */
function blurred(own: Float64Array, deviation: number): Float64Array {
  const kernel = kernelRows(deviation * BINS_PER_UNIT), once = new Float64Array(CELL_COUNT);
  const out = new Float64Array(CELL_COUNT);
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const row = cellToArousalRow(cell), column = cellToValenceColumn(cell);
    for (let c = 0; c < GRID_SIZE; c++) once[row * GRID_SIZE + c] += own[cell] * kernel[column * GRID_SIZE + c];
  }
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const row = cellToArousalRow(cell), column = cellToValenceColumn(cell);
    for (let r = 0; r < GRID_SIZE; r++) out[r * GRID_SIZE + column] += once[cell] * kernel[row * GRID_SIZE + r];
  }
  return out;
}

/** Where the probability of each bin goes, [11, 11], every row of sum 1. @param deviation in bins. */
function kernelRows(deviation: number): Float64Array {
  const kernel = new Float64Array(GRID_SIZE * GRID_SIZE);
  for (let from = 0; from < GRID_SIZE; from++) {
    const row = kernel.subarray(from * GRID_SIZE, (from + 1) * GRID_SIZE);
    let sum = 0;
    for (let to = 0; to < GRID_SIZE; to++) {
      sum += row[to] = to === from ? 1 : Math.exp(-0.5 * ((to - from) / deviation) ** 2);
    }
    for (let to = 0; to < GRID_SIZE; to++) row[to] /= sum;
  }
  return kernel;
}

/** Its power, scaled by the greatest before and by the sum after: small maps stay above zero as long as they can. */
function sharpened(own: Float64Array, power: number): Float64Array {
  const max = own.reduce((a, b) => Math.max(a, b)), out = own.map((p) => (p / max) ** power);
  const sum = out.reduce((a, b) => a + b);
  return out.map((p) => p / sum);
}

function split(own: Float64Array, mean: Point, apart: number): Float64Array {
  const angle = majorAngle(moments(own)), valence = apart / 2 * Math.cos(angle), arousal = apart / 2 * Math.sin(angle);
  const one = placed(own, mean, { valence: mean.valence + valence, arousal: mean.arousal + arousal });
  const other = placed(own, mean, { valence: mean.valence - valence, arousal: mean.arousal - arousal });
  return one.map((p, cell) => (p + other[cell]) / 2);
}
