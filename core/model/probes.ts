/**
 * Probes: a few seconds of free music that a model carries along, so that whoever retrains it without its training data can
 * still see how far a new version has moved on music that nobody corrected.
 * @module
 */
import { CELL_COUNT } from "../emotion/grid.ts";
import { earthMoversDistance } from "../evaluation/transport.ts";
import type { Kernels } from "../kernels.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { stepsOf } from "./live.ts";
import { heatmaps, type MoodModel } from "./model.ts";

/** A passage and what the model said of it that the probes were made for. */
export interface Probe {
  name: string;
  features: StepFeatures;
  /** [T, 121], each > 0, of sum 1 within f32. */
  maps: Float64Array;
}

/** Steps of a clip that are kept, from its middle. */
const PROBE_STEPS = 20;

/** Probes of clips for a model; a clip without steps gives none. */
export function makeProbes(
  model: MoodModel,
  clips: readonly { name: string; features: StepFeatures }[],
  kernels: Kernels,
): Probe[] {
  return clips.filter(({ features }) => features.steps > 0).map(({ name, features: whole }) => {
    const first = Math.max(0, Math.floor((whole.steps - PROBE_STEPS) / 2));
    const features = stepsOf(whole, first, Math.min(whole.steps, first + PROBE_STEPS));
    return { name, features, maps: heatmaps(model, features, kernels).map(Math.fround) };
  });
}

/** How far maps have moved, each a mean over all steps of all probes. */
export interface Moved {
  /** Σ p·log(p / q) of the older map p and the newer one q. */
  klNats: number;
  /** Earth mover's distance, in units of the plane. */
  emd: number;
  /** The step that moved farthest, in the same units. */
  farthestEmd: number;
}

export interface ProbeReport {
  clips: number;
  steps: number;
  fromParent: Moved;
  /** From the model that the probes were made for: small steps add up over versions. */
  fromOriginal: Moved;
}

/** How far a version has moved from its parent on the parent's probes; null if it has none. */
export function probeReport(parent: MoodModel, child: MoodModel, kernels: Kernels): ProbeReport | null {
  if (parent.probes.length === 0) return null;
  const join = (parts: Float64Array[]) => Float64Array.from(parts.flatMap((part) => [...part]));
  const of = (model: MoodModel) => join(parent.probes.map(({ features }) => heatmaps(model, features, kernels)));
  const now = of(child), original = join(parent.probes.map(({ maps }) => maps));
  return {
    clips: parent.probes.length,
    steps: now.length / CELL_COUNT,
    fromParent: moved(of(parent), now),
    fromOriginal: moved(original, now),
  };
}

function moved(older: Float64Array, newer: Float64Array): Moved {
  const steps = older.length / CELL_COUNT, distances: number[] = [];
  let klNats = 0;
  for (let at = 0; at < older.length; at += CELL_COUNT) {
    const p = older.subarray(at, at + CELL_COUNT), q = newer.subarray(at, at + CELL_COUNT);
    for (let c = 0; c < CELL_COUNT; c++) klNats += p[c] * Math.log(p[c] / q[c]) / steps;
    distances.push(earthMoversDistance(p, q));
  }
  return {
    klNats: Math.max(0, klNats),
    emd: distances.reduce((sum, distance) => sum + distance, 0) / steps,
    farthestEmd: distances.reduce((most, distance) => Math.max(most, distance), 0),
  };
}
