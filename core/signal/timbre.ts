/**
 * What a step sounds like: cepstrum, contrast, shape and level.
 * @module
 */
import { powerToDecibels } from "../units.ts";
import { powerFloor } from "./floor.ts";
import { selectSmallest } from "./select.ts";
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
 * Octave-based spectral contrast of one power spectrum (Jiang et al. 2002, eq. 1-3): of each band's bins in ascending order
 *   valley = dB of the mean of the weakest fifth, contrast = dB of the mean of the strongest fifth − valley.
 * Here of powers and of a step's mean spectrum, where the paper takes magnitudes frame by frame, and with bands up to half
 * the rate. Silence gives valleys at the floor, contrasts of 0.
 * @param power [bins], ≥ 0.
 * @param out written from `offset`, CONTRAST_NAMES.length values in dB.
 */
export function contrastInto(power: Float32Array, spec: FrameSpec, out: Float32Array, offset: number): void {
  const floor = powerFloor(power, 1);
  for (let band = 0; band + 1 < CONTRAST_EDGES.length; band++) {
    const first = Math.ceil(hzToBin(CONTRAST_EDGES[band], spec));
    const last = Math.min(binCount(spec), Math.ceil(hzToBin(CONTRAST_EDGES[band + 1], spec)));
    const bins = power.slice(first, last), share = Math.max(1, Math.round(bins.length * CONTRAST_SHARE));
    const valley = levelOf(selectSmallest(bins, share), floor);
    selectSmallest(bins, bins.length - share);
    out[offset + 2 * band] = valley;
    out[offset + 2 * band + 1] = levelOf(bins.subarray(bins.length - share), floor) - valley;
  }
}

function levelOf(bins: Float32Array, floor: number): number {
  let sum = 0;
  for (let i = 0; i < bins.length; i++) sum += bins[i];
  return powerToDecibels(sum / bins.length + floor);
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
