/**
 * Painting: some cells become likelier, others less likely.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Heatmap } from "../emotion/heatmap.ts";
import type { PaintCorrection } from "./correction.ts";
import { LEAST, logsOf } from "./moments.ts";

/** Most that is added to a cell: e^±50 decides against any map. */
export const MOST_NATS = 50;

/**
 * Add nats to cells:
 *   q(c) ∝ p(c)·exp(nats(c)),
 * so that log q(a)/q(b) - log p(a)/p(b) = nats(a) - nats(b): what was painted says the same on any newer map.
 * @param nats what to add, cells that are not named get 0.
 * @returns [121], each > 0, sum 1.
 */
export function paintHeatmap(heatmap: Heatmap, nats: PaintCorrection["value"]): Float64Array {
  const logs = logsOf(heatmap);
  for (const [cell, added] of nats) logs[cell] += added;
  return softmax(logs);
}

/**
 * The map of log probabilities up to a constant: q(c) ∝ exp(logs(c)).
 * @returns [121], each > 0, sum 1.
 */
export function softmax(logs: Float64Array): Float64Array {
  let max = -Infinity, sum = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) if (logs[cell] > max) max = logs[cell];
  const q = new Float64Array(CELL_COUNT);
  for (let cell = 0; cell < CELL_COUNT; cell++) sum += q[cell] = Math.max(LEAST, Math.exp(logs[cell] - max));
  for (let cell = 0; cell < CELL_COUNT; cell++) q[cell] /= sum;
  return q;
}

/** One stroke over another: their nats add up, no cell beyond {@link MOST_NATS}; in the order of the cells. */
export function addNats(
  before: PaintCorrection["value"],
  stroke: PaintCorrection["value"],
): PaintCorrection["value"] {
  const sums = new Map<number, number>();
  for (const [cell, nats] of [...before, ...stroke]) sums.set(cell, (sums.get(cell) ?? 0) + nats);
  const limit = (nats: number) => Math.min(MOST_NATS, Math.max(-MOST_NATS, nats));
  return [...sums].map(([cell, nats]): [number, number] => [cell, limit(nats)]).sort(([a], [b]) => a - b);
}
