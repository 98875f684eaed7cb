/**
 * Loudness by Recommendation ITU-R BS.1770-4, of one channel.
 * @module
 */
import { powerToDecibels } from "../units.ts";

/** Loudness of a mean square of 1, so that a full-scale sine of 997 Hz has −3.01 LKFS. */
const OFFSET_DB = -0.691;
/** Blocks below this do not count at all, in LKFS. */
const ABSOLUTE_GATE = -70;
/** Blocks below the mean of the others by this much do not count, in LU. */
const RELATIVE_GATE = -10;
/** A block of 400 ms begins every 100 ms. */
const PARTS_PER_SECOND = 10, PARTS_PER_BLOCK = 4;

/** A second-order filter H(z) = (b0 + b1 z⁻¹ + b2 z⁻²) / (1 + a1 z⁻¹ + a2 z⁻²). */
export interface Biquad {
  b: [number, number, number];
  a: [number, number];
}

/**
 * The two filters of K-weighting at any rate: a shelf of +4 dB above 1.7 kHz, then a high-pass at 38 Hz. The standard prints
 * their coefficients at 48 kHz alone; these are the bilinear transforms of the analogue prototypes that give those there.
 */
export function kWeightingFilters(sampleRate: number): [shelf: Biquad, highPass: Biquad] {
  const shelf = { hz: 1681.974450955533, gain: 10 ** (3.999843853973347 / 20), q: 0.7071752369554196 };
  const pass = { hz: 38.13547087602444, q: 0.5003270373238773 };
  const middle = shelf.gain ** 0.4996667741545416;
  const denominator = (k: number, q: number) => {
    const a0 = 1 + k / q + k * k;
    return { a0, a: [2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0] as [number, number] };
  };
  const s = Math.tan(Math.PI * shelf.hz / sampleRate), p = Math.tan(Math.PI * pass.hz / sampleRate);
  const { a0, a } = denominator(s, shelf.q);
  return [
    {
      b: [
        (shelf.gain + middle * s / shelf.q + s * s) / a0,
        2 * (s * s - shelf.gain) / a0,
        (shelf.gain - middle * s / shelf.q + s * s) / a0,
      ],
      a,
    },
    { b: [1, -2, 1], a: denominator(p, pass.q).a },
  ];
}

/** |H(f)|² of a filter. */
export function powerResponse({ b, a }: Biquad, hz: number, sampleRate: number): number {
  const w = 2 * Math.PI * hz / sampleRate;
  const square = (c0: number, c1: number, c2: number) =>
    (c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w)) ** 2 + (c1 * Math.sin(w) + c2 * Math.sin(2 * w)) ** 2;
  return square(...b) / square(1, ...a);
}

/** Loudness in LKFS of a mean square after K-weighting; −Infinity for 0. */
export function loudnessOf(meanSquare: number): number {
  return OFFSET_DB + powerToDecibels(meanSquare);
}

/** A K-weighted signal in parts of 100 ms. */
export interface LoudnessParts {
  /** The mean square of each part; the last one may be of less than 100 ms. */
  meanSquares: readonly number[];
  /** How many parts are whole. */
  whole: number;
}

export interface LoudnessMeter {
  push(samples: Float32Array): void;
  /** Nothing can be pushed afterwards. */
  finish(): LoudnessParts;
}

/**
 * Weigh and measure a stream: both filters in f64, with the states of the transposed direct form II. Memory grows by the part.
 * @param sampleRate in Hz
 */
export function createLoudnessMeter(sampleRate: number): LoudnessMeter {
  const [{ b: [c0, c1, c2], a: [d1, d2] }, { a: [e1, e2] }] = kWeightingFilters(sampleRate);
  const parts: number[] = [];
  let s1 = 0, s2 = 0, p1 = 0, p2 = 0, sum = 0, start = 0, position = 0;
  let end = Math.round(sampleRate / PARTS_PER_SECOND);

  // The states by themselves, u' = A·u + k·x: a sample waits for two operations of the one before it, not for three.
  const k1 = c1 - d1 * c0, k2 = c2 - d2 * c0, l1 = -2 - e1, l2 = 1 - e2;

  function weigh(samples: Float32Array, from: number, to: number): void {
    let u1 = s1, u2 = s2, v1 = p1, v2 = p2, squares = sum;
    for (let i = from; i < to; i++) {
      const x = samples[i], y = c0 * x + u1, z = y + v1, u = u1, v = v1;
      u1 = k1 * x + u2 - d1 * u;
      u2 = k2 * x - d2 * u;
      v1 = l1 * y + v2 - e1 * v;
      v2 = l2 * y - e2 * v;
      squares += z * z;
    }
    // What has died away must not go on as denormals, which are slow.
    const flushed = (state: number) => Math.abs(state) < 1e-30 ? 0 : state;
    s1 = flushed(u1);
    s2 = flushed(u2);
    p1 = flushed(v1);
    p2 = flushed(v2);
    sum = squares;
  }

  function close(): void {
    parts.push(sum / (position - start));
    sum = 0;
    start = position;
    end = Math.round((parts.length + 1) * sampleRate / PARTS_PER_SECOND);
  }

  return {
    push(samples) {
      for (let i = 0; i < samples.length;) {
        const stop = Math.min(samples.length, i + end - position);
        weigh(samples, i, stop);
        position += stop - i;
        i = stop;
        if (position === end) close();
      }
    },
    finish() {
      const whole = parts.length;
      if (position > start) close();
      return { meanSquares: parts, whole };
    },
  };
}

/** Width of a bin of {@link GatedLoudness}, in LU: much less than the 0.1 LU that meters are held to. */
const BIN_LU = 0.02;
const BINS = 8000;

/**
 * Integrated loudness of the blocks so far: the mean of those above −70 LKFS that are not 10 LU below the mean of those
 * (BS.1770-4, annex 1, eq. 5-7). The relative gate is known to {@link BIN_LU}: memory is bounded, a value costs one pass over
 * the bins.
 */
export class GatedLoudness {
  readonly #energy = new Float64Array(BINS);
  readonly #count = new Float64Array(BINS);
  #highest = -1;

  /** @param meanSquare of a block of 400 ms. */
  add(meanSquare: number): void {
    const above = loudnessOf(meanSquare) - ABSOLUTE_GATE;
    if (!(above > 0)) return;
    const bin = Math.min(BINS - 1, Math.floor(above / BIN_LU));
    this.#energy[bin] += meanSquare;
    this.#count[bin]++;
    this.#highest = Math.max(this.#highest, bin);
  }

  /** LKFS; −Infinity when nothing is above the gates. */
  get value(): number {
    const gate = this.#from(0) + RELATIVE_GATE;
    return this.#from(Math.max(0, Math.floor((gate - ABSOLUTE_GATE) / BIN_LU)));
  }

  #from(first: number): number {
    let energy = 0, count = 0;
    for (let bin = first; bin <= this.#highest; bin++) {
      energy += this.#energy[bin];
      count += this.#count[bin];
    }
    return count > 0 ? loudnessOf(energy / count) : -Infinity;
  }
}

/** Names of what {@link loudnessInto} writes, in order. */
export const LOUDNESS_NAMES = ["loudness", "loudnessGated"];
/** LKFS that stand for silence. */
const SILENT = -100;

/**
 * Loudness of each step, in LKFS, at least −100. loudness: the greatest momentary loudness (400 ms) of a block that ends in
 * the step. loudnessGated: integrated loudness of the music up to the step's end.
 * @param parts from {@link createLoudnessMeter}.
 * @param out [steps, width], written from column `offset`. A step without a part repeats the one before.
 */
export function loudnessInto(
  { meanSquares: parts, whole }: LoudnessParts,
  steps: number,
  { width, offset }: { width: number; offset: number },
  out: Float32Array,
): void {
  const gated = new GatedLoudness();
  let momentary = SILENT, integrated = SILENT;
  for (let step = 0; step < steps; step++) {
    const first = step * PARTS_PER_SECOND, end = Math.min(parts.length, first + PARTS_PER_SECOND);
    let loudest = 0;
    for (let part = first; part < end; part++) {
      const from = Math.max(0, part - PARTS_PER_BLOCK + 1);
      let sum = 0;
      for (let i = from; i <= part; i++) sum += parts[i];
      const block = sum / (part + 1 - from);
      loudest = Math.max(loudest, block);
      if (part + 1 - from === PARTS_PER_BLOCK && part < whole) gated.add(block);
    }
    if (end > first) {
      momentary = Math.max(SILENT, loudnessOf(loudest));
      integrated = Math.max(SILENT, gated.value);
    }
    out[step * width + offset] = momentary;
    out[step * width + offset + 1] = integrated;
  }
}
