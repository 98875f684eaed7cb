/**
 * What a model hears of a piece: from step features to the inputs of its regressions and of its CRF.
 *
 * Everything here is relative to the song's own level, so that turning the volume up changes nothing.
 * @module
 */
import { type Dbn, dbnActivations } from "../dbn/dbn.ts";
import type { Kernels } from "../kernels.ts";
import { columnMoments, type ColumnScale } from "../statistics.ts";
import { binCount } from "../signal/frames.ts";
import { CEPSTRUM_LEVEL_GAIN, DESCRIPTOR_NAMES, SPECTRUM_FRAMES, type StepFeatures } from "../signal/step_features.ts";
import { predictRidge, type RidgeModel } from "../regression/ridge.ts";
import type { HearingSpec, RegressionSpec } from "./recipe.ts";

/** Bins of the network's input. */
export const SPECTRUM_BINS = binCount(SPECTRUM_FRAMES);

/** Descriptors in dB, which rise by the gain, and how many dB a dB of gain raises them. */
const LEVEL_COLUMNS: { column: number; perDecibel: number }[] = DESCRIPTOR_NAMES.flatMap((name, column) => {
  if (name === "cepstrum.0") return [{ column, perDecibel: CEPSTRUM_LEVEL_GAIN }];
  return name === "level" || name.startsWith("valley.") ? [{ column, perDecibel: 1 }] : [];
});

/** Steps this far below the loudest one, in dB, are silence. */
const SILENCE_DB = 60;

/**
 * Numbers of the steps that sound; all of them if none does. Silence before, in or after a song says nothing of the song:
 * its steps are heard as the mean of the others, else three seconds of it would move the whole song's prediction.
 */
export function soundingSteps({ steps, descriptors }: StepFeatures): number[] {
  const column = DESCRIPTOR_NAMES.indexOf("level");
  const levels = Array.from({ length: steps }, (_, t) => descriptors[t * DESCRIPTOR_NAMES.length + column]);
  const least = levels.reduce((loudest, level) => Math.max(loudest, level), -Infinity) - SILENCE_DB;
  return levels.flatMap((level, t) => level >= least ? [t] : []);
}

/** Mean over some steps of rows [T, width]. */
function meanRow(rows: ArrayLike<number>, width: number, steps: readonly number[]): Float64Array {
  const mean = new Float64Array(width);
  for (const t of steps) for (let i = 0; i < width; i++) mean[i] += rows[t * width + i] / steps.length;
  return mean;
}

/** Let every silent step's row be the mean of the sounding ones. */
function fillSilenceInto(rows: Float32Array | Float64Array, width: number, sounding: readonly number[]): void {
  const mean = meanRow(rows, width, sounding), sounds = new Set(sounding);
  for (let t = 0; t * width < rows.length; t++) if (!sounds.has(t)) rows.set(mean, t * width);
}

/** Descriptors without the song's mean level, [T, descriptors]. */
export function levelFreeDescriptors(features: StepFeatures): Float64Array {
  const { steps, descriptors } = features, width = DESCRIPTOR_NAMES.length, level = DESCRIPTOR_NAMES.indexOf("level");
  const out = Float64Array.from(descriptors);
  const mean = meanRow(descriptors, width, soundingSteps(features))[level];
  for (let t = 0; t < steps; t++) {
    for (const { column, perDecibel } of LEVEL_COLUMNS) out[t * width + column] -= mean * perDecibel;
  }
  return out;
}

/** Log spectra without the song's mean over steps and bins, [T, 257]. */
export function levelFreeSpectra(features: StepFeatures): Float32Array {
  const row = meanRow(features.spectra, SPECTRUM_BINS, soundingSteps(features));
  const mean = row.reduce((sum, value) => sum + value, 0) / SPECTRUM_BINS;
  return features.spectra.map((value) => value - mean);
}

/** What makes spectra standard: mean and deviation of each bin over the steps of all training pieces, [257]. */
export function spectrumScale(pieces: readonly StepFeatures[]): ColumnScale {
  const { mean, variance } = columnMoments(pieces.map(levelFreeSpectra), SPECTRUM_BINS);
  return { mean, deviation: variance.map((value) => Math.max(1e-3, Math.sqrt(value))) };
}

/** Inputs of the network, [T, 257]: zero mean, unit deviation over the training steps, at most 5 deviations out. */
export function networkInputs(features: StepFeatures, scale: ColumnScale): Float32Array {
  const inputs = levelFreeSpectra(features);
  for (let i = 0; i < inputs.length; i++) {
    const bin = i % SPECTRUM_BINS;
    inputs[i] = Math.max(-5, Math.min(5, (inputs[i] - scale.mean[bin]) / scale.deviation[bin]));
  }
  return inputs;
}

/** A network and how its inputs are made; the network is null when the recipe has none. */
export interface Ear {
  hearing: HearingSpec;
  scale: ColumnScale;
  dbn: Dbn | null;
}

/** What an ear hears of a piece. */
export interface Heard {
  steps: number;
  /** Numbers of a step: descriptors, then the activations of the layers that the regressions hear. */
  width: number;
  /** [T, width] */
  rows: Float64Array;
  /** Units of the layers that the CRF hears (0 without a network). */
  units: number;
  /** Their activations, [T, units] */
  activations: Float32Array;
}

/** Numbers in one table of a piece, half a gigabyte of them: a stranger's model may be of any width. */
const MOST_NUMBERS = 2 ** 26;

/** @throws RangeError if a piece is too long for a model that wide. */
export function requireRoom(steps: number, columns: number): void {
  if (steps * columns <= MOST_NUMBERS) return;
  throw new RangeError(
    `Cannot listen to the piece: its steps times the model's numbers a step must be at most ${MOST_NUMBERS}, ` +
      `current value is ${steps} × ${columns} (use a smaller model, or cut the piece)`,
  );
}

/**
 * Listen to a piece.
 * @throws RangeError if it is too long for the ear.
 */
export function hear(ear: Ear, features: StepFeatures, kernels: Kernels): Heard {
  const { steps } = features, width = earWidth(ear);
  requireRoom(steps, width);
  const layers = ear.dbn ? dbnActivations(ear.dbn, networkInputs(features, ear.scale), kernels) : [];
  const descriptors = ear.hearing.descriptors ? levelFreeDescriptors(features) : new Float64Array(0);
  const { regression, crf } = heardLayers(ear);
  const columnsOf = (l: number) => ({ values: layers[l], columns: ear.dbn!.layers[l].hidden });
  const tables = [
    { values: descriptors, columns: ear.hearing.descriptors ? DESCRIPTOR_NAMES.length : 0 },
    ...regression.map(columnsOf),
  ];
  const rows = sideBySide(tables, new Float64Array(steps * width), width), units = earUnits(ear);
  const activations = sideBySide(crf.map(columnsOf), new Float32Array(steps * units), units);
  const sounding = soundingSteps(features);
  if (sounding.length < steps) {
    fillSilenceInto(rows, width, sounding);
    if (units > 0) fillSilenceInto(activations, units, sounding);
  }
  return { steps, width, rows, units, activations };
}

/** Tables of the same rows as one of `width` columns. */
function sideBySide<T extends Float32Array | Float64Array>(
  tables: { values: Float32Array | Float64Array; columns: number }[],
  out: T,
  width: number,
): T {
  let at = 0;
  for (const { values, columns } of tables) {
    for (let t = 0; t < out.length / width; t++) {
      out.set(values.subarray(t * columns, (t + 1) * columns), t * width + at);
    }
    at += columns;
  }
  return out;
}

/** Indices, from 0, of the layers that the regressions and the CRF hear. */
function heardLayers({ hearing, dbn }: Pick<Ear, "hearing" | "dbn">): { regression: number[]; crf: number[] } {
  const count = dbn?.layers.length ?? 0, indices = (layers: number[]) => dbn ? layers.map((layer) => layer - 1) : [];
  return {
    regression: indices(hearing.regressionLayers ?? Array.from({ length: count }, (_, l) => l + 1)),
    crf: indices(hearing.crfLayers ?? [count]),
  };
}

function unitsOf(layers: number[], dbn: Dbn | null): number {
  return layers.reduce((sum, l) => sum + dbn!.layers[l].hidden, 0);
}

/** Columns of {@link Heard.activations}. */
export function earUnits(ear: Pick<Ear, "hearing" | "dbn">): number {
  return unitsOf(heardLayers(ear).crf, ear.dbn);
}

/** Columns of {@link Heard.rows}. */
export function earWidth(ear: Pick<Ear, "hearing" | "dbn">): number {
  return (ear.hearing.descriptors ? DESCRIPTOR_NAMES.length : 0) + unitsOf(heardLayers(ear).regression, ear.dbn);
}

/** How much each column of {@link Heard.rows} counts in the regressions: descriptors 1, activations `networkWeight`. */
export function columnWeights(ear: Ear, { networkWeight }: RegressionSpec): Float64Array {
  const descriptors = ear.hearing.descriptors ? DESCRIPTOR_NAMES.length : 0;
  return new Float64Array(earWidth(ear)).fill(networkWeight, descriptors).fill(1, 0, descriptors);
}

/** Mean of a piece's rows, [width]: what the song's regression reads. */
export function songRow({ steps, width, rows }: Heard): Float64Array {
  const mean = new Float64Array(width);
  for (let i = 0; i < rows.length; i++) mean[i % width] += rows[i] / steps;
  return mean;
}

/** Calls back with the mean of the last rows at each step, [width]: what it sounds like to someone who has just listened. */
function eachRecentRow(
  { steps, width, rows }: Heard,
  windowSteps: number,
  take: (row: Float64Array, step: number) => void,
): void {
  const sum = new Float64Array(width), mean = new Float64Array(width);
  for (let t = 0; t < steps; t++) {
    const leaving = t - windowSteps, count = Math.min(t + 1, windowSteps);
    for (let i = 0; i < width; i++) {
      sum[i] += rows[t * width + i] - (leaving >= 0 ? rows[leaving * width + i] : 0);
      mean[i] = sum[i] / count;
    }
    take(mean, t);
  }
}

/** Mean of the last rows at each step, [T, width]. */
export function recentRows(heard: Heard, windowSteps: number): Float64Array {
  const out = new Float64Array(heard.steps * heard.width);
  eachRecentRow(heard, windowSteps, (row, t) => out.set(row, t * heard.width));
  return out;
}

/** Recent rows less the song's mean, [T, width]: what the step's regression reads. */
export function stepRows(heard: Heard, windowSteps: number): Float64Array {
  const song = songRow(heard), out = recentRows(heard, windowSteps);
  for (let i = 0; i < out.length; i++) out[i] -= song[i % heard.width];
  return out;
}

/** What a trained listener says of a piece before the CRF: its ear and its two regressions. */
export interface Listener {
  ear: Ear;
  regression: RegressionSpec;
  /** Song's mean arousal and valence from {@link songRow}. */
  song: RidgeModel;
  /** A step's deviation from the song's mean from {@link stepRows}. */
  step: RidgeModel;
}

/** Predictions of a step: the song's arousal and valence, the step's deviations from them. */
export const PREDICTIONS = 4;

/** [T, 4]: song arousal, song valence, step arousal, step valence, in units of the plane. A row at a time: hours are long. */
export function predictSteps(listener: Listener, heard: Heard): Float64Array {
  const row = songRow(heard), song = predictRidge(listener.song, row);
  const out = new Float64Array(heard.steps * PREDICTIONS);
  eachRecentRow(heard, listener.regression.stepWindowSeconds, (recent, t) => {
    const step = predictRidge(listener.step, recent.map((value, i) => value - row[i]));
    out.set([song[0], song[1], step[0], step[1]], t * PREDICTIONS);
  });
  return out;
}
