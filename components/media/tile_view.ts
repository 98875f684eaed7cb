/**
 * Which tiles a view is painted from. Pure arithmetic.
 * @module
 */
import type { TimeView } from "../time_axis.ts";
import type { TileKey } from "./tile_store.ts";

/** Tiles of a kind as the API tells of them: column c of a level begins at startSeconds + c · secondsPerColumn. */
export interface TilePyramid {
  width: number;
  tileColumns: number;
  startSeconds: number;
  levels: { secondsPerColumn: number; columns: number; tiles: number }[];
}

/** The coarsest level that still has a column for every pixel; the finest when no level has. */
export function levelFor({ levels }: TilePyramid, secondsPerPixel: number): number {
  const finer = levels.findLastIndex(({ secondsPerColumn }) => secondsPerColumn <= secondsPerPixel);
  return Math.max(0, finer);
}

/** Columns first … end - 1 of a level that a view shows. */
export function columnsIn({ levels, startSeconds }: TilePyramid, level: number, view: TimeView): [number, number] {
  const { secondsPerColumn, columns } = levels[level];
  const first = Math.max(0, Math.floor((view.startSeconds - startSeconds) / secondsPerColumn));
  return [first, Math.min(columns, Math.ceil((view.endSeconds - startSeconds) / secondsPerColumn))];
}

/** Numbers of the tiles of a level in a view. */
export function tilesIn(pyramid: TilePyramid, level: number, view: TimeView): number[] {
  const [first, end] = columnsIn(pyramid, level, view), { tileColumns } = pyramid;
  const from = Math.floor(first / tileColumns);
  return Array.from({ length: Math.max(0, Math.ceil(end / tileColumns) - from) }, (_, i) => from + i);
}

/**
 * What to fetch for a view, in this order: the one tile of the whole piece, which stands in for all others; what is in sight;
 * what lies beside it; and what is in sight once one has zoomed a step.
 */
export function wantedTiles(pyramid: TilePyramid, level: number, view: TimeView): TileKey[] {
  const keys = (of: number, indices: number[]): TileKey[] => indices.map((index) => ({ level: of, index }));
  const top = pyramid.levels.length - 1, inSight = tilesIn(pyramid, level, view);
  const beside = inSight.length === 0 ? [] : [inSight.at(-1)! + 1, inSight[0] - 1]
    .filter((index) => index >= 0 && index < pyramid.levels[level].tiles);
  const coarser = level < top ? tilesIn(pyramid, level + 1, view) : [];
  return [...keys(top, [0]), ...keys(level, inSight), ...keys(level, beside), ...keys(level + 1, coarser)];
}

/** A part of a tile that shows columns from … end - 1 of a level, or stands in for them. */
export interface TilePart<T> {
  tile: T;
  /** Columns of the tile, which may be broader than those asked for, and not whole ones. */
  fromColumn: number;
  endColumn: number;
  startSeconds: number;
  endSeconds: number;
}

/** What there is of the tiles in a view: the level's own, or of the finest coarser level that has come. */
export function partsIn<T>(
  pyramid: TilePyramid,
  level: number,
  view: TimeView,
  get: (key: TileKey) => T | null,
): TilePart<T>[] {
  const { tileColumns, levels, startSeconds } = pyramid, { columns, secondsPerColumn } = levels[level];
  return tilesIn(pyramid, level, view).flatMap((index) => {
    const from = index * tileColumns, end = Math.min(columns, from + tileColumns);
    for (let of = level; of < levels.length; of++) {
      const broader = 2 ** (of - level), tileIndex = Math.floor(from / broader / tileColumns);
      const tile = get({ level: of, index: tileIndex });
      if (!tile) continue;
      const first = tileIndex * tileColumns;
      return [{
        tile,
        fromColumn: from / broader - first,
        endColumn: end / broader - first,
        startSeconds: startSeconds + from * secondsPerColumn,
        endSeconds: startSeconds + end * secondsPerColumn,
      }];
    }
    return [];
  });
}
