/**
 * What an ear reads, in groups that people have names for: half-octave bands of the spectrum and kinds of descriptors.
 * @module
 */
import { binToHz } from "../signal/frames.ts";
import { DESCRIPTOR_NAMES, SPECTRUM_FRAMES } from "../signal/step_features.ts";
import type { Attribution } from "./attribution.ts";
import { SPECTRUM_BINS } from "./hearing.ts";
import { byTimeScale, TIME_SCALES, type TimeScale } from "./listening_gradient.ts";

/** Centre frequency of each input of the network, [V], in Hz. */
export const NETWORK_INPUT_HZ: Float64Array = Float64Array.from(
  { length: SPECTRUM_BINS },
  (_, bin) => binToHz(bin, SPECTRUM_FRAMES),
);

/** Neighbouring inputs of the network: first … end - 1. */
export interface FrequencyBand {
  lowHz: number;
  highHz: number;
  first: number;
  end: number;
}

/** A band that holds fewer inputs belongs to the one above it. */
const LEAST_INPUTS = 2;

/** Half-octave bands below the highest frequency, ascending; the lowest reaches down to 0 Hz, and every input is in one. */
export function frequencyBands(): FrequencyBand[] {
  const highest = NETWORK_INPUT_HZ[SPECTRUM_BINS - 1], bands: FrequencyBand[] = [];
  // An input on an edge belongs to the band above, whatever the edge is rounded to.
  const firstAbove = (hz: number) => NETWORK_INPUT_HZ.findIndex((input) => input >= hz * (1 - 1e-9));
  let end = SPECTRUM_BINS;
  for (let k = 1; end > 0; k++) {
    const lowHz = highest * 2 ** (-k / 2), first = firstAbove(lowHz);
    const isLowest = first - firstAbove(lowHz / Math.SQRT2) < LEAST_INPUTS;
    const band = isLowest ? { lowHz: 0, first: 0 } : { lowHz, first };
    bands.unshift({ ...band, highHz: highest * 2 ** ((1 - k) / 2), end });
    end = band.first;
  }
  return bands;
}

/** How names of descriptors begin, and the kind of descriptor that is; a harmony's name ends in its window. */
const KINDS: [pattern: RegExp, kind: string][] = [
  [/\.(\d+)s$/, "harmony"],
  [/^cepstrum\./, "timbre"],
  [/^cepstrumDeviation\./, "timbre, its variation"],
  [/^(valley|contrast)\./, "spectral contrast"],
  [/^(centroid|bandwidth|rolloff|flatness)$/, "spectral shape"],
  [/^level/, "loudness"],
  [/^pitch/, "register"],
  [/^(onset|tempo|pulse)/, "rhythm"],
];

/** e.g. `harmony, 4 s` for `mode.4s`; a name of no known kind is its own, up to the first dot. */
export function descriptorKind(name: string): string {
  for (const [pattern, kind] of KINDS) {
    const seconds = pattern.exec(name)?.[1];
    if (kind === "harmony" && seconds !== undefined) return `${kind}, ${seconds} s`;
    if (pattern.test(name)) return kind;
  }
  return name.split(".")[0];
}

/** One row of a grouped attribution. */
export interface GroupShare {
  /** A band of the spectrum, or a kind of descriptors. */
  group: { kind: "band"; lowHz: number; highHz: number } | { kind: "descriptors"; name: string };
  /** Share by each time-scale, in the reading's unit. */
  shares: Record<TimeScale, number>;
}

/** An attribution by groups: bands ascending, then kinds of descriptors in the order of their columns. Sums stay the same. */
export function groupAttribution({ network, descriptors }: Attribution): GroupShare[] {
  const sumOf = (table: Record<TimeScale, Float64Array>, columns: readonly number[]) =>
    byTimeScale((scale) => columns.reduce((sum, column) => sum + table[scale][column], 0));
  const bands = network.song.length > 0 ? frequencyBands() : [], kinds = new Map<string, number[]>();
  if (descriptors.song.length > 0) {
    DESCRIPTOR_NAMES.forEach((name, column) => {
      kinds.set(descriptorKind(name), [...kinds.get(descriptorKind(name)) ?? [], column]);
    });
  }
  return [
    ...bands.map(({ lowHz, highHz, first, end }): GroupShare => ({
      group: { kind: "band", lowHz, highHz },
      shares: sumOf(network, Array.from({ length: end - first }, (_, i) => first + i)),
    })),
    ...[...kinds].map(([name, columns]): GroupShare => ({
      group: { kind: "descriptors", name },
      shares: sumOf(descriptors, columns),
    })),
  ];
}

/** Sum of a group's shares over all time-scales. */
export function totalShare({ shares }: GroupShare): number {
  return TIME_SCALES.reduce((sum, scale) => sum + shares[scale], 0);
}
