/**
 * Heatmaps that a CRF over the grid makes of a piece's inputs.
 * @module
 */
import { chainMarginals, type CrfModel } from "../crf/crf.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import { normalizeHeatmap } from "../emotion/heatmap.ts";
import type { Kernels } from "../kernels.ts";

/**
 * Hold the first and the last row for some steps more. A chain knows less at its ends than in its middle; a listener does
 * not. (Cross-validated, 8 steps improve every figure; many more make the maps too sure of themselves.)
 * @param inputs [T, D]
 * @returns [T + 2·edge, D]; nothing for T = 0.
 */
export function holdEnds(inputs: Float64Array, columns: number, edge: number): Float64Array {
  if (inputs.length === 0) return inputs;
  const steps = inputs.length / columns;
  const out = new Float64Array(inputs.length + 2 * edge * columns);
  for (let t = 0; t < steps + 2 * edge; t++) {
    const from = Math.min(steps - 1, Math.max(0, t - edge)) * columns;
    out.set(inputs.subarray(from, from + columns), t * columns);
  }
  return out;
}

/**
 * Heatmaps that a CRF over the grid makes of a piece's inputs, its ends held for some steps (as {@link holdEnds}) on the way.
 * @param inputs [T, D]
 * @param conditions [T, C] of transitions that hear; none by default.
 * @returns [T, 121], each > 0 and of sum 1.
 */
export function fieldMaps(
  field: CrfModel,
  inputs: Float64Array,
  edgeSteps: number,
  kernels: Kernels,
  conditions: Float64Array = new Float64Array(0),
): Float64Array {
  const held = holdEnds(inputs, field.crf.inputs, edgeSteps);
  const { marginals } = chainMarginals(field, held, kernels, {
    conditions: holdEnds(conditions, field.crf.conditions, edgeSteps),
  });
  const maps = new Float64Array(inputs.length / field.crf.inputs * CELL_COUNT);
  for (let at = 0; at < maps.length; at += CELL_COUNT) {
    const from = at + edgeSteps * CELL_COUNT;
    maps.set(normalizeHeatmap(marginals.subarray(from, from + CELL_COUNT)), at);
  }
  return maps;
}
