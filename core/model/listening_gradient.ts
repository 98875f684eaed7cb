/**
 * Back through a listener: from slopes at the CRF's inputs to slopes at what its ear reads, kept apart by the time-scale on
 * which it was heard.
 * @module
 */
import { dbnActivations } from "../dbn/dbn.ts";
import { inputGradient } from "../dbn/input_gradient.ts";
import type { Kernels } from "../kernels.ts";
import { type RegressionBack, regressionBack } from "../regression/bumps.ts";
import {
  eachStepRow,
  type Ear,
  type EarInputs,
  type Heard,
  heardColumns,
  heardLayers,
  hearsPast,
  PREDICTIONS,
} from "./hearing.ts";
import { familiarityGradient, standardRows } from "./memory.ts";
import type { MoodModel } from "./model.ts";

/**
 * The ways by which music reaches the map of a step:
 * - `song`: the mean of the song (or of the song so far), by the song's regression;
 * - `window`: the seconds up to the step less the song's mean, by the step's regression (and the memory of corrections);
 * - `step`: the step alone, by the network's units that the CRF hears;
 * - `neighbours`: windows and units of all other steps, by the CRF's transitions.
 */
export const TIME_SCALES = ["song", "window", "step", "neighbours"] as const;
export type TimeScale = typeof TIME_SCALES[number];

/** Slopes at what an ear reads. */
export interface EarSlopes {
  /** [T, V] */
  network: Float64Array;
  /** [T, descriptors] */
  descriptors: Float64Array;
}

/** Slopes at the CRF's inputs, and what they came of. */
interface InputSlopes {
  heard: Heard;
  /** ∂f/∂inputs of the CRF, [T, 4 + units + K]. */
  slopes: Float64Array;
  /** The step whose map f reads. */
  step: number;
}

/** Slopes at what was heard: {@link Heard.rows} and {@link Heard.activations}. */
interface HeardSlopes {
  rows: Float64Array;
  activations: Float64Array;
}

/**
 * ∂f/∂inputs of the ear by each time-scale; their sum is the whole gradient. Exact, in f64, the reverse of `hearInputs`,
 * `predictSteps` and `crfInputs`.
 */
export function listeningGradient(
  model: MoodModel,
  inputs: EarInputs,
  { heard, slopes, step }: InputSlopes,
  kernels: Kernels,
): Record<TimeScale, EarSlopes> {
  const { listener: { ear }, recipe, activationScale } = model, { steps, width, units } = heard;
  const columns = slopes.length / steps;
  const at = byTimeScale((): HeardSlopes => ({
    rows: new Float64Array(steps * width),
    activations: new Float64Array(steps * units),
  }));
  predictionsBackInto(at, model, { heard, slopes, step });
  familiarityBackInto(at, model, { heard, slopes, step });
  for (let i = 0; i < steps * units; i++) {
    const t = Math.floor(i / units), u = i % units;
    at[t === step ? "step" : "neighbours"].activations[i] = slopes[t * columns + PREDICTIONS + u] *
      recipe.crf.activationScale / activationScale.deviation[u];
  }
  const layers = ear.dbn ? dbnActivations(ear.dbn, inputs.network, kernels) : [];
  return byTimeScale((scale) => hearingBack(ear, inputs.sounds, layers, at[scale]));
}

export function byTimeScale<T>(make: (scale: TimeScale) => T): Record<TimeScale, T> {
  return Object.fromEntries(TIME_SCALES.map((scale) => [scale, make(scale)])) as Record<TimeScale, T>;
}

/** The reverse of `predictSteps`, of predictions that were scaled. */
function predictionsBackInto(
  at: Record<TimeScale, HeardSlopes>,
  { listener, predictionScale }: MoodModel,
  { heard, slopes, step }: InputSlopes,
): void {
  const { steps, width } = heard,
    { stepWindowSeconds } = listener.regression,
    past = hearsPast(listener.ear),
    columns = slopes.length / steps;
  const slopesOf = (t: number, first: number) =>
    [first, first + 1].map((i) => slopes[t * columns + i] / predictionScale.deviation[i]);
  const bySong = byTimeScale(() => new Float64Array(steps * width));
  let songBack: RegressionBack | undefined;
  eachStepRow(heard, { windowSteps: stepWindowSeconds, past }, (song, recent, t) => {
    const way = t === step ? "window" : "neighbours";
    // The song's row is the same at every step, unless it is of the past alone.
    if (past || !songBack) songBack = regressionBack(listener.song, song);
    bySong.song.set(songBack(slopesOf(t, 0)), t * width);
    const apart = regressionBack(listener.step, recent)(slopesOf(t, 2));
    bySong[way].set(apart.map((slope) => -slope), t * width);
    recentBackInto(at[way].rows, apart, t, stepWindowSeconds);
  });
  for (const scale of TIME_SCALES) songBackInto(at[scale].rows, bySong[scale], steps, past);
}

/** The reverse of `familiarity` of standardised recent rows; nothing without a memory. */
function familiarityBackInto(
  at: Record<TimeScale, HeardSlopes>,
  { memory, recentScale, recipe: { regression: { stepWindowSeconds } } }: MoodModel,
  { heard, slopes, step }: InputSlopes,
): void {
  const { steps, width, units } = heard, K = memory.spreads.length, columns = slopes.length / steps;
  if (K === 0) return;
  const rows = standardRows(heard, recentScale, stepWindowSeconds);
  const own = Float64Array.from(
    { length: steps * K },
    (_, i) => slopes[Math.floor(i / K) * columns + PREDICTIONS + units + i % K],
  );
  const recent = familiarityGradient(memory, rows, width, own).map((slope, i) =>
    slope / recentScale.deviation[i % width]
  );
  for (let t = 0; t < steps; t++) {
    const row = recent.subarray(t * width, (t + 1) * width);
    recentBackInto(at[t === step ? "window" : "neighbours"].rows, row, t, stepWindowSeconds);
  }
}

/** Add to the rows that a step's recent row is the mean of. */
function recentBackInto(rows: Float64Array, slopes: Float64Array, step: number, windowSteps: number): void {
  const first = Math.max(0, step + 1 - windowSteps), width = slopes.length;
  for (let t = first; t <= step; t++) {
    for (let i = 0; i < width; i++) rows[t * width + i] += slopes[i] / (step + 1 - first);
  }
}

/** Add to the rows, from slopes at the song's mean as each step hears it, [T, width]: of all rows, or with `past` of those so far. */
function songBackInto(rows: Float64Array, slopes: Float64Array, steps: number, past: boolean): void {
  const width = slopes.length / steps, sum = new Float64Array(width);
  const collect = (t: number) => {
    for (let i = 0; i < width; i++) sum[i] += slopes[t * width + i] / (past ? t + 1 : steps);
  };
  if (!past) { for (let t = 0; t < steps; t++) collect(t); }
  for (let t = steps - 1; t >= 0; t--) {
    if (past) collect(t);
    for (let i = 0; i < width; i++) rows[t * width + i] += sum[i];
  }
}

/** The reverse of `hearInputs`. @param layers activations of every layer, each [T, H]. */
function hearingBack(
  ear: Ear,
  sounds: readonly boolean[],
  layers: readonly Float32Array[],
  { rows, activations }: HeardSlopes,
): EarSlopes {
  const steps = sounds.length, past = hearsPast(ear), { regression, crf } = heardLayers(ear);
  fillSilenceBack(rows, sounds, past);
  fillSilenceBack(activations, sounds, past);
  const chosen = heardColumns(ear.hearing).length, descriptors = new Float64Array(steps * chosen);
  addColumnsInto(descriptors, rows, { steps, at: 0 });
  if (!ear.dbn) return { network: new Float64Array(0), descriptors };
  const direct = layers.map(({ length }) => new Float64Array(length));
  for (const [table, heard, start] of [[rows, regression, chosen], [activations, crf, 0]] as const) {
    let at = start;
    for (const l of heard) {
      addColumnsInto(direct[l], table, { steps, at });
      at += ear.dbn.layers[l].hidden;
    }
  }
  return { network: inputGradient(ear.dbn, layers, direct), descriptors };
}

/** Add the columns of a table from `at` on, as many as `out` has. */
function addColumnsInto(
  out: Float64Array,
  table: Float64Array,
  { steps, at }: { steps: number; at: number },
): void {
  const columns = out.length / steps, width = table.length / steps;
  for (let i = 0; i < out.length; i++) out[i] += table[Math.floor(i / columns) * width + at + i % columns];
}

/**
 * A silent step's row is the mean of the sounding ones, of all or with `past` of those before it: its slopes are theirs, in
 * equal parts, and its own row has none.
 */
function fillSilenceBack(slopes: Float64Array, sounds: readonly boolean[], past: boolean): void {
  const steps = sounds.length, width = slopes.length / steps, silent = new Float64Array(width);
  let before = sounds.reduce((sum, one) => sum + Number(one), 0);
  const collect = (t: number) => {
    const row = slopes.subarray(t * width, (t + 1) * width);
    if (before > 0) { for (let i = 0; i < width; i++) silent[i] += row[i] / before; }
    row.fill(0);
  };
  if (!past) sounds.forEach((one, t) => one || collect(t));
  for (let t = steps - 1; t >= 0; t--) {
    if (sounds[t]) {
      for (let i = 0; i < width; i++) slopes[t * width + i] += silent[i];
      before--;
    } else if (past) collect(t);
  }
}
