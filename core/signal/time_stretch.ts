/**
 * Faster or slower without another pitch.
 * @module
 */

/** Length of a segment, in samples of {@link timeStretch}'s input. */
const SEGMENT = 1024;

export interface StretchOptions {
  /** How much longer it becomes, not 0: 2 is half speed, -1 goes backwards at normal speed, by segments that play forwards. */
  factor: number;
  /** Sample of the source that the output begins at. */
  from: number;
  /** Even; some 46 ms. The search reaches a quarter of it to both sides. */
  segmentSamples: number;
  /** Samples from … from + count - 1 of each channel, silence beyond the ends; null while they are not there. */
  read(from: number, count: number): readonly Float32Array[] | null;
}

export interface Stretcher {
  /** The next half segment of each channel; null if the source has not what it takes, then it may be tried again. */
  next(): Float32Array[] | null;
}

/**
 * Waveform-similarity overlap-add (WSOLA; Verhelst & Roelands 1993): segments of the source, Hann-windowed, are laid half
 * overlapping at a fixed hop. Segment k comes from around from + k·hop/factor, from where its waveform is most like what would
 * have followed the segment before it, so that periods fit together. All channels are cut alike, by their sum.
 * Deterministic. Cost about 300 multiplications a sample.
 */
export function createStretcher({ factor, from, segmentSamples, read }: StretchOptions): Stretcher {
  const hop = segmentSamples / 2, reach = segmentSamples / 4;
  const window = Float64Array.from(
    { length: segmentSamples },
    (_, n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * n / segmentSamples),
  );
  // The first segment begins half a segment early, so that the windows sum to 1 from the first sample on.
  let source = from - hop, begun = 0, before: readonly Float32Array[] | null = null;

  return {
    next() {
      before ??= read(source, segmentSamples);
      const wanted = from + Math.round((begun + hop) / factor) - hop, natural = source + hop;
      const first = Math.min(wanted - reach, natural), end = Math.max(wanted + reach, natural) + segmentSamples;
      // Far jumps read two places, near ones what lies between, too.
      const near = end - first <= 4 * segmentSamples;
      const around = near ? read(first, end - first) : read(wanted - reach, segmentSamples + 2 * reach);
      const next = near ? around : read(natural, segmentSamples);
      if (!before || !around || !next) return null;
      const aroundFrom = near ? first : wanted - reach, nextFrom = near ? first : natural;
      const template = sumOf(next).subarray(natural - nextFrom, natural - nextFrom + segmentSamples);
      const candidates = sumOf(around).subarray(
        wanted - reach - aroundFrom,
        wanted + reach + segmentSamples - aroundFrom,
      );
      const start = wanted - reach + mostAlike(candidates, template);
      const segment = around.map((samples) =>
        samples.subarray(start - aroundFrom, start - aroundFrom + segmentSamples)
      );
      const out = segment.map((samples, channel) => {
        const mixed = new Float32Array(hop), old = before![channel];
        for (let n = 0; n < hop; n++) mixed[n] = window[n + hop] * old[n + hop] + window[n] * samples[n];
        return mixed;
      });
      before = segment;
      source = start;
      begun += hop;
      return out;
    },
  };
}

function sumOf(channels: readonly Float32Array[]): Float32Array {
  if (channels.length === 1) return channels[0];
  const sum = channels[0].slice();
  for (const samples of channels.slice(1)) for (let n = 0; n < sum.length; n++) sum[n] += samples[n];
  return sum;
}

/** The lag at which the candidates are most like the template, first by every few lags and samples, then by all. */
function mostAlike(candidates: Float32Array, template: Float32Array): number {
  const lags = candidates.length - template.length,
    coarseLag = template.length / 128,
    coarseStep = template.length / 256;
  const likeness = (lag: number, step: number) => {
    let product = 0, energy = 1e-9;
    for (let n = 0; n < template.length; n += step) {
      const value = candidates[lag + n];
      product += value * template[n];
      energy += value * value;
    }
    return product / Math.sqrt(energy);
  };
  const search = (from: number, end: number, lag: number, step: number) => {
    let best = from, most = -Infinity;
    for (let at = from; at <= end; at += lag) {
      const found = likeness(at, step);
      if (found > most) [best, most] = [at, found];
    }
    return best;
  };
  const coarse = search(0, lags, coarseLag, coarseStep);
  return search(Math.max(0, coarse - coarseLag + 1), Math.min(lags, coarse + coarseLag - 1), 1, 1);
}

/**
 * All of a piece by {@link createStretcher}.
 * @param samples mono, at about 22 kHz: segments are 46 ms, the search reaches ±12 ms.
 * @param factor how much longer it becomes, > 0: 1.03 is 3 % slower.
 * @returns round(length · factor) samples; nothing gives nothing.
 * @throws RangeError if the factor is not in 0.5 … 2.
 */
export function timeStretch(samples: Float32Array, factor: number): Float32Array {
  if (!(factor >= 0.5 && factor <= 2)) {
    throw new RangeError(
      `Cannot stretch time: factor must be in 0.5 … 2, current value is ${factor} (is this in per cent?)`,
    );
  }
  const out = new Float32Array(Math.round(samples.length * factor));
  const stretcher = createStretcher({ factor, from: 0, segmentSamples: SEGMENT, read });
  function read(from: number, count: number): Float32Array[] {
    const part = new Float32Array(count), first = Math.max(0, from);
    part.set(samples.subarray(first, Math.max(first, from + count)), first - from);
    return [part];
  }
  for (let at = 0; at < out.length;) {
    const [half] = stretcher.next()!;
    out.set(half.subarray(0, out.length - at), at);
    at += half.length;
  }
  return out;
}
