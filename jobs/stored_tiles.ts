/**
 * The tiles of a stored track. An analysis makes them; for a track that was analysed before there were any, or that has
 * lost its file, they are made when they are asked for.
 * @module
 */
import { readTilesHeader, type TileDirectory, TILES_HEADER_BYTES, TILES_MEDIA_TYPE } from "../formats/tiles.ts";
import type { BlobFiles } from "../store/blobs.ts";
import type { Db, Scope } from "../store/schema.ts";
import { getTrackFiles, recordBlob, type TrackFiles, updateTrackFiles } from "../store/tracks.ts";
import type { JobTools } from "./analyze.ts";
import { namedFailure } from "./failure.ts";

/** The tiles, or how far they are (0 … 1). */
export type StoredTiles = { sha256: string; directory: TileDirectory } | { progress: number };

/** How long an asker waits for tiles that are being made. */
const WAIT_MS = 2000;
/** Directories that are kept read: some 40 kB for an hour. */
const MOST_DIRECTORIES = 32;

interface Making {
  progress: number;
  /** SHA-256 of the tiles. */
  done: Promise<string>;
}

/** By project and track. */
const making = new WeakMap<BlobFiles, Map<string, Making>>();
const directories = new Map<string, Promise<TileDirectory>>();

/** @throws JobError if the audio cannot be read. */
export async function storedTiles(tools: JobTools, scope: Scope, track: TrackFiles): Promise<StoredTiles> {
  const { blobs } = tools, kept = track.tilesSha256;
  if (kept !== null && await isWhole(blobs.path(kept), kept)) return await withDirectory(blobs, kept);
  const own = making.get(blobs) ?? new Map<string, Making>(), key = `${scope.projectId} ${track.id}`;
  making.set(blobs, own);
  let one = own.get(key);
  if (!one) {
    one = begin(tools, scope, track);
    own.set(key, one);
    const forget = () => own.delete(key);
    one.done.then(forget, forget);
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => timer = setTimeout(() => resolve(null), WAIT_MS));
  try {
    const sha256 = await Promise.race([one.done, late]);
    return sha256 === null ? { progress: one.progress } : await withDirectory(blobs, sha256);
  } finally {
    clearTimeout(timer);
  }
}

async function withDirectory(blobs: BlobFiles, sha256: string): Promise<StoredTiles> {
  return { sha256, directory: await tileDirectory(blobs.path(sha256), sha256) };
}

/** Whether a file of tiles is still there and can be read. */
async function isWhole(path: string, sha256: string): Promise<boolean> {
  return await Deno.stat(path).then(() => tileDirectory(path, sha256)).then(() => true, () => false);
}

function begin({ db, blobs, compute }: JobTools, scope: Scope, track: TrackFiles): Making {
  const tilesPath = blobs.temporaryPath(), audioPath = blobs.path(track.sha256);
  async function make(): Promise<string> {
    try {
      await compute.drawTiles({ audioPath, tilesPath }, { onProgress: ({ fraction }) => one.progress = fraction });
      const tiles = await blobs.adopt(tilesPath);
      return await db.transaction().execute((tx) => keepTiles(tx, scope, { track, tiles }));
    } catch (error) {
      throw namedFailure(error, { path: audioPath, name: track.name });
    } finally {
      await blobs.removeTemporary(tilesPath);
    }
  }
  const one: Making = { progress: 0, done: make() };
  return one;
}

/**
 * Give a track its tiles, unless it got others since: pages ask for them by their hash, and another decoder draws others.
 * @param made.track as it was before they were made.
 * @returns the hash of those that it has now.
 */
export async function keepTiles(
  tx: Db,
  scope: Scope,
  { track, tiles }: { track: TrackFiles; tiles: { sha256: string; bytes: number } },
): Promise<string> {
  const now = (await getTrackFiles(tx, scope, track.id))?.tilesSha256 ?? null;
  if (now !== null && now !== track.tilesSha256) return now;
  await recordBlob(tx, scope, { ...tiles, mediaType: TILES_MEDIA_TYPE });
  await updateTrackFiles(tx, scope, { id: track.id, tilesSha256: tiles.sha256 });
  return tiles.sha256;
}

/** What is in a file of tiles; read once. */
export function tileDirectory(path: string, sha256: string): Promise<TileDirectory> {
  const known = directories.get(sha256) ?? readDirectory(path);
  directories.delete(sha256);
  directories.set(sha256, known);
  known.catch(() => directories.delete(sha256));
  if (directories.size > MOST_DIRECTORIES) directories.delete(directories.keys().next().value!);
  return known;
}

async function readDirectory(path: string): Promise<TileDirectory> {
  const place = readTilesHeader(await readBytes(path, { offset: 0, bytes: TILES_HEADER_BYTES }));
  return JSON.parse(new TextDecoder().decode(await readBytes(path, place)));
}

/** A piece of a file; shorter if it ends before. */
export async function readBytes(
  path: string,
  { offset, bytes }: { offset: number; bytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  using file = await Deno.open(path);
  await file.seek(offset, Deno.SeekMode.Start);
  const out = new Uint8Array(bytes);
  let filled = 0;
  while (filled < bytes) {
    const count = await file.read(out.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return out.subarray(0, filled);
}
