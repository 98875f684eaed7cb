/**
 * Few files for a page instead of many. Rollup makes a file of all modules that the same entries and lazily fetched parts
 * need: a small module that one such part needs too, whatever part that is, splits what every page loads as a whole. Files
 * that the same pages load from the start are joined here, as far as nothing has to load more for it.
 * @module
 */

/** What is asked of a chunk; a rendered chunk of Rollup's has it. */
export interface PlannedChunk {
  /** By id; the length is that before minifying. */
  modules: Readonly<Record<string, { renderedLength: number }>>;
  /** File names of chunks. */
  imports: readonly string[];
  dynamicImports: readonly string[];
  isEntry: boolean;
  isDynamicEntry: boolean;
  facadeModuleId: string | null;
}

/** How the names of joined files begin. */
export const SHARED = "shared-";

/** What is larger than this stays a file of its own rather than being loaded by pages that do without it. */
const MOST_SPARE_LENGTH = 4000;

/**
 * Which modules go into one file. Facades of entries stay by themselves: they have addresses.
 * @param chunks by file name, as they are without joining.
 * @param base facade of an entry that is loaded beside every other one.
 * @returns a name for each module that goes with others; the same name is the same file.
 */
export function joinChunks(chunks: ReadonlyMap<string, PlannedChunk>, base: string): Map<string, string> {
  const files = [...chunks.keys()], entries = files.filter((file) => chunks.get(file)!.isEntry);
  const loads = new Map(files.map((file) => [file, closure(chunks, file)]));
  const baseFile = files.find((file) => chunks.get(file)!.facadeModuleId === base)!, baseLoads = loads.get(baseFile)!;
  const there = alreadyThere(chunks, loads, baseLoads);
  const modulesOf = (file: string) => {
    const { modules, isEntry, facadeModuleId } = chunks.get(file)!;
    return Object.keys(modules).filter((id) => !isEntry || id !== facadeModuleId);
  };
  /** Entries with which a chunk is loaded; what the base loads is loaded with all. */
  const entriesWith = (file: string) =>
    baseLoads.has(file) ? entries : entries.filter((entry) => loads.get(entry)!.has(file));

  const joinable = files.filter((file) => modulesOf(file).length > 0 && entriesWith(file).length > 0);
  const groups = [...Map.groupBy(joinable, (file) => entriesWith(file).join()).values()]
    .toSorted((a, b) => entriesWith(a[0]).length - entriesWith(b[0]).length);
  /** Whether all that load a chunk load the group, too, or have it by then; a few others may if it is small. */
  function fits(file: string, group: readonly string[]): boolean {
    const withGroup = entriesWith(group[0]), { modules } = chunks.get(file)!;
    const length = Object.values(modules).reduce((sum, { renderedLength }) => sum + renderedLength, 0);
    if (!group.includes(file) && length > MOST_SPARE_LENGTH) return false;
    return entriesWith(file).every((entry) => withGroup.includes(entry)) && [...there].every(([part, before]) => {
      const own = loads.get(part)!;
      return !own.has(file) || group.every((other) => other === file || own.has(other) || before.has(other));
    });
  }

  const names = new Map<string, string>();
  for (const file of joinable) {
    const group = groups.findIndex((group) => fits(file, group));
    if (group >= 0) { for (const id of modulesOf(file)) names.set(id, `${SHARED}${group + 1}`); }
  }
  return names;
}

function closure(chunks: ReadonlyMap<string, PlannedChunk>, file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !chunks.has(file)) return found;
  found.add(file);
  for (const next of chunks.get(file)!.imports) closure(chunks, next, found);
  return found;
}

/** What is certainly loaded when a lazily fetched part is, by whatever way it came: the largest solution. */
function alreadyThere(
  chunks: ReadonlyMap<string, PlannedChunk>,
  loads: ReadonlyMap<string, ReadonlySet<string>>,
  base: ReadonlySet<string>,
): Map<string, ReadonlySet<string>> {
  const files = [...chunks.keys()], all: ReadonlySet<string> = new Set(files);
  const parts = files.filter((file) => chunks.get(file)!.isDynamicEntry);
  const roots = files.filter((file) => chunks.get(file)!.isEntry || chunks.get(file)!.isDynamicEntry);
  const there = new Map(parts.map((part) => [part, all]));
  const importers = new Map(parts.map((part) => [
    part,
    roots.filter((root) => [...loads.get(root)!].some((file) => chunks.get(file)!.dynamicImports.includes(part))),
  ]));
  for (let isSettled = false; !isSettled;) {
    isSettled = true;
    for (const part of parts) {
      const sets = importers.get(part)!.map((root) => {
        const before = chunks.get(root)!.isEntry ? base : there.get(root)!;
        return loads.get(root)!.union(before);
      });
      const next = sets.length > 0 ? sets.reduce((a, b) => a.intersection(b)) : new Set<string>();
      if (next.size === there.get(part)!.size) continue;
      there.set(part, next);
      isSettled = false;
    }
  }
  return there;
}
