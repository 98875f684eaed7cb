/**
 * The classic descriptors of a step: their names, columns and groups.
 * @module
 */
import { CHROMA_NAMES } from "./chroma.ts";
import { HARMONY_NAMES } from "./harmony.ts";
import { LOUDNESS_NAMES } from "./loudness.ts";
import { RHYTHM_NAMES } from "./rhythm.ts";
import { CONTRAST_NAMES, SHAPE_NAMES } from "./timbre.ts";

export const CEPSTRA = 20;
/** Seconds behind a step over which harmony is heard. */
export const HARMONY_SECONDS = [1, 4, 16];

const cepstra = (name: string) => Array.from({ length: CEPSTRA }, (_, k) => `${name}.${k}`);

/** Names by group, in the order of their columns. */
const GROUPS = {
  mfcc: [...cepstra("cepstrum"), ...cepstra("cepstrumDeviation")],
  contrast: CONTRAST_NAMES,
  shape: SHAPE_NAMES,
  loudness: ["level", "levelRange", ...LOUDNESS_NAMES],
  pitch: ["pitch", "pitchSpread"],
  rhythm: RHYTHM_NAMES,
  harmony: HARMONY_SECONDS.flatMap((seconds) => HARMONY_NAMES.map((name) => `${name}.${seconds}s`)),
  chroma: CHROMA_NAMES,
};

export type DescriptorGroup = keyof typeof GROUPS;
export const DESCRIPTOR_GROUPS = Object.keys(GROUPS) as DescriptorGroup[];

/**
 * The groups that are heard when all are: without chroma, which tells the key and so one song of the training from another
 * (cross-validated on VGMIDI, it costs 0.007 nats, 95 % interval 0.000 to 0.014; harmony has what does not depend on the key).
 */
export const USUAL_GROUPS: readonly DescriptorGroup[] = DESCRIPTOR_GROUPS.filter((group) => group !== "chroma");

/** Names of the descriptors, in the order of their columns. */
export const DESCRIPTOR_NAMES: string[] = Object.values(GROUPS).flat();

const columns = new Map(DESCRIPTOR_NAMES.map((name, column) => [name, column]));

/** Column of a descriptor. */
export function descriptorColumn(name: string): number {
  return columns.get(name)!;
}

/** Columns of some groups, ascending. */
export function groupColumns(groups: readonly DescriptorGroup[]): number[] {
  return groups.flatMap((group) => GROUPS[group].map(descriptorColumn)).sort((a, b) => a - b);
}

/** Groups whose descriptors tell different things: each counts by itself. */
const SEVERAL_THINGS: readonly DescriptorGroup[] = ["rhythm"];

/** Descriptors that tell the same thing and so count alike: of the columns given, those of each group, and each of rhythm's. */
export function relevanceGroups(columns: readonly number[]): number[][] {
  const given = new Set(columns);
  return DESCRIPTOR_GROUPS.flatMap((group) => {
    const own = groupColumns([group]).filter((column) => given.has(column));
    return SEVERAL_THINGS.includes(group) ? own.map((column) => [column]) : own.length > 0 ? [own] : [];
  });
}
