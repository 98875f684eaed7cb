/**
 * What a brush leaves on the map: nats with a soft edge, for a spot or for whole rows or columns.
 * @module
 */
import { CELL_COUNT, CENTRE_AROUSALS, CENTRE_VALENCES, GRID_SIZE, type Point } from "../../core/emotion/grid.ts";
import type { PaintCorrection } from "../../core/review/correction.ts";

/** What is painted: a spot, or all cells of about one arousal or one valence, as a strip shows them. */
export type BrushShape = "spot" | "arousal" | "valence";

export interface Brush {
  shape: BrushShape;
  /** Standard deviation of the brush, in cells. */
  sizeCells: number;
  /** What a dab adds in its middle; below 0 it makes less likely. */
  nats: number;
}

/** Ends of the brush's settings. */
export const SIZE_CELLS = { least: 0.4, most: 4, step: 0.2 }, STRENGTH_NATS = { least: 0.1, most: 2, step: 0.1 };

/** Less than this is nothing that can be seen. */
const LEAST_NATS = 0.005;

/**
 * One dab of the brush: nats·exp(-d²/2σ²) a cell, d the distance of its centre from the middle along what the shape
 * tells apart.
 */
export function dab(at: Point, { shape, sizeCells, nats }: Brush): PaintCorrection["value"] {
  const painted: PaintCorrection["value"] = [];
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const arousal = shape === "valence" ? 0 : (CENTRE_AROUSALS[cell] - at.arousal) * GRID_SIZE / 2;
    const valence = shape === "arousal" ? 0 : (CENTRE_VALENCES[cell] - at.valence) * GRID_SIZE / 2;
    const added = nats * Math.exp(-(arousal ** 2 + valence ** 2) / (2 * sizeCells ** 2));
    if (Math.abs(added) >= LEAST_NATS) painted.push([cell, Math.round(1000 * added) / 1000]);
  }
  return painted;
}

/** Furthest that two dabs of a stroke lie apart: half a cell, so that no gaps are seen. */
const SPACING = 1 / GRID_SIZE;

/** The places of the dabs from one place, which has its own already, to the next; none while the way is too short. */
export function dabsAlong(from: Point, to: Point): Point[] {
  const count = Math.floor(Math.hypot(to.valence - from.valence, to.arousal - from.arousal) / SPACING + 1e-9);
  return Array.from({ length: count }, (_, i) => ({
    valence: from.valence + (i + 1) / count * (to.valence - from.valence),
    arousal: from.arousal + (i + 1) / count * (to.arousal - from.arousal),
  }));
}
