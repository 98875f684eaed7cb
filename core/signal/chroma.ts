/**
 * Which pitch classes sound: harmonic pitch class profiles, whatever the tuning.
 * @module
 */
import { hzToMidi } from "../units.ts";
import { ANALYSIS_RATE, type FrameSpec, hzToBin } from "./frames.ts";
import { PITCH_CLASSES } from "./harmony.ts";

/** Peaks are looked for between these, in Hz (Gómez 2006, § 3.2). */
const LOWEST_HZ = 100, HIGHEST_HZ = 5000;
/** Peaks this far below the strongest, in power, are none: −40 dB. */
const FAINT = 1e-4;
/** Power of digital silence: no peak is weaker. */
const SILENT = 1e-12;
/** A peak counts for the classes within half of this many semitones. */
const WINDOW_SEMITONES = 4 / 3;

/** Names of what {@link chromaInto} writes, in order. */
export const CHROMA_NAMES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"].map((note) =>
  `chroma.${note}`
);

interface Peak {
  /** MIDI note number, not rounded. */
  semitones: number;
  power: number;
}

/** Local maxima of a power spectrum, placed between bins by a parabola through the levels of three (Smith & Serra 1987). */
function findPeaks(power: ArrayLike<number>, spec: FrameSpec): Peak[] {
  const first = Math.ceil(hzToBin(LOWEST_HZ, spec)), last = Math.floor(hzToBin(HIGHEST_HZ, spec));
  let strongest = 0;
  for (let bin = first; bin <= last; bin++) strongest = Math.max(strongest, power[bin]);
  const least = Math.max(SILENT, FAINT * strongest), faint = FAINT * least, peaks: Peak[] = [];
  for (let bin = first; bin <= last; bin++) {
    if (power[bin] < least || power[bin] <= power[bin - 1] || power[bin] < power[bin + 1]) continue;
    // Levels in nepers of power.
    const left = Math.log(power[bin - 1] + faint), middle = Math.log(power[bin] + faint);
    const right = Math.log(power[bin + 1] + faint);
    const curve = left - 2 * middle + right, shift = curve < 0 ? 0.5 * (left - right) / curve : 0;
    const hz = (bin + shift) * ANALYSIS_RATE / spec.frameSamples;
    peaks.push({ semitones: hzToMidi(hz), power: Math.exp(middle - 0.25 * (left - right) * shift) });
  }
  return peaks;
}

/**
 * How far the music is tuned from A4 = 440 Hz, in −½ … ½ semitones, heard from the peaks so far: the angle of
 * Σ a·exp(2πi·s) over the peaks' amplitudes a and semitones s (circular statistics; Dressler & Streich 2007).
 */
export class Tuning {
  #re = 0;
  #im = 0;

  hear(peaks: readonly Peak[]): void {
    for (const { semitones, power } of peaks) {
      const amplitude = Math.sqrt(power);
      this.#re += amplitude * Math.cos(2 * Math.PI * semitones);
      this.#im += amplitude * Math.sin(2 * Math.PI * semitones);
    }
  }

  get semitones(): number {
    return Math.atan2(this.#im, this.#re) / (2 * Math.PI);
  }
}

/**
 * Harmonic pitch class profile of a power spectrum (Gómez 2006, eq. 3.2-3.4): class n has Σ_i w(d)·a_i² over the peaks i,
 *   w(d) = cos²(π/2 · d / (l/2)) for |d| ≤ l/2, l = 4/3 semitones, d the distance of peak and class, octaves apart or not,
 * over its maximum. Here of a step's mean spectrum, and the reference is the tuning heard so far. Silence gives zeros.
 * @param power [bins], ≥ 0.
 * @param tuning hears this spectrum, too.
 * @param out written from `offset`: 12 values in 0 … 1 from C on.
 */
export function chromaInto(
  power: ArrayLike<number>,
  { spec, tuning }: { spec: FrameSpec; tuning: Tuning },
  out: Float32Array,
  offset: number,
): void {
  const peaks = findPeaks(power, spec), profile = new Float64Array(PITCH_CLASSES);
  tuning.hear(peaks);
  const reference = tuning.semitones;
  for (const { semitones, power } of peaks) {
    const place = semitones - reference;
    for (let near = Math.ceil(place - WINDOW_SEMITONES / 2); near <= place + WINDOW_SEMITONES / 2; near++) {
      const weight = Math.cos(Math.PI * (place - near) / WINDOW_SEMITONES) ** 2;
      profile[(near % PITCH_CLASSES + PITCH_CLASSES) % PITCH_CLASSES] += weight * power;
    }
  }
  const largest = Math.max(...profile);
  for (let i = 0; i < PITCH_CLASSES; i++) out[offset + i] = largest > 0 ? profile[i] / largest : 0;
}
