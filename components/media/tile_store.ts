/**
 * Tiles of one kind as they are needed: fetched for what is in sight, kept while there is room.
 * @module
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { fetchPatiently } from "./fetch_patiently.ts";

export interface TileKey {
  level: number;
  index: number;
}

export interface TileStore<T> {
  /** What the tile was made into, if it is here. */
  get(key: TileKey): T | null;
  /** Fetch these, the first ones first, instead of what was wanted before and is not on its way. */
  want(keys: readonly TileKey[]): void;
  /** Changes when a tile has come. */
  arrivals: ReadonlySignal<number>;
  close(): void;
}

export interface TileStoreOptions<T> {
  /** Address of a tile. */
  url(key: TileKey): string;
  decode(bytes: ArrayBuffer): T;
  /** Tiles that are kept; beyond it those not looked at for longest go. */
  mostTiles: number;
}

/** Browsers have six connections to a server; the sound wants some, too. */
const MOST_COMING = 3;

export function createTileStore<T>({ url, decode, mostTiles }: TileStoreOptions<T>): TileStore<T> {
  /** In the order of their last use. */
  const tiles = new Map<string, T>(), coming = new Set<string>(), lost = new Set<string>();
  const arrivals = signal(0), closing = new AbortController();
  let wanted: readonly TileKey[] = [];

  async function fetchTile(key: TileKey): Promise<void> {
    const name = nameOf(key);
    coming.add(name);
    try {
      tiles.set(name, decode(await fetchPatiently(url(key), closing.signal)));
      for (const oldest of tiles.keys()) {
        if (tiles.size <= mostTiles) break;
        tiles.delete(oldest);
      }
      arrivals.value++;
    } catch {
      lost.add(name); // a coarser one stands in for it
    } finally {
      coming.delete(name);
      next();
    }
  }

  function next(): void {
    if (closing.signal.aborted) return;
    for (const key of wanted) {
      if (coming.size >= MOST_COMING) return;
      const name = nameOf(key);
      if (!tiles.has(name) && !coming.has(name) && !lost.has(name)) fetchTile(key);
    }
  }

  return {
    get(key) {
      const name = nameOf(key), tile = tiles.get(name);
      if (tile === undefined) return null;
      tiles.delete(name);
      tiles.set(name, tile);
      return tile;
    },
    want(keys) {
      wanted = keys;
      next();
    },
    arrivals,
    close: () => closing.abort(),
  };
}

const nameOf = ({ level, index }: TileKey) => `${level}/${index}`;
