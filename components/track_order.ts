/**
 * Which tracks a list shows, and in which order.
 * @module
 */

/** What ordering needs to know of a track. */
export interface Listed {
  name: string;
  createdAt: number;
  durationSeconds: number | null;
  correctionCount: number;
  /** Means over the timeline; null until analysed. */
  summary: { valence: number; arousal: number; entropyNats: number } | null;
}

export type SortKey = "name" | "added" | "duration" | "corrections" | keyof NonNullable<Listed["summary"]>;

/** "track 2" before "track 10", letters of any case and accent together. */
const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;

type Order = (a: Listed, b: Listed) => number;

/** Most first; what is not analysed comes last. */
const bySummary = (key: keyof NonNullable<Listed["summary"]>): Order => (a, b) =>
  a.summary && b.summary ? b.summary[key] - a.summary[key] : Number(!a.summary) - Number(!b.summary);

const ORDERS: Record<SortKey, Order> = {
  name: () => 0,
  added: (a, b) => b.createdAt - a.createdAt,
  duration: (a, b) => (b.durationSeconds ?? -1) - (a.durationSeconds ?? -1),
  corrections: (a, b) => b.correctionCount - a.correctionCount,
  arousal: bySummary("arousal"),
  valence: bySummary("valence"),
  entropyNats: bySummary("entropyNats"),
};

/** Tracks whose name holds every word of `filter`, in any case; ties in order of name. */
export function listTracks<T extends Listed>(
  tracks: readonly T[],
  { filter, sortBy }: { filter: string; sortBy: SortKey },
): T[] {
  const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return tracks
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
    .sort((a, b) => ORDERS[sortBy](a, b) || byName(a.name, b.name));
}
