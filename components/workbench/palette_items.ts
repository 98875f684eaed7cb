/**
 * What the palette lists: commands that can be run now and tracks, the recently used first, found by parts of their
 * names.
 * @module
 */
import fuzzysort from "fuzzysort";
import { contributes } from "../../protocol/contributes/mod.ts";
import { parseWhen } from "./when.ts";
import type { Workbench } from "./workbench.ts";

export interface PaletteItem {
  /** `command:ID` or `track:ID`: by it recent use is remembered. */
  id: string;
  category: string;
  title: string;
  keys: string | null;
}

export interface FoundItem extends PaletteItem {
  /** Indexes of the letters of the title that were looked for. */
  marks: ReadonlySet<number>;
  isRecent: boolean;
}

const MOST_FOUND = 60;

export function paletteItems(
  { commands, library, keysOf }: Workbench,
  { only, trackCategory }: { only: "all" | "tracks"; trackCategory: string },
): PaletteItem[] {
  const hidden = new Set<string>(
    contributes.menus["commandPalette"].filter(({ when }) => !parseWhen(when)(commands.read)).map((c) => c.command),
  );
  const ofCommands = only === "tracks" ? [] : commands.contributions
    .filter(({ command }) => !hidden.has(command) && commands.isEnabled(command))
    .map(({ command, title, category }) => ({ id: `command:${command}`, category, title, keys: keysOf(command) }));
  const ofTracks = [...library.tracks.value.values()].map(({ id, name }) => ({
    id: `track:${id}`,
    category: trackCategory,
    title: name,
    keys: null,
  }));
  return [...ofCommands, ...ofTracks];
}

/** @param recent ids of what was used, the last one first. */
export function findItems(
  items: readonly PaletteItem[],
  query: string,
  { recent }: { recent: readonly string[] },
): FoundItem[] {
  const rank = new Map(recent.map((id, i) => [id, i]));
  const rankOf = ({ id }: PaletteItem) => rank.get(id) ?? Infinity;
  if (query.trim() === "") {
    const all = items.map((item) => ({ ...item, marks: new Set<number>(), isRecent: rank.has(item.id) }));
    return all.sort((a, b) => rankOf(a) - rankOf(b) || 0).slice(0, MOST_FOUND);
  }
  // The category counts too: "track zoom" finds what stands under Track.
  const prepared = items.map((item) => ({ item, text: `${item.category}: ${item.title}` }));
  return fuzzysort.go(query, prepared, { key: "text", limit: MOST_FOUND, threshold: 0.15 }).map(
    ({ obj, indexes, score }) => {
      const offset = obj.item.category.length + 2;
      const marks = new Set([...indexes].map((index) => index - offset).filter((index) => index >= 0));
      // Among what fits about as well, what was used before.
      return {
        found: { ...obj.item, marks, isRecent: rank.has(obj.item.id) },
        score: score + (rank.has(obj.item.id) ? 0.1 : 0),
      };
    },
  ).sort((a, b) => b.score - a.score).map(({ found }) => found);
}
