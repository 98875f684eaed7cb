/**
 * The file of a track's tiles: a header of 24 bytes, the tiles as they were made, and a directory of them as JSON.
 * Described in `docs/formats/tiles.md`.
 * @module
 */

export const TILE_KINDS = ["waveform", "spectrogram"] as const;
export type TileKind = typeof TILE_KINDS[number];

/** One resolution of a kind. */
export interface TileLevel {
  columns: number;
  /** Byte of the file at which each tile begins. All tiles but the last have `tileColumns` columns. */
  offsets: number[];
}

/** The tiles of one kind, the finest level first. */
export interface TilePyramid {
  /** Bytes of a column. */
  width: number;
  tileColumns: number;
  /** Where column 0 of the finest level begins, and how long it is; each level's columns are twice as long as the one before. */
  startSeconds: number;
  secondsPerColumn: number;
  levels: TileLevel[];
}

export interface TileDirectory {
  /** Of the sound itself, as it was decoded. */
  sampleRate: number;
  samples: number;
  waveform: TilePyramid;
  spectrogram: TilePyramid & { lowHz: number; highHz: number; lowDecibels: number; highDecibels: number };
}

export const TILES_MEDIA_TYPE = "application/vnd.moodline.tiles";
export const TILES_HEADER_BYTES = 24;
const MAGIC = "MLTILES1";

/** The header; without a place of the directory it is that of a file that is not finished. */
export function writeTilesHeader(directory: { offset: number; bytes: number } = { offset: 0, bytes: 0 }): Uint8Array {
  const bytes = new Uint8Array(TILES_HEADER_BYTES), view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setBigUint64(8, BigInt(directory.offset), true);
  view.setUint32(16, directory.bytes, true);
  return bytes;
}

/**
 * Where the directory is.
 * @throws SyntaxError if it is no such file, or one that is not finished.
 */
export function readTilesHeader(header: Uint8Array): { offset: number; bytes: number } {
  const magic = String.fromCharCode(...header.subarray(0, MAGIC.length));
  if (header.length < TILES_HEADER_BYTES || magic !== MAGIC) {
    throw new SyntaxError(`Cannot read tiles: the file must begin with ${MAGIC}`);
  }
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const place = { offset: Number(view.getBigUint64(8, true)), bytes: view.getUint32(16, true) };
  if (place.offset === 0) throw new SyntaxError("Cannot read tiles: the file must have been finished");
  return place;
}

/** Where a tile is in the file; undefined if there is none. */
export function findTile(
  directory: TileDirectory,
  { kind, level, index }: { kind: TileKind; level: number; index: number },
): { offset: number; bytes: number } | undefined {
  const { width, tileColumns, levels } = directory[kind], of = levels[level], offset = of?.offsets[index];
  if (offset === undefined) return undefined;
  return { offset, bytes: width * Math.min(tileColumns, of.columns - index * tileColumns) };
}
