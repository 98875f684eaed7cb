/**
 * Where on the plane a hidden unit pulls the map.
 * @module
 */
import { chainMarginals } from "../crf/crf.ts";
import { type UnitAddress, unitsOf } from "../dbn/what_a_unit_hears.ts";
import { CELL_COUNT, type Point } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import type { Kernels } from "../kernels.ts";
import { type Heard, hearInputs, predictSteps } from "./hearing.ts";
import { crfInputs, type MoodModel } from "./model.ts";
import { trainingMeanInputs } from "./training_mean.ts";

/** Seconds of even music in the middle of which maps are compared: the chain has forgotten its ends there. */
const EVEN_SECONDS = 61;

export interface UnitPull extends UnitAddress {
  /** By how much the unit is turned up: a standard deviation, over the training music, of its mean over the last seconds. */
  deviation: number;
  /** p(map | turned up) - p(map), [121], sum 0. */
  change: Float64Array;
  /** The mean of the map moves by this, in units of the plane. */
  shift: Point;
  /** Share of the probability that moves to other cells (total variation, ½·Σ|change|), 0 … 1. */
  influence: number;
}

/**
 * The change of the heatmap when one unit is turned up by one deviation:
 *   pull_u = p(y | a_u + σ_u) - p(y | a),
 * in the middle of a minute of music that is the mean of the training music all the time (see `training_mean.ts`). The
 * unit is set there in every second; the layers above follow as the network computes them; what listens to it – the song's
 * regression, and of the top layer the CRF's emission scores – changes the scores, and forward–backward makes the map of
 * them. σ_u is the deviation of the unit's mean over the seconds that the step's regression hears, over all training steps.
 * Cost O(U · 61 · 121²) for U units.
 * @returns the map of the mean music, [121], and the pull of every unit, layer by layer.
 */
export function unitPulls(model: MoodModel, kernels: Kernels): { map: Float64Array; pulls: UnitPull[] } {
  const { dbn } = model.listener.ear, mean = hearInputs(model.listener.ear, trainingMeanInputs(model, 1), kernels);
  // The network's own activations are f32: what is compared must be computed alike.
  const heard = dbn ? turnUp(model, mean, { layer: 0, unit: 0 }, 0) : mean;
  const map = evenMap(model, heard, kernels), before = heatmapMean(map);
  const pulls = (dbn ? unitsOf(dbn) : []).map((at): UnitPull => {
    const column = unitColumn(model, at), deviation = model.recentScale.deviation[column];
    const change = evenMap(model, turnUp(model, heard, at, deviation), kernels).map((p, cell) => p - map[cell]);
    const after = heatmapMean(change.map((difference, cell) => map[cell] + difference));
    return {
      ...at,
      deviation,
      change,
      shift: { valence: after.valence - before.valence, arousal: after.arousal - before.arousal },
      influence: change.reduce((sum, difference) => sum + Math.abs(difference) / 2, 0),
    };
  });
  return { map, pulls };
}

/** Column of a unit in the rows that an ear hears. */
export function unitColumn({ listener: { ear }, recentScale }: MoodModel, { layer, unit }: UnitAddress): number {
  const above = ear.dbn!.layers.slice(layer).reduce((sum, { hidden }) => sum + hidden, 0);
  return recentScale.mean.length - above + unit;
}

/** One row that was heard, with a unit's activation raised and the layers above it computed anew. */
function turnUp(model: MoodModel, heard: Heard, at: UnitAddress, by: number): Heard {
  const { layers } = model.listener.ear.dbn!, rows = heard.rows.slice();
  rows[unitColumn(model, at)] += by;
  for (let l = at.layer + 1; l < layers.length; l++) {
    const { visible, hidden, weights, bias } = layers[l];
    const own = unitColumn(model, { layer: l, unit: 0 }), below = own - visible;
    for (let h = 0; h < hidden; h++) {
      let z = bias[h];
      for (let v = 0; v < visible; v++) z += rows[below + v] * weights[v * hidden + h];
      rows[own + h] = 1 / (1 + Math.exp(-z));
    }
  }
  return { ...heard, rows, activations: Float32Array.from(rows.subarray(rows.length - heard.units)) };
}

/** The map in the middle of music that sounds like one row all the time. */
function evenMap(model: MoodModel, heard: Heard, kernels: Kernels): Float64Array {
  const row = crfInputs(model, predictSteps(model.listener, heard), heard);
  const inputs = Float64Array.from({ length: EVEN_SECONDS * row.length }, (_, i) => row[i % row.length]);
  const { marginals } = chainMarginals(model, inputs, kernels, { precision: "f64" });
  const at = (EVEN_SECONDS >> 1) * CELL_COUNT;
  return marginals.slice(at, at + CELL_COUNT);
}
