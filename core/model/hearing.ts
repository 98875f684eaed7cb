/**
 * What a model hears of a piece: from step features to the inputs of its regressions and of its CRF.
 *
 * Everything here is relative to the song's own level, so that turning the volume up changes nothing.
 * @module
 */
import { type Dbn, dbnActivations, type RunDbn } from "../dbn/dbn.ts";
import type { Kernels } from "../kernels.ts";
import { columnMoments, type ColumnScale } from "../statistics.ts";
import { DESCRIPTOR_NAMES, groupColumns, relevanceGroups, USUAL_GROUPS } from "../signal/descriptors.ts";
import { spectrumRowInto } from "../signal/step_spectra.ts";
import { SEED_SPECTRUM, spectrumColumns, type StepSpectrumSpec } from "../signal/step_spectrum_spec.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { musicLevels, removeLevelInto, soundingSteps } from "./level.ts";
import { predictRegression, type Regression } from "../regression/bumps.ts";
import { predictRidge, type RidgeModel } from "../regression/ridge.ts";
import type { HearingSpec, RegressionSpec } from "./recipe.ts";

export { soundingSteps };

/** Numbers of the network's input in the seed's specification. */
export const SPECTRUM_BINS = spectrumColumns(SEED_SPECTRUM);

/** How the network's spectra are made. */
export function hearingSpectrum({ spectrum = SEED_SPECTRUM }: HearingSpec): StepSpectrumSpec {
  return spectrum;
}

/** Columns of the descriptors that are heard. */
export function heardColumns({ descriptors }: HearingSpec): number[] {
  return descriptors === false ? [] : groupColumns(descriptors === true ? USUAL_GROUPS : descriptors);
}

/** Descriptors without the music's level, by default that of the whole song, [T, descriptors]. */
export function levelFreeDescriptors(features: StepFeatures, levels = musicLevels(features, "song")): Float64Array {
  const width = DESCRIPTOR_NAMES.length, out = Float64Array.from(features.descriptors);
  levels.forEach((level, t) => removeLevelInto(out.subarray(t * width, (t + 1) * width), level));
  return out;
}

/** Spectra without the music's level, over every scale, compressed, [T, spectrumColumns(spec)]. */
export function levelFreeSpectra(features: StepFeatures, spec: StepSpectrumSpec = SEED_SPECTRUM): Float32Array {
  const columns = spectrumColumns(spec), levels = musicLevels(features, spec.relativeTo);
  const out = new Float32Array(features.steps * columns);
  levels.forEach(({ logMagnitude }, t) =>
    spectrumRowInto(features, t, { spec, level: logMagnitude }, out, t * columns)
  );
  return out;
}

/** What makes spectra standard: mean and deviation of each column over the steps of all training pieces. */
export function spectrumScale(
  pieces: readonly StepFeatures[],
  spec: StepSpectrumSpec = SEED_SPECTRUM,
): ColumnScale {
  const { mean, variance } = columnMoments(
    pieces.map((piece) => levelFreeSpectra(piece, spec)),
    spectrumColumns(spec),
  );
  return { mean, deviation: variance.map((value) => Math.max(1e-3, Math.sqrt(value))) };
}

/** Standardised values beyond this many deviations are cut off. */
const FARTHEST = 5;

/** Make level-free spectra standard in place: zero mean, unit deviation over the training steps, at most 5 out. */
function standardizeInto(spectra: Float32Array, { mean, deviation }: ColumnScale): void {
  for (let i = 0; i < spectra.length; i++) {
    const column = i % mean.length;
    spectra[i] = Math.max(-FARTHEST, Math.min(FARTHEST, (spectra[i] - mean[column]) / deviation[column]));
  }
}

/** Inputs of the network, [T, spectrumColumns(spec)]. */
export function networkInputs(
  features: StepFeatures,
  scale: ColumnScale,
  spec: StepSpectrumSpec = SEED_SPECTRUM,
): Float32Array {
  const inputs = levelFreeSpectra(features, spec);
  standardizeInto(inputs, scale);
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

/** What an ear reads of a piece. */
export interface EarInputs {
  steps: number;
  /** Standardised inputs of the network, [T, V]; empty without one. */
  network: Float32Array;
  /** The descriptors that are heard, without the music's level, [T, heardColumns]. */
  descriptors: Float64Array;
  /** Whether each step sounds, [T]. */
  sounds: readonly boolean[];
}

/**
 * What an ear reads of a piece.
 * @throws RangeError if it is too long for the ear.
 */
export function earInputs(ear: Ear, features: StepFeatures): EarInputs {
  requireRoom(features.steps, earWidth(ear));
  // Half as many: they have half the bytes.
  if (ear.dbn) requireRoom(features.steps, Math.ceil(ear.dbn.layers[0].visible / 2));
  const { steps } = features, spec = hearingSpectrum(ear.hearing), levels = musicLevels(features, spec.relativeTo);
  const chosen = heardColumns(ear.hearing), descriptors = new Float64Array(steps * chosen.length);
  if (chosen.length > 0) {
    const all = levelFreeDescriptors(features, levels);
    for (let t = 0; t < steps; t++) {
      chosen.forEach((column, i) => descriptors[t * chosen.length + i] = all[t * DESCRIPTOR_NAMES.length + column]);
    }
  }
  const network = ear.dbn ? networkInputs(features, ear.scale, spec) : new Float32Array(0);
  return { steps, network, descriptors, sounds: levels.map(({ sounds }) => sounds) };
}

/**
 * Listen to a piece.
 * @param runDbn what runs the network, if not the kernels.
 * @throws RangeError if it is too long for the ear.
 */
export function hear(ear: Ear, features: StepFeatures, kernels: Kernels, runDbn: RunDbn = dbnActivations): Heard {
  return hearInputs(ear, earInputs(ear, features), kernels, runDbn);
}

/** Listen to what an ear reads. `listening_gradient.ts` goes back the same way. */
export function hearInputs(
  ear: Ear,
  { steps, network, descriptors, sounds }: EarInputs,
  kernels: Kernels,
  runDbn: RunDbn = dbnActivations,
): Heard {
  const { relativeTo } = hearingSpectrum(ear.hearing), width = earWidth(ear), units = earUnits(ear);
  const layers = ear.dbn ? runDbn(ear.dbn, network, kernels) : [], { regression, crf } = heardLayers(ear);
  const columnsOf = (l: number) => ({ values: layers[l], columns: ear.dbn!.layers[l].hidden });
  const rows = new Float64Array(steps * width), activations = new Float32Array(steps * units);
  const first = { values: descriptors, columns: heardColumns(ear.hearing).length };
  placeInto(rows, { width, tables: [first, ...regression.map(columnsOf)] });
  placeInto(activations, { width: units, tables: crf.map(columnsOf) });
  fillSilenceInto(rows, sounds, relativeTo);
  fillSilenceInto(activations, sounds, relativeTo);
  return { steps, width, rows, units, activations };
}

/** Put tables of the same rows side by side into one of `width` columns. */
function placeInto(
  out: Float32Array | Float64Array,
  { width, tables }: { width: number; tables: { values: Float32Array | Float64Array; columns: number }[] },
): void {
  let at = 0;
  for (const { values, columns } of tables) {
    for (let t = 0; t < out.length / width; t++) {
      out.set(values.subarray(t * columns, (t + 1) * columns), t * width + at);
    }
    at += columns;
  }
}

/** Let every silent step's row [T, width] be the mean of the sounding ones: of all, or of those before it. */
function fillSilenceInto(
  rows: Float32Array | Float64Array,
  sounds: readonly boolean[],
  relativeTo: StepSpectrumSpec["relativeTo"],
): void {
  const width = rows.length / Math.max(1, sounds.length), mean = new Float64Array(width);
  if (width === 0 || sounds.every((one) => one)) return;
  let sounding = 0;
  const row = (t: number) => rows.subarray(t * width, (t + 1) * width);
  const add = (t: number) => {
    sounding++;
    for (let i = 0; i < width; i++) mean[i] += (rows[t * width + i] - mean[i]) / sounding;
  };
  if (relativeTo === "song") sounds.forEach((one, t) => one && add(t));
  sounds.forEach((one, t) => {
    if (!one) row(t).set(mean);
    else if (relativeTo === "past") add(t);
  });
}

/** Indices, from 0, of the layers that the regressions and the CRF hear. */
export function heardLayers({ hearing, dbn }: Pick<Ear, "hearing" | "dbn">): { regression: number[]; crf: number[] } {
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
  return heardColumns(ear.hearing).length + unitsOf(heardLayers(ear).regression, ear.dbn);
}

/** How much each column of {@link Heard.rows} counts in the regressions: descriptors 1, activations `networkWeight`. */
export function columnWeights(ear: Ear, { networkWeight }: RegressionSpec): Float64Array {
  const descriptors = heardColumns(ear.hearing).length;
  return new Float64Array(earWidth(ear)).fill(networkWeight, descriptors).fill(1, 0, descriptors);
}

/** Columns of {@link Heard.rows} by what is told: kinds of descriptors, layers of the network. */
export function rowGroups(ear: Ear): number[][] {
  const heard = heardColumns(ear.hearing), place = new Map(heard.map((column, i) => [column, i]));
  const groups = relevanceGroups(heard).map((columns) => columns.map((column) => place.get(column)!));
  let at = heard.length;
  for (const l of heardLayers(ear).regression) {
    const { hidden } = ear.dbn!.layers[l];
    groups.push(Array.from({ length: hidden }, (_, u) => at + u));
    at += hidden;
  }
  return groups;
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

/**
 * Calls back with what the regressions read at each step: the song's row, the mean of all rows, or with `past` of those so far,
 * and the recent row less it. Both are gone afterwards.
 */
export function eachStepRow(
  heard: Heard,
  { windowSteps, past }: { windowSteps: number; past: boolean },
  take: (song: Float64Array, apart: Float64Array, step: number) => void,
): void {
  const { width, rows } = heard, song = past ? new Float64Array(width) : songRow(heard);
  const apart = new Float64Array(width);
  eachRecentRow(heard, windowSteps, (recent, t) => {
    for (let i = 0; i < width; i++) {
      if (past) song[i] += (rows[t * width + i] - song[i]) / (t + 1);
      apart[i] = recent[i] - song[i];
    }
    take(song, apart, t);
  });
}

/** Recent rows less the song's mean, [T, width]: what the step's regression reads. */
export function stepRows(heard: Heard, windowSteps: number, { past = false } = {}): Float64Array {
  const out = new Float64Array(heard.steps * heard.width);
  eachStepRow(heard, { windowSteps, past }, (_, apart, t) => out.set(apart, t * heard.width));
  return out;
}

/** Whether an ear hears a step relative to what came before it alone, as it must in live use. */
export function hearsPast({ hearing }: Pick<Ear, "hearing">): boolean {
  return hearingSpectrum(hearing).relativeTo === "past";
}

/** What a trained listener says of a piece before the CRF: its ear and its two regressions. */
export interface Listener {
  ear: Ear;
  regression: RegressionSpec;
  /** Song's mean arousal and valence from {@link songRow}. */
  song: Regression;
  /** A step's deviation from the song's mean from {@link stepRows}. */
  step: RidgeModel;
}

/** Predictions of a step: the song's arousal and valence, the step's deviations from them. */
export const PREDICTIONS = 4;

/** [T, 4]: song arousal, song valence, step arousal, step valence, in units of the plane. A row at a time: hours are long. */
export function predictSteps({ ear, regression, song, step }: Listener, heard: Heard): Float64Array {
  const out = new Float64Array(heard.steps * PREDICTIONS), past = hearsPast(ear);
  const whole = past ? null : predictRegression(song, songRow(heard));
  eachStepRow(heard, { windowSteps: regression.stepWindowSeconds, past }, (row, apart, t) => {
    out.set(whole ?? predictRegression(song, row), t * PREDICTIONS);
    out.set(predictRidge(step, apart), t * PREDICTIONS + 2);
  });
  return out;
}
