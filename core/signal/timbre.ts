/**
 * What a step sounds like: cepstrum, contrast, shape and level.
 * @module
 */
import { powerToDecibels } from "../units.ts";
import { powerFloor } from "./floor.ts";
import { ANALYSIS_RATE, binCount, binToHz, type FrameSpec, hzToBin } from "./frames.ts";

/** Edges of the octave bands of {@link contrastInto}, in Hz. */
const CONTRAST_EDGES = [0, 200, 400, 800, 1600, 3200, 6400, ANALYSIS_RATE / 2];
/** Share of a band's bins that make its peak, and its valley. */
const CONTRAST_SHARE = 0.2;
/** Less power than this in all bins together is silence: -140 dB of full scale. */
const SILENCE = 1e-14;

/** Names of what {@link contrastInto} writes, in order. */
export const CONTRAST_NAMES: string[] = CONTRAST_EDGES.slice(1).flatMap((hz) => [`valley.${hz}`, `contrast.${hz}`]);

/**
 * Octave-based spectral contrast (Jiang et al. 2002) of one power spectrum: for each band the valley, the mean level in dB
 * of the weakest fifth of its bins, and the contrast, the mean level of the strongest fifth minus the valley.
 * Here of a step's mean spectrum, where the paper averages over frames. Silence gives valleys at the floor, contrasts of 0.
 * @param power [bins], ≥ 0.
 * @param out written from `offset`, CONTRAST_NAMES.length values in dB.
 */
export function contrastInto(power: Float32Array, spec: FrameSpec, out: Float32Array, offset: number): void {
  const floor = powerFloor(power, 1);
  for (let band = 0; band + 1 < CONTRAST_EDGES.length; band++) {
    const first = Math.ceil(hzToBin(CONTRAST_EDGES[band], spec));
    const last = Math.min(binCount(spec), Math.ceil(hzToBin(CONTRAST_EDGES[band + 1], spec)));
    const sorted = power.slice(first, last).sort();
    const share = Math.max(1, Math.round(sorted.length * CONTRAST_SHARE));
    const level = (bins: Float32Array) =>
      bins.reduce((sum, value) => sum + powerToDecibels(value + floor), 0) / bins.length;
    const valley = level(sorted.subarray(0, share));
    out[offset + 2 * band] = valley;
    out[offset + 2 * band + 1] = level(sorted.subarray(sorted.length - share)) - valley;
  }
}

/** Names of what {@link shapeInto} writes, in order. */
export const SHAPE_NAMES = ["centroid", "bandwidth", "rolloff", "flatness"];

/**
 * Spectral shape of one power spectrum: log2 of centroid, bandwidth and 85 % roll-off in Hz (the tonal scale of hearing),
 * and flatness in nats, log of geometric over arithmetic mean of the bands (0 = white, negative = tonal).
 * Silence gives zeros.
 * @param power [bins], ≥ 0; bin 0 is left out.
 * @param bands power of mel bands, for the flatness.
 * @param out written from `offset`, SHAPE_NAMES.length values.
 */
export function shapeInto(
  power: Float32Array,
  bands: ArrayLike<number>,
  spec: FrameSpec,
  out: Float32Array,
  offset: number,
): void {
  let total = 0, first = 0, second = 0;
  for (let bin = 1; bin < power.length; bin++) {
    const hz = binToHz(bin, spec);
    total += power[bin];
    first += power[bin] * hz;
    second += power[bin] * hz * hz;
  }
  if (total <= SILENCE) {
    out.fill(0, offset, offset + SHAPE_NAMES.length);
    return;
  }
  const centroid = first / total;
  let rolloff = 0, sum = 0;
  while (rolloff < power.length - 1 && sum < 0.85 * total) sum += power[++rolloff];
  const floor = powerFloor(bands);
  let logs = 0, mean = 0;
  for (let band = 0; band < bands.length; band++) {
    logs += Math.log(bands[band] + floor);
    mean += bands[band] + floor;
  }
  out[offset] = Math.log2(centroid);
  out[offset + 1] = Math.log2(Math.max(1, Math.sqrt(Math.max(0, second / total - centroid * centroid))));
  out[offset + 2] = Math.log2(binToHz(rolloff, spec));
  out[offset + 3] = logs / bands.length - Math.log(mean / bands.length);
}

/**
 * |K(f)|² of BS.1770-4's K-weighting at each bin: its shelf (+4 dB above 1.7 kHz) times its high-pass (38 Hz), from the
 * analogue prototypes of the two filters, so that a level is one dot product with a power spectrum.
 * @returns [bins], ≥ 0: 0 at DC, 1.16 at 1 kHz, 2.5 at the top.
 */
export function kWeighting(spec: FrameSpec): Float32Array {
  const shelf = { hz: 1681.974450955533, gainDb: 3.999843853973347, q: 0.7071752369554196 };
  const pass = { hz: 38.13547087602444, q: 0.5003270373238773 };
  const high = 10 ** (shelf.gainDb / 20), middle = high ** 0.4996667741545416;
  return Float32Array.from({ length: binCount(spec) }, (_, bin) => {
    const hz = binToHz(bin, spec), u = hz / shelf.hz, w = hz / pass.hz;
    const numerator = (1 - high * u * u) ** 2 + (middle * u / shelf.q) ** 2;
    const denominator = (1 - u * u) ** 2 + (u / shelf.q) ** 2;
    const highPass = w ** 4 / ((1 - w * w) ** 2 + (w / pass.q) ** 2);
    return numerator / denominator * highPass;
  });
}
