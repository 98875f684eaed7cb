/**
 * What happens to music on its way to the listener, and must not change what it says: gain, tone, noise, codecs, a little speed.
 * @module
 */
import { decibelsToAmplitude } from "../units.ts";
import type { Random } from "../random.ts";
import type { Biquad } from "./loudness.ts";
import { timeStretch } from "./time_stretch.ts";

/** A transform of samples that needs nothing else. */
export type SamplePerturbation =
  /** As far as full scale lets it: louder music is not clipped. */
  | { kind: "gain"; decibels: number }
  /** Shelves below `lowHz` and above `highHz`. */
  | { kind: "shelves"; lowHz: number; lowDecibels: number; highHz: number; highDecibels: number }
  /** Fourth order, −6 dB at `hz`. */
  | { kind: "lowPass"; hz: number }
  /** White, Gaussian. */
  | { kind: "noise"; snrDecibels: number }
  /** WSOLA: the pitch stays. */
  | { kind: "stretch"; factor: number };

/** What an encoder does, which is not ours. */
export interface CodecPerturbation {
  kind: "codec";
  codec: "mp3" | "opus";
  kilobitsPerSecond: number;
}

export type Perturbation = SamplePerturbation | CodecPerturbation;

/** Changes whenever the same perturbation gives other samples: a part of the key of anything cached. */
export const PERTURBATION_VERSION = 2;

/** By the name that reports give them. */
export const PERTURBATIONS: Record<string, Perturbation> = {
  "gain −12 dB": { kind: "gain", decibels: -12 },
  "gain +6 dB": { kind: "gain", decibels: 6 },
  "shelves +4 / −4 dB": { kind: "shelves", lowHz: 200, lowDecibels: 4, highHz: 3000, highDecibels: -4 },
  "shelves −4 / +4 dB": { kind: "shelves", lowHz: 200, lowDecibels: -4, highHz: 3000, highDecibels: 4 },
  "low-pass 4 kHz": { kind: "lowPass", hz: 4000 },
  "noise 30 dB SNR": { kind: "noise", snrDecibels: 30 },
  "3 % faster": { kind: "stretch", factor: 1 / 1.03 },
  "3 % slower": { kind: "stretch", factor: 1.03 },
  "mp3 64 kbit/s": { kind: "codec", codec: "mp3", kilobitsPerSecond: 64 },
  "opus 32 kbit/s": { kind: "codec", codec: "opus", kilobitsPerSecond: 32 },
};

/** Those that training may learn from: step by step like the piece, and the same wherever they are made. */
export const VIEW_PERTURBATIONS = ["shelves +4 / −4 dB", "shelves −4 / +4 dB", "low-pass 4 kHz", "noise 30 dB SNR"];

/** How much longer a perturbed piece lasts. */
export function lengthFactor(perturbation: Perturbation): number {
  return perturbation.kind === "stretch" ? perturbation.factor : 1;
}

/**
 * Perturb the samples of a piece.
 * @param samples mono, nominally -1 … 1.
 * @param random of the noise.
 * @returns as many samples, but for a stretch. Nothing gives nothing.
 * @throws RangeError if a frequency is not below half the sample rate.
 * @example
 * ```ts
 * import { seededRandom } from "../random.ts";
 * import { perturbSamples } from "./perturb.ts";
 * const quiet = perturbSamples(Float32Array.of(0.5, -1), 22050, { kind: "gain", decibels: -12 }, seededRandom(1));
 * if (Math.abs(quiet[1] + 0.2512) > 1e-4) throw new Error("-12 dB is a quarter");
 * ```
 */
export function perturbSamples(
  samples: Float32Array,
  sampleRate: number,
  perturbation: SamplePerturbation,
  random: Random,
): Float32Array {
  switch (perturbation.kind) {
    case "gain": {
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      const wanted = decibelsToAmplitude(perturbation.decibels), gain = Math.min(wanted, Math.max(1, 1 / peak));
      return samples.map((sample) => gain * sample);
    }
    case "shelves": {
      const { lowHz, lowDecibels, highHz, highDecibels } = perturbation;
      const low = shelf("low", lowHz, { decibels: lowDecibels, sampleRate });
      return filterSamples(samples, [low, shelf("high", highHz, { decibels: highDecibels, sampleRate })]);
    }
    case "lowPass": {
      const section = lowPass(perturbation.hz, sampleRate);
      return filterSamples(samples, [section, section]);
    }
    case "noise": {
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
      const deviation = Math.sqrt(power) / decibelsToAmplitude(perturbation.snrDecibels);
      return samples.map((sample) => sample + deviation * random.normal());
    }
    case "stretch":
      return timeStretch(samples, perturbation.factor);
  }
}

function angle(hz: number, sampleRate: number): number {
  if (hz > 0 && hz < sampleRate / 2) return 2 * Math.PI * hz / sampleRate;
  throw new RangeError(
    `Cannot design a filter: its frequency must be in 0 … ${sampleRate / 2} Hz, current value is ${hz}` +
      (hz > 0 && hz < 1 ? " (is this in kHz?)" : ""),
  );
}

/**
 * Shelf of slope 1 (Bristow-Johnson, Audio EQ Cookbook): the gain of `decibels` on its side, half of it in dB at `hz`.
 */
export function shelf(
  side: "low" | "high",
  hz: number,
  { decibels, sampleRate }: { decibels: number; sampleRate: number },
): Biquad {
  const w = angle(hz, sampleRate), A = decibelsToAmplitude(decibels / 2), cos = Math.cos(w);
  // α = sin(ω)/2·√((A + 1/A)(1/S - 1) + 2) with S = 1
  const root = 2 * Math.sqrt(A) * Math.sin(w) * Math.SQRT1_2, s = side === "low" ? 1 : -1;
  const a0 = A + 1 + s * (A - 1) * cos + root;
  return {
    b: [
      A * (A + 1 - s * (A - 1) * cos + root) / a0,
      2 * s * A * (A - 1 - s * (A + 1) * cos) / a0,
      A * (A + 1 - s * (A - 1) * cos - root) / a0,
    ],
    a: [-2 * s * (A - 1 + s * (A + 1) * cos) / a0, (A + 1 + s * (A - 1) * cos - root) / a0],
  };
}

/** Second-order Butterworth low-pass, −3 dB at `hz` (Audio EQ Cookbook, Q = 1/√2). */
export function lowPass(hz: number, sampleRate: number): Biquad {
  const w = angle(hz, sampleRate), alpha = Math.sin(w) * Math.SQRT1_2, a0 = 1 + alpha, b = (1 - Math.cos(w)) / a0;
  return { b: [b / 2, b, b / 2], a: [-2 * Math.cos(w) / a0, (1 - alpha) / a0] };
}

/** Samples through one filter after another, in f64, from rest. */
export function filterSamples(samples: Float32Array, filters: readonly Biquad[]): Float32Array {
  const signal = Float64Array.from(samples);
  for (const { b: [b0, b1, b2], a: [a1, a2] } of filters) {
    let s1 = 0, s2 = 0;
    for (let n = 0; n < signal.length; n++) {
      const x = signal[n], y = b0 * x + s1;
      // What has died away must not go on as denormals, which are slow.
      s1 = b1 * x - a1 * y + s2 + 1e-30;
      s2 = b2 * x - a2 * y;
      signal[n] = y;
    }
  }
  return Float32Array.from(signal);
}
