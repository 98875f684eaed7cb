/**
 * What an ear reads, in groups that people have names for: half-octave bands of the spectrum, the windows it is heard over,
 * and kinds of descriptors.
 * @module
 */
import { DESCRIPTOR_GROUPS, DESCRIPTOR_NAMES, type DescriptorGroup, groupColumns } from "../signal/descriptors.ts";
import { binCount, binToHz, type FrameSpec } from "../signal/frames.ts";
import { type SpectrumRun, spectrumRuns } from "../signal/step_spectrum_spec.ts";
import type { Attribution } from "./attribution.ts";
import { heardColumns, hearingSpectrum } from "./hearing.ts";
import { byTimeScale, TIME_SCALES, type TimeScale } from "./listening_gradient.ts";

/** Neighbouring bins: first … end - 1. */
export interface FrequencyBand {
  lowHz: number;
  highHz: number;
  first: number;
  end: number;
}

/** A band that holds fewer bins belongs to the one above it. */
const LEAST_BINS = 2;

/** Half-octave bands below the highest frequency, ascending; the lowest reaches down to 0 Hz, and every bin is in one. */
export function frequencyBands(frames: FrameSpec): FrequencyBand[] {
  const bins = binCount(frames), highest = binToHz(bins - 1, frames), bands: FrequencyBand[] = [];
  // A bin on an edge belongs to the band above, whatever the edge is rounded to.
  const firstAbove = (hz: number) => Math.ceil(hz / highest * (bins - 1) * (1 - 1e-9));
  let end = bins;
  for (let k = 1; end > 0; k++) {
    const lowHz = highest * 2 ** (-k / 2), first = firstAbove(lowHz);
    const isLowest = first - firstAbove(lowHz / Math.SQRT2) < LEAST_BINS;
    const band = isLowest ? { lowHz: 0, first: 0 } : { lowHz, first };
    bands.unshift({ ...band, highHz: highest * 2 ** ((1 - k) / 2), end });
    end = band.first;
  }
  return bands;
}

/** What a group of descriptors is told as. */
const KINDS: Record<DescriptorGroup, string> = {
  mfcc: "timbre",
  contrast: "spectral contrast",
  shape: "spectral shape",
  loudness: "loudness",
  pitch: "register",
  rhythm: "rhythm",
  harmony: "harmony",
  chroma: "chroma",
};

/** Kind of each descriptor, by column. Cepstra's deviations are one of their own, and so is each window of harmony. */
const KIND_OF_COLUMN = new Map(
  DESCRIPTOR_GROUPS.flatMap((group) =>
    groupColumns([group]).map((column): [number, string] => {
      const name = DESCRIPTOR_NAMES[column], seconds = group === "harmony" ? /\.(\d+)s$/.exec(name)?.[1] : undefined;
      if (name.startsWith("cepstrumDeviation")) return [column, `${KINDS[group]}, its variation`];
      return [column, seconds === undefined ? KINDS[group] : `${KINDS[group]}, ${seconds} s`];
    })
  ),
);

/** e.g. `harmony, 4 s` for the column of `mode.4s`. */
export function descriptorKind(column: number): string {
  return KIND_OF_COLUMN.get(column)!;
}

/** A part of the sound, and its share by each time-scale, in the reading's unit. */
export interface Share {
  shares: Record<TimeScale, number>;
}

/** One row of a grouped attribution. */
export interface GroupShare extends Share {
  /** A band of the spectrum, or a kind of descriptors. */
  group: { kind: "band"; lowHz: number; highHz: number } | { kind: "descriptors"; name: string };
}

/** The same shares of all bands, by what is told of the spectrum and the window that it is heard over. */
export interface RunShare extends Share {
  run: Pick<SpectrumRun, "seconds" | "statistic">;
}

/** An attribution by groups: bands ascending, then kinds of descriptors in the order of their columns. Sums stay the same. */
export function groupAttribution({ hearing, network, descriptors }: Attribution): GroupShare[] {
  const spec = hearingSpectrum(hearing), runs = spectrumRuns(spec), kinds = new Map<string, number[]>();
  heardColumns(hearing).forEach((column, i) => {
    kinds.set(descriptorKind(column), [...kinds.get(descriptorKind(column)) ?? [], i]);
  });
  const bands = network.song.length > 0 ? frequencyBands(spec) : [];
  return [
    ...bands.map(({ lowHz, highHz, first, end }): GroupShare => ({
      group: { kind: "band", lowHz, highHz },
      shares: sumOf(network, runs.flatMap((run) => range(run.first + first, run.first + end))),
    })),
    ...[...kinds].map(([name, columns]): GroupShare => ({
      group: { kind: "descriptors", name },
      shares: sumOf(descriptors, columns),
    })),
  ];
}

/** The network's part of an attribution by run of the spectrum: the sums are those of all bands together. */
export function runAttribution({ hearing, network }: Attribution): RunShare[] {
  if (network.song.length === 0) return [];
  return spectrumRuns(hearingSpectrum(hearing)).map(({ seconds, statistic, first, end }) => ({
    run: { seconds, statistic },
    shares: sumOf(network, range(first, end)),
  }));
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}

function sumOf(table: Record<TimeScale, Float64Array>, columns: readonly number[]): Record<TimeScale, number> {
  return byTimeScale((scale) => columns.reduce((sum, column) => sum + table[scale][column], 0));
}

/** Sum of the shares over all time-scales. */
export function totalShare({ shares }: Share): number {
  return TIME_SCALES.reduce((sum, scale) => sum + shares[scale], 0);
}
