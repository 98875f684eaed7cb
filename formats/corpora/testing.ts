/**
 * What tests of corpora read.
 * @module
 */
const GOLDEN = new URL("../../tests/golden/corpora/", import.meta.url);
const SHARED = new URL("../../../shared/data/", import.meta.url);

/** An invented excerpt in a corpus' layout. */
export function excerpt(name: string): string {
  return Deno.readTextFileSync(new URL(name, GOLDEN));
}

/** Texts of the excerpts beside it. */
export function excerpts(folder: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, excerpt(`${folder}/${name}`)]));
}

/** A corpus' own file, where it has been put beside the checkout; null where not. */
export function realFile(name: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(name, SHARED));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Smallest, middle and largest of many numbers. */
export function spread(columns: readonly Float64Array[]): { least: number; median: number; most: number } {
  const all = Float64Array.from(columns.flatMap((column) => [...column])).sort(), middle = all.length / 2;
  if (all.length === 0) throw new Error("there must be numbers");
  return {
    least: all[0],
    median: (all[Math.ceil(middle) - 1] + all[Math.floor(middle)]) / 2,
    most: all[all.length - 1],
  };
}
