/**
 * Files by content: `DATA/blobs/ab/cdef…`, named by the SHA-256 of their bytes and never changed. A file becomes visible
 * whole or not at all: it is written beside, flushed to the disk and renamed.
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { newId } from "./store.ts";

/** Bytes that are hashed at once. */
const BLOCK_BYTES = 1 << 16;
const SHA256 = /^[0-9a-f]{64}$/;

/** More bytes arrived than were allowed. */
export class BlobTooLargeError extends Error {
  override name = "BlobTooLargeError";
}

/** A file received but not kept yet. */
export interface PendingBlob {
  sha256: string;
  bytes: number;
  /** Its bytes, while it is neither kept nor thrown away. */
  read(): Promise<Uint8Array<ArrayBuffer>>;
  /** Puts it in its place. */
  keep(): Promise<void>;
  /** Throws it away. */
  discard(): Promise<void>;
}

export interface BlobFiles {
  /** @throws BlobTooLargeError beyond `limitBytes`; nothing stays behind. */
  receive(chunks: AsyncIterable<Uint8Array>, options: { limitBytes: number }): Promise<PendingBlob>;
  /** Stores bytes at once. */
  put(bytes: Uint8Array): Promise<{ sha256: string; bytes: number }>;
  /** A path to write a file to, for {@link BlobFiles.adopt}. */
  temporaryPath(): string;
  /** Removes what was written to a temporary path, if it is still there. */
  removeTemporary(path: string): Promise<void>;
  /** Takes over a file written to a temporary path. */
  adopt(path: string): Promise<{ sha256: string; bytes: number }>;
  /** Where the file of a hash is. */
  path(sha256: string): string;
}

/** The blobs below `directory`, which is created; what an earlier process left half-written is removed. */
export async function openBlobs(directory: string): Promise<BlobFiles> {
  const incoming = join(directory, "incoming");
  await Deno.remove(incoming, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(incoming, { recursive: true });

  const temporaryPath = () => join(incoming, newId());
  const path = (sha256: string) => {
    if (!SHA256.test(sha256)) {
      throw new TypeError(`Cannot find a blob: its name must be 64 hex digits, current value is ${sha256}`);
    }
    return join(directory, sha256.slice(0, 2), sha256.slice(2));
  };

  const removeTemporary = (path: string) => Deno.remove(path).catch(ignoreMissing);

  async function receive(chunks: AsyncIterable<Uint8Array>, { limitBytes }: { limitBytes: number }) {
    const temporary = temporaryPath(), discard = () => removeTemporary(temporary);
    try {
      const written = await writeHashed(temporary, chunks, limitBytes);
      const keep = () => moveInto(temporary, path(written.sha256));
      return { ...written, read: () => Deno.readFile(temporary), keep, discard };
    } catch (error) {
      await discard();
      throw error;
    }
  }

  async function put(bytes: Uint8Array) {
    const pending = await receive(
      async function* () {
        await Promise.resolve();
        yield bytes;
      }(),
      { limitBytes: bytes.length },
    );
    await pending.keep();
    return { sha256: pending.sha256, bytes: pending.bytes };
  }

  async function adopt(temporary: string) {
    const hash = createHash("sha256");
    let bytes = 0;
    {
      using file = await Deno.open(temporary, { read: true, write: true });
      await file.sync();
      const block = new Uint8Array(BLOCK_BYTES);
      for (let count = await file.read(block); count !== null; count = await file.read(block)) {
        hash.update(block.subarray(0, count));
        bytes += count;
      }
    }
    const sha256 = hash.digest("hex");
    await moveInto(temporary, path(sha256));
    return { sha256, bytes };
  }

  return { receive, put, temporaryPath, removeTemporary, adopt, path };
}

async function writeHashed(path: string, chunks: AsyncIterable<Uint8Array>, limitBytes: number) {
  const hash = createHash("sha256");
  let bytes = 0;
  using file = await Deno.open(path, { write: true, createNew: true });
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limitBytes) {
      throw new BlobTooLargeError(`Cannot store a file: it must have at most ${limitBytes} bytes`);
    }
    hash.update(chunk);
    for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
  }
  await file.sync();
  return { sha256: hash.digest("hex"), bytes };
}

/** A new name is durable only once its folder is flushed too: that of the folder, and that of the file in it. */
async function moveInto(temporary: string, target: string): Promise<void> {
  const folder = dirname(target);
  const isNew = await Deno.mkdir(folder).then(() => true, (error) => {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  });
  if (isNew) await syncFolder(dirname(folder));
  await Deno.rename(temporary, target);
  await syncFolder(folder);
}

async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return; // folders cannot be opened there
  using folder = await Deno.open(path);
  await folder.sync();
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
