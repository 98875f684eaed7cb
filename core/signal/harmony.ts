/**
 * What a stretch of music sounds like harmonically: key and mode, chords, intervals, from the salience of 88 notes.
 * @module
 */
import { binToHz, type FrameSpec, hzToBin } from "./frames.ts";
import type { BandFilter } from "./mel.ts";
import { hzToMidi, midiToHz } from "../units.ts";

/** Lowest note: A0, MIDI 21. */
export const LOWEST_NOTE = 21;
export const NOTE_COUNT = 88;
/** The twelve pitch classes, C = 0. */
export const PITCH_CLASSES = 12;

/** Triangles of ± a semitone about each note of the piano, peak 1; a note narrower than a bin takes the nearest bin. */
export function noteFilters(spec: FrameSpec): BandFilter[] {
  return Array.from({ length: NOTE_COUNT }, (_, note) => {
    const midi = LOWEST_NOTE + note;
    const first = Math.ceil(hzToBin(midiToHz(midi - 1), spec)), last = Math.floor(hzToBin(midiToHz(midi + 1), spec));
    const weights: number[] = [];
    for (let bin = first; bin <= last; bin++) {
      weights.push(Math.max(0, 1 - Math.abs(hzToMidi(binToHz(bin, spec)) - midi)));
    }
    if (!weights.some((weight) => weight > 0.2)) {
      return { firstBin: Math.round(hzToBin(midiToHz(midi), spec)), weights: Float32Array.of(1) };
    }
    return { firstBin: first, weights: Float32Array.from(weights) };
  });
}

/** Krumhansl & Kessler's (1982) probe-tone profiles, tonic first. */
const MAJOR_PROFILE = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
const MINOR_PROFILE = [6.33, 2.68, 3.52, 5.38, 2.6, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];

/** Pitch classes above the root of the chords that are looked for. */
const CHORDS: Record<string, number[]> = {
  major: [0, 4, 7],
  minor: [0, 3, 7],
  diminished: [0, 3, 6],
  augmented: [0, 4, 8],
  suspended: [0, 5, 7],
  dominant7: [0, 4, 7, 10],
  major7: [0, 4, 7, 11],
  minor7: [0, 3, 7, 10],
};

/** Names of what {@link harmonyInto} writes, in order. */
export const HARMONY_NAMES: string[] = [
  "keyMajor",
  "keyMinor",
  "mode",
  ...Object.keys(CHORDS).map((chord) => `chord.${chord}`),
  "chordMode",
  ...[1, 2, 3, 4, 5, 6].map((semitones) => `interval.${semitones}`),
  "chromaEntropy",
];

/** Pearson correlation of a chroma of sum 1 with a profile rotated to each tonic: the largest of the twelve; 0 when flat. */
function bestKey(chroma: ArrayLike<number>, profile: number[]): number {
  let best = -1;
  for (let tonic = 0; tonic < PITCH_CLASSES; tonic++) {
    let sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (let i = 0; i < PITCH_CLASSES; i++) {
      const x = chroma[(i + tonic) % PITCH_CLASSES], y = profile[i];
      sx += x;
      sy += y;
      sxx += x * x;
      syy += y * y;
      sxy += x * y;
    }
    const spread = (sxx - sx * sx / PITCH_CLASSES) * (syy - sy * sy / PITCH_CLASSES);
    if (spread > 1e-12) best = Math.max(best, (sxy - sx * sy / PITCH_CLASSES) / Math.sqrt(spread));
  }
  return best === -1 ? 0 : best;
}

/** Cosine of a chroma with a chord on each root: the largest of the twelve. */
function bestChord(chroma: ArrayLike<number>, norm: number, classes: number[]): number {
  let best = 0;
  for (let root = 0; root < PITCH_CLASSES; root++) {
    let sum = 0;
    for (const interval of classes) sum += chroma[(root + interval) % PITCH_CLASSES];
    best = Math.max(best, sum / (norm * Math.sqrt(classes.length)));
  }
  return best;
}

/**
 * Harmonic descriptors of a chroma vector, independent of transposition. Silence gives zeros.
 * Key strength: Krumhansl's (1990) correlation with key profiles, the best major and the best minor key; `mode` is their
 * difference. Chords: cosine with templates of pitch classes. `interval.k`: Σ_i s_i·s_{i+k} of the shares s of the pitch classes
 * (a tritone meets itself, so it counts twice). Entropy in nats, 0 … log 12.
 * @param chroma [12], ≥ 0, any scale.
 * @param out written from `offset`, HARMONY_NAMES.length values.
 */
export function harmonyInto(chroma: ArrayLike<number>, out: Float32Array, offset: number): void {
  let sum = 0, squares = 0;
  for (let i = 0; i < PITCH_CLASSES; i++) {
    sum += chroma[i];
    squares += chroma[i] * chroma[i];
  }
  if (sum <= 1e-12) {
    out.fill(0, offset, offset + HARMONY_NAMES.length);
    return;
  }
  const norm = Math.sqrt(squares), shares = Float64Array.from(chroma, (value) => value / sum);
  const keyMajor = bestKey(shares, MAJOR_PROFILE), keyMinor = bestKey(shares, MINOR_PROFILE);
  const chords = Object.values(CHORDS).map((classes) => bestChord(chroma, norm, classes));
  const intervals = [1, 2, 3, 4, 5, 6].map((semitones) => {
    let pairs = 0;
    for (let i = 0; i < PITCH_CLASSES; i++) pairs += shares[i] * shares[(i + semitones) % PITCH_CLASSES];
    return pairs;
  });
  let entropy = 0;
  for (const share of shares) if (share > 0) entropy -= share * Math.log(share);
  out.set(
    [keyMajor, keyMinor, keyMajor - keyMinor, ...chords, chords[0] - chords[1], ...intervals, entropy],
    offset,
  );
}
