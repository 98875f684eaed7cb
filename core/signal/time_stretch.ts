/**
 * Faster or slower without another pitch.
 * @module
 */

/** Length of a segment and distance between segments in what comes out, in samples of {@link timeStretch}'s input. */
const SEGMENT = 1024, HOP = SEGMENT / 2;
/** How far around its place a segment is looked for, and the steps of the search and of its sums, first coarse. */
const REACH = 256, COARSE_LAG = 8, COARSE_SUM = 4;

/**
 * Waveform-similarity overlap-add (WSOLA; Verhelst & Roelands 1993): segments of the input, Hann-windowed, are laid half
 * overlapping at a fixed hop. Segment k comes from around k·hop/factor, from where its waveform is most like what would have
 * followed the segment before it, so that periods fit together. Deterministic. Cost about 300 multiplications a sample.
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
  const length = Math.round(samples.length * factor), out = new Float64Array(length + 2 * SEGMENT);
  const window = Float64Array.from({ length: SEGMENT }, (_, n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * n / SEGMENT));
  const at = (n: number) => n >= 0 && n < samples.length ? samples[n] : 0;
  // The first segment begins half a segment early, so that the windows sum to 1 from the first sample on.
  let source = -HOP;
  for (let start = -HOP; start < length; start += HOP) {
    if (start > -HOP) source = mostAlike(samples, Math.round((start + HOP) / factor) - HOP, source + HOP);
    for (let n = Math.max(0, -start); n < SEGMENT; n++) out[start + n] += window[n] * at(source + n);
  }
  return Float32Array.from(out.subarray(0, length));
}

/** The start within ±REACH of `wanted` from which the waveform is most like that from `natural`. */
function mostAlike(samples: Float32Array, wanted: number, natural: number): number {
  const likeness = (start: number, step: number) => {
    let product = 0, energy = 1e-9;
    const first = Math.max(0, -start, -natural);
    const end = Math.min(SEGMENT, samples.length - start, samples.length - natural);
    for (let n = first; n < end; n += step) {
      product += samples[start + n] * samples[natural + n];
      energy += samples[start + n] * samples[start + n];
    }
    return product / Math.sqrt(energy);
  };
  const search = (from: number, end: number, lag: number, step: number) => {
    let best = from, most = -Infinity;
    for (let start = from; start <= end; start += lag) {
      const found = likeness(start, step);
      if (found > most) [best, most] = [start, found];
    }
    return best;
  };
  const coarse = search(wanted - REACH, wanted + REACH, COARSE_LAG, COARSE_SUM);
  return search(coarse - COARSE_LAG + 1, coarse + COARSE_LAG - 1, 1, 1);
}
