/**
 * Where on the plane a hidden unit pulls the map.
 * @module
 */
import { layerActivations, type RunDbn } from "../dbn/dbn.ts";
import type { UnitAddress } from "../dbn/what_a_unit_hears.ts";
import type { Point } from "../emotion/grid.ts";
import { heatmapMean } from "../emotion/heatmap.ts";
import type { Kernels } from "../kernels.ts";
import type { OnProgress } from "../progress.ts";
import { evenMap } from "./even_music.ts";
import { type Ear, heardColumns, heardLayers } from "./hearing.ts";
import type { MoodModel } from "./model.ts";

export interface UnitPull extends UnitAddress {
  /**
   * By how much the unit is turned up: a standard deviation, over the training music, of its mean over the last seconds, or of
   * its activation where only the CRF hears it.
   */
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
 * in the middle of a minute of music that is the mean of the training music all the time (see `even_music.ts`). The
 * unit is set there in every second; the layers above follow as the network computes them; what listens to it – the song's
 * regression, and of the CRF's layers its emission scores – changes the scores, and forward–backward makes the map of
 * them. σ_u is the deviation of the unit's mean over the seconds that the step's regression hears, over all training steps.
 * Cost O(U · 61 · 121²) for U units.
 * @returns the map of the mean music, [121], and the pull of every unit that something listens to, layer by layer.
 */
export function unitPulls(
  model: MoodModel,
  kernels: Kernels,
  onProgress: OnProgress = () => {},
): { map: Float64Array; pulls: UnitPull[] } {
  const map = evenMap(model, kernels), before = heatmapMean(map);
  const pulls = heardUnits(model.listener.ear).map((at, i, all): UnitPull => {
    onProgress({ fraction: i / all.length, message: `turning up unit ${i + 1} of ${all.length}` });
    const deviation = unitDeviation(model, at), turnedUp = evenMap(model, kernels, turnUp(at, deviation));
    const change = turnedUp.map((p, cell) => p - map[cell]), after = heatmapMean(turnedUp);
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

/** The units that the regressions or the CRF listen to, layer by layer. */
function heardUnits(ear: Ear): UnitAddress[] {
  return listenedLayers(ear).flatMap((layer) =>
    Array.from({ length: ear.dbn!.layers[layer].hidden }, (_, unit) => ({ layer, unit }))
  );
}

/** Indices of their layers, ascending. */
function listenedLayers(ear: Ear): number[] {
  const { regression, crf } = heardLayers(ear);
  return [...new Set([...regression, ...crf])].sort((a, b) => a - b);
}

/** A column of what an ear hears. */
export interface UnitPlace {
  /** The rows of the regressions; the activations only if those have not the unit. */
  table: "rows" | "activations";
  column: number;
}

/**
 * Where a unit is heard.
 * @throws RangeError if nothing listens to its layer.
 */
export function unitPlace(ear: Ear, { layer, unit }: UnitAddress): UnitPlace {
  const { regression, crf } = heardLayers(ear);
  const before = (layers: readonly number[]) =>
    layers.slice(0, layers.indexOf(layer)).reduce((sum, l) => sum + ear.dbn!.layers[l].hidden, 0);
  if (regression.includes(layer)) {
    return { table: "rows", column: heardColumns(ear.hearing).length + before(regression) + unit };
  }
  if (crf.includes(layer)) return { table: "activations", column: before(crf) + unit };
  throw new RangeError(
    `Cannot hear the unit: its layer must be one of ${listenedLayers(ear).map((l) => l + 1).join(", ")}, ` +
      `current value is ${layer + 1} (the recipe names the layers that are heard)`,
  );
}

function unitDeviation({ listener: { ear }, recentScale, activationScale }: MoodModel, at: UnitAddress): number {
  const { table, column } = unitPlace(ear, at);
  return (table === "rows" ? recentScale : activationScale).deviation[column];
}

/** Runs one row through the network with a unit's activation raised; the layers above follow. */
function turnUp({ layer, unit }: UnitAddress, by: number): RunDbn {
  return ({ layers }, inputs, kernels) => {
    let below = inputs;
    return layers.map((own, l) => {
      below = layerActivations(own, below, 1, kernels);
      if (l === layer) below[unit] += by;
      return below;
    });
  };
}
