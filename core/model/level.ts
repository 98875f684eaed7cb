/**
 * How loud the music is altogether, and which of its steps sound at all: what everything heard is relative to, so that
 * turning the volume up changes nothing.
 * @module
 */
import { DESCRIPTOR_NAMES, descriptorColumn } from "../signal/descriptors.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import type { StepSpectrumSpec } from "../signal/step_spectrum_spec.ts";
import { CEPSTRUM_LEVEL_GAIN } from "../signal/step_timbre.ts";

const WIDTH = DESCRIPTOR_NAMES.length;
const LEVEL = descriptorColumn("level");

/** Descriptors in dB, which rise by the gain, and how many dB a dB of gain raises them. */
const LEVEL_COLUMNS: { column: number; perDecibel: number }[] = DESCRIPTOR_NAMES.flatMap((name, column) => {
  if (name === "cepstrum.0") return [{ column, perDecibel: CEPSTRUM_LEVEL_GAIN }];
  const follows = name === "level" || name.startsWith("loudness") || name.startsWith("valley.");
  return follows ? [{ column, perDecibel: 1 }] : [];
});

/** Steps this far below the loudest one, in dB, are silence. */
const SILENCE_DB = 60;

/**
 * Numbers of the steps that sound; all of them if none does. Silence before, in or after a song says nothing of the song:
 * its steps are heard as the mean of the others, else three seconds of it would move the whole song's prediction.
 */
export function soundingSteps({ steps, descriptors }: StepFeatures): number[] {
  const levels = Array.from({ length: steps }, (_, t) => descriptors[t * WIDTH + LEVEL]);
  const least = levels.reduce((loudest, level) => Math.max(loudest, level), -Infinity) - SILENCE_DB;
  return levels.flatMap((level, t) => level >= least ? [t] : []);
}

/** The level that a step is heard against. */
export interface MusicLevel {
  /** Mean natural log magnitude over steps and bins. */
  logMagnitude: number;
  /** Mean K-weighted level, in dB. */
  decibels: number;
  /** Whether the step itself sounds. */
  sounds: boolean;
}

/** The level of the music so far, step after step: what is known when one listens live. */
class RunningLevel {
  #loudest = -Infinity;
  #steps = 0;
  #logMagnitude = 0;
  #decibels = 0;

  /**
   * Hear the next step.
   * @param spectrum log magnitudes [bins] @param descriptors [DESCRIPTOR_NAMES.length]
   */
  hear(spectrum: Float32Array, descriptors: Float32Array): MusicLevel {
    const level = descriptors[LEVEL];
    this.#loudest = Math.max(this.#loudest, level);
    const sounds = level >= this.#loudest - SILENCE_DB;
    if (sounds) {
      this.#steps++;
      this.#logMagnitude += meanOf(spectrum);
      this.#decibels += level;
    }
    return { logMagnitude: this.#logMagnitude / this.#steps, decibels: this.#decibels / this.#steps, sounds };
  }
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** The level that each step is heard against, [T]: of the whole song's sounding steps, or of the steps so far. */
export function musicLevels(features: StepFeatures, relativeTo: StepSpectrumSpec["relativeTo"]): MusicLevel[] {
  const { steps, spectra, descriptors } = features, bins = steps > 0 ? spectra.length / steps : 0;
  const spectrum = (t: number) => spectra.subarray(t * bins, (t + 1) * bins);
  if (relativeTo === "past") {
    const running = new RunningLevel();
    return Array.from(
      { length: steps },
      (_, t) => running.hear(spectrum(t), descriptors.subarray(t * WIDTH, (t + 1) * WIDTH)),
    );
  }
  const sounding = soundingSteps(features), sounds = new Set(sounding);
  const song = { logMagnitude: 0, decibels: 0 };
  for (const t of sounding) {
    song.logMagnitude += meanOf(spectrum(t)) / sounding.length;
    song.decibels += descriptors[t * WIDTH + LEVEL] / sounding.length;
  }
  return Array.from({ length: steps }, (_, t) => ({ ...song, sounds: sounds.has(t) }));
}

/** Take the level from a step's descriptors, [DESCRIPTOR_NAMES.length], in place. */
export function removeLevelInto(row: Float64Array, { decibels }: MusicLevel): void {
  for (const { column, perDecibel } of LEVEL_COLUMNS) row[column] -= decibels * perDecibel;
}
