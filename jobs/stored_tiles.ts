/**
 * The tiles of a stored track. An analysis makes them; for a track that was analysed before there were any, they are made
 * when they are first asked for.
 * @module
 */
import { basename } from "node:path";
import { readTilesHeader, type TileDirectory, TILES_HEADER_BYTES, TILES_MEDIA_TYPE } from "../formats/tiles.ts";
import type { BlobFiles } from "../store/blobs.ts";
import type { Scope } from "../store/schema.ts";
import { recordBlob, type TrackFiles, updateTrackFiles } from "../store/tracks.ts";
import type { JobTools } from "./analyze.ts";
import { failureMessage, JobError } from "./failure.ts";

/** Where the tiles are, or how far they are (0 … 1). */
export type StoredTiles = { sha256: string } | { progress: number };

/** How long an asker waits for tiles that are being made. */
const WAIT_MS = 2000;
/** Directories that are kept read: some 40 kB for an hour. */
const MOST_DIRECTORIES = 32;

interface Making {
  progress: number;
  done: Promise<{ sha256: string }>;
}

/** By the track's content. */
const making = new WeakMap<BlobFiles, Map<string, Making>>();
const directories = new Map<string, Promise<TileDirectory>>();

/** @throws JobError if the audio cannot be read. */
export async function storedTiles(tools: JobTools, scope: Scope, track: TrackFiles): Promise<StoredTiles> {
  if (track.tilesSha256 !== null) return { sha256: track.tilesSha256 };
  const own = making.get(tools.blobs) ?? new Map<string, Making>();
  making.set(tools.blobs, own);
  let one = own.get(track.sha256);
  if (!one) {
    one = begin(tools, scope, track);
    own.set(track.sha256, one);
    const forget = () => own.delete(track.sha256);
    one.done.then(forget, forget);
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => timer = setTimeout(() => resolve(null), WAIT_MS));
  try {
    return await Promise.race([one.done, late]) ?? { progress: one.progress };
  } finally {
    clearTimeout(timer);
  }
}

function begin({ db, blobs, compute }: JobTools, scope: Scope, track: TrackFiles): Making {
  const tilesPath = blobs.temporaryPath(), audioPath = blobs.path(track.sha256);
  async function make(): Promise<{ sha256: string }> {
    try {
      await compute.drawTiles({ audioPath, tilesPath }, { onProgress: ({ fraction }) => one.progress = fraction });
      const tiles = await blobs.adopt(tilesPath);
      await db.transaction().execute(async (tx) => {
        await recordBlob(tx, scope, { ...tiles, mediaType: TILES_MEDIA_TYPE });
        await updateTrackFiles(tx, scope, { id: track.id, tilesSha256: tiles.sha256 });
      });
      return tiles;
    } catch (error) {
      throw new JobError(failureMessage(error, new Map([[basename(audioPath), track.name]])), { cause: error });
    } finally {
      await blobs.removeTemporary(tilesPath);
    }
  }
  const one: Making = { progress: 0, done: make() };
  return one;
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
