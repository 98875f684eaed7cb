/**
 * Conversion of sample rates by a rational polyphase filter. The dot products run in the kernels; the design of the
 * filter and the bookkeeping of a stream are here.
 * @module
 */
import type { Kernels, PolyphaseFilter } from "../kernels.ts";

/** Names the resampler: it changes whenever the same samples give others, and is a part of the key of anything cached. */
export const RESAMPLER = "polyphase-1";

/** Lowest and highest sample rate that is read, in Hz. */
const SAMPLE_RATES = { min: 4_000, max: 384_000 } as const;

/** Half width of the filter in periods of the slower rate: 2 · 24 · 2 = 96 taps a phase from 44,100 to 22,050 Hz. */
const HALF_WIDTH_PERIODS = 24;
/** Design attenuation of the Kaiser window: leaves a margin above the 100 dB that the tests hold the filter to. */
const DESIGN_DECIBELS = 106;
/** Input samples that go into one kernel call. */
const BLOCK_SAMPLES = 1 << 14;

/** @throws RangeError unless `rate` is a whole number of hertz within {@link SAMPLE_RATES}. */
export function checkSampleRate(rate: number, action: string): void {
  const { min, max } = SAMPLE_RATES;
  if (!Number.isInteger(rate) || rate < min || rate > max) {
    throw new RangeError(
      `Cannot ${action}: the sample rate must be a whole number of ${min} … ${max} Hz, current value is ${rate}` +
        (rate > 0 && rate < 1000 ? " (is this in kHz?)" : ""),
    );
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** Modified Bessel function of the first kind and order zero, by its power series Σ ((x/2)^k / k!)². */
function bessel0(x: number): number {
  const quarter = x * x / 4;
  let term = 1, sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) sum += term *= quarter / (k * k);
  return sum;
}

/**
 * Design a low-pass polyphase filter that converts `fromRate` to `toRate`, reduced to up / down = toRate / fromRate.
 *
 * Kaiser-windowed sinc (Oppenheim & Schafer, Discrete-Time Signal Processing, §7.5), t in input samples, |t| < W:
 * h(t) = sinc(2·f_c·t) · I₀(β √(1 − (t/W)²)), β = 0.1102 (A − 8.7), W = 24 · max(1, fromRate / toRate),
 * f_c = f_s − Δ/2, with the stop-band edge f_s = ½ min(1, toRate / fromRate) and the width Δ = (A − 8) / (14.36 · 2W)
 * of the transition in cycles a sample. The stop-band starts *at* the lower of both Nyquist frequencies, so nothing
 * aliases; the pass-band reaches 0.70 of it, whatever the rates. Every phase is scaled to sum 1, so DC is exact.
 *
 * Cost: up · tapsPerPhase evaluations; the largest case (rates without a common divisor) takes some seconds and 75 MB.
 * @returns taps [up, tapsPerPhase]; the phase with offset 0 has its centre at index tapsPerPhase / 2 − 1.
 * @throws RangeError if a rate is not a whole number within {@link SAMPLE_RATES}.
 */
export function designPolyphase(fromRate: number, toRate: number): PolyphaseFilter {
  checkSampleRate(fromRate, "design a resampler");
  checkSampleRate(toRate, "design a resampler");
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const up = toRate / divisor, down = fromRate / divisor;
  const halfWidth = HALF_WIDTH_PERIODS * Math.max(1, fromRate / toRate);
  const tapsPerPhase = Math.ceil(2 * halfWidth / 8) * 8;
  const transition = (DESIGN_DECIBELS - 8) / (14.36 * 2 * halfWidth);
  const cutoff = 0.5 * Math.min(1, toRate / fromRate) - transition / 2;
  const beta = 0.1102 * (DESIGN_DECIBELS - 8.7);
  const taps = new Float32Array(up * tapsPerPhase), row = new Float64Array(tapsPerPhase);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let j = 0; j < tapsPerPhase; j++) {
      const t = phase / up + tapsPerPhase / 2 - 1 - j;
      const inside = 1 - (t / halfWidth) ** 2, angle = 2 * Math.PI * cutoff * t;
      row[j] = inside <= 0 ? 0 : (t === 0 ? 1 : Math.sin(angle) / angle) * bessel0(beta * Math.sqrt(inside));
      sum += row[j];
    }
    for (let j = 0; j < tapsPerPhase; j++) taps[phase * tapsPerPhase + j] = row[j] / sum;
  }
  return { up, down, tapsPerPhase, taps };
}

/** Length of `samples` input samples at the new rate: round(samples · toRate / fromRate), halves up. */
export function resampledLength(samples: number, fromRate: number, toRate: number): number {
  return Math.floor((2 * samples * toRate + fromRate) / (2 * fromRate));
}

/** A stream of samples on its way to another rate. */
export interface Resampler {
  /** Take samples; give those that are ready, often none. The chunk is not kept. */
  push(chunk: Float32Array): Float32Array;
  /** The rest. Nothing can be pushed afterwards. */
  finish(): Float32Array;
}

export interface ResamplerOptions {
  /** Input samples that are taken at once: with few, samples come out soon. 65,536 by default. */
  blockSamples?: number;
}

/**
 * Convert a stream from one rate to another. The delay of the filter is compensated: output n is the signal at n / toRate
 * seconds, with zeros assumed before the first sample and after the last. In all, {@link resampledLength} samples come
 * out, the same ones however the input is cut into chunks. With equal rates the chunks pass through untouched, uncopied.
 *
 * Cost: tapsPerPhase multiplications an output sample; memory: {@link designPolyphase} and 64 kB.
 * @throws RangeError if a rate is not a whole number within {@link SAMPLE_RATES}.
 * @example
 * ```ts
 * import { referenceKernels } from "../kernels.ts";
 * import { createResampler } from "./resample.ts";
 * const resampler = createResampler(48000, 22050, referenceKernels);
 * const samples = [...resampler.push(new Float32Array(48000)), ...resampler.finish()];
 * if (samples.length !== 22050) throw new Error("one second should stay one second");
 * ```
 */
export function createResampler(
  fromRate: number,
  toRate: number,
  kernels: Kernels,
  { blockSamples = BLOCK_SAMPLES }: ResamplerOptions = {},
): Resampler {
  checkSampleRate(fromRate, "resample");
  checkSampleRate(toRate, "resample");
  if (fromRate === toRate) return { push: (chunk) => chunk, finish: () => new Float32Array(0) };
  return new PolyphaseResampler(fromRate, toRate, kernels, blockSamples);
}

class PolyphaseResampler implements Resampler {
  readonly #filter: PolyphaseFilter;
  /** Samples that outputs still need; the first is the one under the first tap of the next output. */
  readonly #held: Float32Array;
  #heldCount: number;
  /** Offset of the next output from the first held sample, in 1 / up samples. */
  #phase = 0;
  #received = 0;
  #produced = 0;

  constructor(
    private fromRate: number,
    private toRate: number,
    private kernels: Kernels,
    private blockSamples: number,
  ) {
    this.#filter = designPolyphase(fromRate, toRate);
    const { tapsPerPhase } = this.#filter;
    this.#held = new Float32Array(blockSamples + 2 * tapsPerPhase);
    this.#heldCount = tapsPerPhase / 2 - 1; // zeros before the first sample
  }

  push(chunk: Float32Array): Float32Array {
    const capacity = this.blockSamples + this.#filter.tapsPerPhase, blocks: Float32Array[] = [];
    this.#received += chunk.length;
    // Blocks of one size, wherever the chunks end: a kernel may round the last outputs of a call differently.
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(chunk.length - at, capacity - this.#heldCount);
      this.#held.set(chunk.subarray(at, at + taken), this.#heldCount);
      this.#heldCount += taken;
      at += taken;
      if (this.#heldCount === capacity) blocks.push(this.#run(Infinity));
    }
    return joined(blocks);
  }

  finish(): Float32Array {
    const { tapsPerPhase } = this.#filter;
    this.#held.fill(0, this.#heldCount, this.#heldCount + tapsPerPhase);
    this.#heldCount += tapsPerPhase;
    return this.#run(resampledLength(this.#received, this.fromRate, this.toRate) - this.#produced);
  }

  /** All outputs that the held samples allow, at most `limit`. */
  #run(limit: number): Float32Array {
    const { up, down, tapsPerPhase } = this.#filter;
    const spare = this.#heldCount - tapsPerPhase;
    const possible = spare < 0 ? 0 : Math.floor((spare * up + up - 1 - this.#phase) / down) + 1;
    const count = Math.min(limit, possible);
    const output = new Float32Array(count);
    this.kernels.resampleInto(this.#held.subarray(0, this.#heldCount), this.#filter, this.#phase, output);
    const position = this.#phase + count * down, used = Math.floor(position / up);
    this.#phase = position % up;
    this.#held.copyWithin(0, used, this.#heldCount);
    this.#heldCount -= used;
    this.#produced += count;
    return output;
  }
}

function joined(blocks: Float32Array[]): Float32Array {
  if (blocks.length === 1) return blocks[0];
  const out = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    out.set(block, at);
    at += block.length;
  }
  return out;
}
