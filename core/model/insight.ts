/**
 * What a model's hidden units hear, when they fire in a song, and where they pull: the numbers behind the figures.
 * @module
 */
import { preferredInput, projectedWeights, scaledTo } from "../dbn/what_a_unit_hears.ts";
import type { Kernels } from "../kernels.ts";
import { type OnProgress, partOf } from "../progress.ts";
import { seededRandom } from "../random.ts";
import { binCount, binToHz } from "../signal/frames.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { type SpectrumRun, spectrumRuns } from "../signal/step_spectrum_spec.ts";
import { nepersToDecibels } from "../units.ts";
import { type Ear, hear, hearingSpectrum } from "./hearing.ts";
import { type MoodModel, requireFeatureVersion } from "./model.ts";
import { unitPlace, type UnitPull, unitPulls } from "./unit_pull.ts";

/** As unusual as a step of the training music is on average, and as smooth as the spectra of music are. */
const MAXIMISATION = { deviations: 1, smoothness: 4, randomStarts: 1, maxIterations: 100 };

/** Part of the progress. */
const PULLS_SHARE = 0.3;

export interface UnitInsight extends UnitPull {
  /** Weights projected down, scaled to a root mean square of one deviation, [V]. */
  projected: Float64Array;
  /** The spectrum that excites the unit most, in deviations from the training mean, [V]. */
  preferred: Float64Array;
  /** Activation at that spectrum and at the training mean. */
  highest: number;
  atMean: number;
}

export interface ModelInsight {
  id: string;
  recipe: string;
  seed: number;
  /** Units of each layer; empty without a network. */
  layers: number[];
  /** What the network's inputs are: runs of the same bins; none without a network. */
  runs: SpectrumRun[];
  /** Centre frequency of each bin. */
  frequenciesHz: Float64Array;
  /** What one deviation of each of the network's inputs is in dB, [V]: at the training mean, where compression is a power. */
  decibelsPerDeviation: Float64Array;
  /** The map of the mean of the training music, [121]. */
  map: Float64Array;
  /** How many units something listens to. */
  heardUnits: number;
  /** Those, the most influential first; all of them unless fewer were asked for. */
  units: UnitInsight[];
}

export interface InsightOptions {
  /** How many units are told of, the most influential; all by default. */
  most?: number;
  onProgress?: OnProgress;
}

/** What a model's hidden units hear, and where they pull. Deterministic. */
export function modelInsight(model: MoodModel, kernels: Kernels, options: InsightOptions = {}): ModelInsight {
  const { most = Infinity, onProgress = () => {} } = options;
  requireFeatureVersion(model);
  const { id, recipe, seed, listener: { ear } } = model,
    { map, pulls } = unitPulls(
      model,
      kernels,
      partOf(onProgress, 0, PULLS_SHARE),
    );
  const spec = hearingSpectrum(ear.hearing), bins = binCount(spec);
  const random = seededRandom(seed), onUnit = partOf(onProgress, PULLS_SHARE, 1);
  const first = pulls.toSorted((a, b) => b.influence - a.influence).slice(0, most);
  const units = first.map((pull, i): UnitInsight => {
    onUnit({ fraction: i / first.length, message: `unit ${i + 1} of ${first.length}` });
    const stream = random.fork(`unit ${pull.layer}.${pull.unit}`);
    const { input, activation, activationAtMean } = preferredInput(
      ear.dbn!,
      pull,
      { ...MAXIMISATION, runLength: bins },
      stream,
    );
    const projected = scaledTo(projectedWeights(ear.dbn!, pull), MAXIMISATION.deviations);
    return { ...pull, projected, preferred: input, highest: activation, atMean: activationAtMean };
  });
  return {
    id,
    recipe: recipe.name,
    seed,
    layers: ear.dbn?.layers.map(({ hidden }) => hidden) ?? [],
    runs: ear.dbn ? spectrumRuns(spec) : [],
    frequenciesHz: Float64Array.from({ length: bins }, (_, bin) => binToHz(bin, spec)),
    decibelsPerDeviation: decibelsPerDeviation(ear),
    map,
    heardUnits: pulls.length,
    units,
  };
}

/** Of m^e, a deviation σ about the mean μ is σ / (e·μ) nepers of m, to first order. */
function decibelsPerDeviation({ hearing, scale }: Ear): Float64Array {
  const { compression } = hearingSpectrum(hearing);
  return scale.deviation.map((deviation, i) =>
    nepersToDecibels(compression.kind === "log" ? deviation : deviation / (compression.exponent * scale.mean[i]))
  );
}

/**
 * When units fire in a song.
 * @returns activation of each of the units at each step, in their order, [T] in (0, 1); silence is heard as the song's mean.
 */
export function unitActivations(
  model: MoodModel,
  features: StepFeatures,
  units: readonly { layer: number; unit: number }[],
  kernels: Kernels,
): Float64Array[] {
  const { ear } = model.listener, heard = hear(ear, features, kernels), { steps, width, units: columns } = heard;
  return units.map((at) => {
    const { table, column } = unitPlace(ear, at), own = table === "rows" ? width : columns;
    return Float64Array.from({ length: steps }, (_, t) => heard[table][t * own + column]);
  });
}

/**
 * The steps at which a unit fires most, the strongest first, no two of them closer than `apartSteps`.
 * @param activations [T]
 */
export function strongestMoments(
  activations: ArrayLike<number>,
  { count, apartSteps }: { count: number; apartSteps: number },
): number[] {
  const order = Array.from(activations, (_, t) => t).sort((a, b) => activations[b] - activations[a] || a - b);
  const found: number[] = [];
  for (const t of order) {
    if (found.length >= count) break;
    if (found.every((other) => Math.abs(other - t) >= apartSteps)) found.push(t);
  }
  return found;
}
