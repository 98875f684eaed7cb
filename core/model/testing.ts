/**
 * What the tests of this folder share: music made of numbers, people who rate it, and a recipe that trains in a moment.
 * @module
 */
import type { RatingSeries } from "../annotation/series.ts";
import { type Random, seededRandom } from "../random.ts";
import { DESCRIPTOR_NAMES, type StepFeatures } from "../signal/step_features.ts";
import { SPECTRUM_BINS } from "./hearing.ts";
import type { Recipe } from "./recipe.ts";
import type { TrainingPiece } from "./training_piece.ts";

/** Small in everything, but with all the parts of the default. */
export const TINY_RECIPE: Recipe = {
  name: "tiny",
  hearing: { descriptors: true, network: "trained" },
  dbn: {
    layers: [6, 4],
    pretraining: { epochs: 3, batchRows: 20, learningRate: 0.02, momentum: 0.5, weightDecay: 1e-4, gibbsSteps: 1 },
    fineTuning: { maxIterations: 8, weightDecay: 1e-3 },
  },
  regression: { songStrength: 5, stepStrength: 30, networkWeight: 0.3, stepWindowSeconds: 2 },
  innerFolds: 3,
  crf: {
    emission: { kind: "radialBasis", centresPerAxis: 4, width: 0.5 },
    transitions: { kind: "dense" },
    strengths: { weights: 300, bias: 100, transitions: 10 },
    activationScale: 0.05,
    edgeSteps: 3,
    maxIterations: 30,
  },
};

/** A mood a step, in [-1, 1]. */
export interface Mood {
  arousal: number[];
  valence: number[];
}

/** Descriptors and slopes of the spectrum that follow the mood. */
const MOOD_COLUMNS = 24;
/** In how many ways songs sound different beside their mood. */
const SOUNDS = 3;

/**
 * Features from which the mood can be heard: each of the first descriptors and of the spectrum's slopes follows one axis.
 * The other descriptors tell songs apart, or the given number of equal sections of one.
 */
export function moodFeatures({ arousal, valence }: Mood, random: Random, sections = 1): StepFeatures {
  const steps = arousal.length, width = DESCRIPTOR_NAMES.length;
  const sounds = Array.from({ length: SOUNDS * sections }, () => random.normal());
  const descriptors = Float32Array.from({ length: steps * width }, (_, i) => {
    const step = Math.floor(i / width), column = i % width, section = Math.floor(step * sections / steps);
    const sound = () => {
      let sum = 0;
      for (let k = 0; k < SOUNDS; k++) sum += Math.cos(column * (k + 1)) * sounds[section * SOUNDS + k];
      return sum;
    };
    const signal = column < MOOD_COLUMNS ? 2 * (column % 2 === 0 ? arousal : valence)[step] : sound();
    return 10 + (column % 5 + 1) * (signal + 0.3 * random.normal());
  });
  const spectra = Float32Array.from({ length: steps * SPECTRUM_BINS }, (_, i) => {
    const step = Math.floor(i / SPECTRUM_BINS), at = (i % SPECTRUM_BINS) / SPECTRUM_BINS;
    return -6 + 2 * arousal[step] * Math.cos(Math.PI * at) + 2 * valence[step] * Math.cos(2 * Math.PI * at) +
      0.5 * random.normal();
  });
  return { steps, spectra, descriptors };
}

/** The same features for hearings that also tell the deviation of a bin: a few tenths of its magnitude. */
export function withDeviations(features: StepFeatures, random: Random): StepFeatures {
  return {
    ...features,
    deviations: features.spectra.map((log) => Math.exp(log) * (0.2 + 0.3 * random.uniform())),
  };
}

/** A song with a mood of its own, about which its steps wander. */
export function randomMood(steps: number, random: Random): Mood {
  const axis = () => {
    const song = 1.4 * random.uniform() - 0.7, turn = 6.3 * random.uniform();
    return Array.from({ length: steps }, (_, t) => song + 0.2 * Math.sin(turn + t / 2));
  };
  return { arousal: axis(), valence: axis() };
}

/** Annotators who rate every two seconds from the start, each a little off. */
export function ratings(piece: string, { arousal, valence }: Mood, annotators: number, random: Random): RatingSeries[] {
  return Array.from({ length: annotators }, (_, i) => {
    const times = Float64Array.from({ length: Math.ceil(arousal.length / 2) }, (_, n) => 2 * n);
    const say = (values: number[]) => {
      const offset = 0.3 * random.normal();
      return times.map((t) => Math.max(-1, Math.min(1, values[t] + offset + 0.1 * random.normal())));
    };
    return { piece, annotator: `annotator ${i}`, times, arousal: say(arousal), valence: say(valence) };
  });
}

/** Rated songs, named in ascending order. */
export function songs(count: number, seed: number, steps = 8): TrainingPiece[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const name = `song ${String(i).padStart(2, "0")}`, mood = randomMood(steps, random);
    return { name, features: moodFeatures(mood, random), series: ratings(name, mood, 10, random) };
  });
}
