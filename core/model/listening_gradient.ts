/**
 * Back through a listener: from slopes at the CRF's inputs to slopes at what its ear reads, kept apart by the time-scale on
 * which it was heard.
 * @module
 */
import { inputGradient } from "../dbn/input_gradient.ts";
import { type EarInputs, type Heard, PREDICTIONS } from "./hearing.ts";
import { familiarityGradient, standardRows } from "./memory.ts";
import type { MoodModel } from "./model.ts";
import type { RidgeModel } from "./ridge.ts";

/**
 * The ways by which music reaches the map of a step:
 * - `song`: the mean of the song, by the song's regression;
 * - `window`: the seconds up to the step less the song's mean, by the step's regression (and the memory of corrections);
 * - `step`: the step alone, by the network's units that the CRF reads;
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

/**
 * ∂f/∂inputs of the ear by each time-scale; their sum is the whole gradient. Exact, in f64, the reverse of `hearInputs`,
 * `predictSteps` and `crfInputs`.
 * @param slopes ∂f/∂inputs of the CRF, [T, 4 + units + K].
 * @param step the step whose map f reads.
 */
export function listeningGradient(
  model: MoodModel,
  inputs: EarInputs,
  { heard, slopes, step }: { heard: Heard; slopes: Float64Array; step: number },
): Record<TimeScale, EarSlopes> {
  const { listener } = model, { steps, width, units } = heard, columns = slopes.length / steps;
  const { predictionScale, activationScale, recipe } = model;
  const rows = byTimeScale(() => new Float64Array(steps * width));
  const prediction = (t: number, i: number) => slopes[t * columns + i] / predictionScale.deviation[i];
  const song = [0, 0];
  for (let t = 0; t < steps; t++) for (let o = 0; o < 2; o++) song[o] += prediction(t, o);
  spreadInto(rows.song, ridgeSlopes(listener.song, song), 0, steps, 1 / steps);
  const familiar = familiaritySlopes(model, heard, slopes);
  const lessSong = { window: new Float64Array(width), neighbours: new Float64Array(width) };
  for (let t = 0; t < steps; t++) {
    const window = t === step ? "window" : "neighbours", now = rows[t === step ? "step" : "neighbours"];
    const first = Math.max(0, t + 1 - recipe.regression.stepWindowSeconds);
    const recent = ridgeSlopes(listener.step, [prediction(t, 2), prediction(t, 3)]);
    spreadInto(lessSong[window], recent, 0, 1, -1);
    for (let i = 0; i < width; i++) recent[i] += familiar[t * width + i] ?? 0;
    spreadInto(rows[window], recent, first, t + 1, 1 / (t + 1 - first));
    for (let u = 0; u < units; u++) {
      now[t * width + width - units + u] += slopes[t * columns + PREDICTIONS + u] * recipe.crf.activationScale /
        activationScale.deviation[u];
    }
  }
  spreadInto(rows.window, lessSong.window, 0, steps, 1 / steps);
  spreadInto(rows.neighbours, lessSong.neighbours, 0, steps, 1 / steps);
  return byTimeScale((scale) => rowsToInputs(model, inputs, heard, rows[scale]));
}

export function byTimeScale<T>(make: (scale: TimeScale) => T): Record<TimeScale, T> {
  return Object.fromEntries(TIME_SCALES.map((scale) => [scale, make(scale)])) as Record<TimeScale, T>;
}

/** ∂f/∂row of a regression, [width], from ∂f/∂outputs. */
function ridgeSlopes({ inputs, outputs, scale, weights }: RidgeModel, slopes: readonly number[]): Float64Array {
  const out = new Float64Array(inputs);
  for (let d = 0; d < inputs; d++) {
    for (let o = 0; o < outputs; o++) out[d] += slopes[o] * weights[d * outputs + o] / scale[d];
  }
  return out;
}

/** Add `share` of a row to the rows first … end - 1. */
function spreadInto(rows: Float64Array, row: Float64Array, first: number, end: number, share: number): void {
  for (let t = first; t < end; t++) for (let i = 0; i < row.length; i++) rows[t * row.length + i] += share * row[i];
}

/** ∂f/∂recent rows by the memory, [T, width]; empty without one. */
function familiaritySlopes(model: MoodModel, heard: Heard, slopes: Float64Array): Float64Array {
  const { memory, recentScale, recipe } = model, { steps, width, units } = heard;
  const K = memory.spreads.length, columns = slopes.length / steps;
  if (K === 0) return new Float64Array(0);
  const rows = standardRows(heard, recentScale, recipe.regression.stepWindowSeconds);
  const own = Float64Array.from(
    { length: steps * K },
    (_, i) => slopes[Math.floor(i / K) * columns + PREDICTIONS + units + i % K],
  );
  return familiarityGradient(memory, rows, width, own).map((slope, i) => slope / recentScale.deviation[i % width]);
}

/** From slopes at the rows to slopes at what the rows were made of: the sounding steps alone, whose mean fills the others. */
function rowsToInputs(
  { listener: { ear } }: MoodModel,
  { sounding }: EarInputs,
  { steps, width, rows }: Heard,
  slopes: Float64Array,
): EarSlopes {
  fillSilenceBackInto(slopes, width, sounding);
  const columnsOf = (table: Float64Array, at: number, columns: number) =>
    Float64Array.from({ length: steps * columns }, (_, i) => table[Math.floor(i / columns) * width + at + i % columns]);
  const layers = ear.dbn?.layers ?? [];
  let at = width - layers.reduce((sum, { hidden }) => sum + hidden, 0);
  const descriptors = columnsOf(slopes, 0, at);
  if (!ear.dbn) return { network: new Float64Array(0), descriptors };
  const activations: Float64Array[] = [], direct: Float64Array[] = [];
  for (const { hidden } of layers) {
    activations.push(columnsOf(rows, at, hidden));
    direct.push(columnsOf(slopes, at, hidden));
    at += hidden;
  }
  return { network: inputGradient(ear.dbn, activations, direct), descriptors };
}

/** A silent step's row is the mean of the sounding ones: its slopes are theirs, in equal parts. */
function fillSilenceBackInto(slopes: Float64Array, width: number, sounding: readonly number[]): void {
  const silent = new Float64Array(width), sounds = new Set(sounding), steps = slopes.length / width;
  if (sounding.length === steps) return;
  for (let t = 0; t < steps; t++) {
    if (sounds.has(t)) continue;
    for (let i = 0; i < width; i++) silent[i] += slopes[t * width + i];
    slopes.fill(0, t * width, (t + 1) * width);
  }
  for (const t of sounding) spreadInto(slopes, silent, t, t + 1, 1 / sounding.length);
}
